// The local AWS in front of a fake API server and on a fake clock, with verbs that read as sentences.
import { ACK_CONTROLLERS } from "../../../local/aws/controllers/all.js";
import { AckRuntime } from "../../../local/aws/controllers/ack-runtime.js";
import { ObjectIndex } from "../../../local/aws/controllers/object-index.js";
import type { Surroundings } from "../../../local/aws/controllers/session.js";
import { RESOURCE_TYPES } from "../../../local/aws/model/catalogue.js";
import type { Delays } from "../../../local/aws/model/delays.js";
import { awsEndpoints, endpointFacts } from "../../../local/aws/model/endpoints.js";
import { recordOf, recordsOf } from "../../../local/aws/model/read.js";
import type { Attributes, Resource } from "../../../local/aws/model/resource.js";
import { World } from "../../../local/aws/model/world.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import type { Log } from "../../../operator/ports/log.js";
import { FakeApiServer } from "./fake-api-server.js";
import { FakeClock } from "./fake-clock.js";

export const PLACE = { accountID: "123456789012", region: "us-east-1" };

/** Each a power of ten apart, so that a test shows which one it waits for. */
export const DELAYS: Delays = {
  createMs: 10_000,
  modifyMs: 10_000,
  optimizeMs: 10_000,
  deleteMs: 10_000,
  quickMs: 1000,
  healthMs: 5000,
  loopMs: 100,
  retryMs: 1000,
  retryMaxMs: 60_000,
};
/** Longer than all delays together. */
export const LONG_MS = 100_000;

export const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silent,
};

export function newWorld(clock = new FakeClock()): World {
  return new World({ clock, delays: DELAYS, types: RESOURCE_TYPES, factsBeside: endpointFacts(awsEndpoints) });
}

export class Stage {
  readonly api: FakeApiServer;
  readonly clock: FakeClock;
  readonly world: World;
  readonly around: Surroundings;
  readonly ack: AckRuntime;

  constructor(api = new FakeApiServer(), clock = new FakeClock()) {
    this.api = api;
    this.clock = clock;
    this.world = newWorld(clock);
    const index = new ObjectIndex();
    this.around = { world: this.world, cluster: api, index, clock, log: silent, place: PLACE };
    this.ack = new AckRuntime(this.around);
    for (const object of api.objects.values()) this.#show(object, false);
    api.listeners.push((_kind, object, isGone) => this.#show(object, isGone));
    this.ack.start();
  }

  /** Applies and lets everything come to rest. */
  async settle(...objects: readonly KubeObject[]): Promise<void> {
    for (const object of objects) this.api.apply(object);
    await this.clock.advance(LONG_MS);
  }

  async advance(milliseconds: number): Promise<void> {
    await this.clock.advance(milliseconds);
  }

  status(object: KubeObject): Attributes {
    return recordOf(this.api.get(object) ?? {}, "status");
  }

  spec(object: KubeObject): Attributes {
    return recordOf(this.api.get(object) ?? {}, "spec");
  }

  /** `type` → `status`, in the words of the conditions. */
  conditions(object: KubeObject): Readonly<Record<string, unknown>> {
    return Object.fromEntries(recordsOf(this.status(object), "conditions").map(({ type, status }) => [String(type), status]));
  }

  condition(object: KubeObject, type: string): Attributes {
    return recordsOf(this.status(object), "conditions").find((condition) => condition["type"] === type) ?? {};
  }

  resource(type: string, name: string): Resource | undefined {
    return this.world.named(type, name, PLACE);
  }

  #show(object: KubeObject, isGone: boolean): void {
    const controller = ACK_CONTROLLERS.find(({ kind }) => kind.kind === object.kind && kind.apiVersion === object.apiVersion);
    if (controller === undefined) return;
    if (isGone) this.ack.gone(controller, object);
    else this.ack.seen(controller, object);
  }
}
