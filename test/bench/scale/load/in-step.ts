// What an operator leaves behind of a service that it has brought to Ready, found by its own reconcile in a world in memory.
import { BUILT_IN } from "../../../../domain/api/kinds.js";
import type { KubeObject } from "../../../../domain/api/objects.js";
import { DEFAULT_DRAIN_SECONDS, DEFAULT_IMAGES, VERSION } from "../../../../domain/api/release.js";
import type { WebService, WebServiceClass } from "../../../../domain/api/service.js";
import { serviceKey } from "../../../../domain/api/service.js";
import type { WebServiceStatus } from "../../../../domain/api/status.js";
import { reconcile } from "../../../../operator/reconcile/reconcile.js";
import type { World } from "../../../../operator/reconcile/world.js";
import { fakeWorld } from "../../../fakes/fake-world.js";

export type InStep = {
  /** As they were sent last; Secrets are not among them, which nobody reads. */
  readonly children: readonly KubeObject[];
  readonly status: WebServiceStatus;
};

const PAUSE_MS = 10_000;
const MOST_ROUNDS = 30;

/** `service` as the API server has stored it. Throws when it does not come to rest. */
export async function inStep(service: WebService, serviceClass: WebServiceClass): Promise<InStep> {
  const fake = fakeWorld(service, serviceClass);
  fake.serve(BUILT_IN.scaledObject, false); // as where the operator is then started
  const world: World = { ...fake.world, options: { ...fake.world.options, ...OPTIONS } };
  // Its story ends about now, so that no time of it lies ahead of the operator that reads it.
  fake.clock.jump(Date.now() - MOST_ROUNDS * PAUSE_MS - fake.clock.now());
  const key = serviceKey(service.metadata);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = fake.writes.length;
    await reconcile(world, key);
    fake.clock.advance(PAUSE_MS);
    const status = fake.statuses.at(-1);
    if (fake.writes.length === before && isReady(status)) return { children: [...fake.sent().values()], status };
  }
  throw new Error(`${key} does not become Ready in memory: ${JSON.stringify(fake.statuses.at(-1))}`);
}

const OPTIONS: Partial<World["options"]> = {
  render: DEFAULT_IMAGES,
  operatorVersion: VERSION,
  drainSeconds: DEFAULT_DRAIN_SECONDS,
};

function isReady(status: WebServiceStatus | undefined): status is WebServiceStatus {
  return status?.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True") === true;
}
