import { describe, expect, it } from "@jest/globals";
import { desire } from "../../../cdk8s/desire.js";
import type { Rendering } from "../../../cdk8s/prepare.js";
import { fillSecret } from "../../../cdk8s/fill-secret.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import type { WebServiceSpec } from "../../../domain/api/web-service.js";
import { extractor } from "../../../domain/observed/extract.js";
import { recordsOf, textOf } from "../../../local/aws/model/read.js";
import { observe } from "../../../domain/observed/observe.js";
import type { SpecWrite } from "../../../domain/observed/observe.js";
import { OPTIONS } from "../../cdk8s/arbitrary.js";
import { CREDENTIALS } from "../../fixtures/started.js";
import { webService, webServiceClass } from "../../fixtures/services.js";
import { DELAYS, Stage } from "./stage.js";

/** Shorter than the pause before another try: whatever is refused is seen. */
const STEP_MS = DELAYS.retryMs / 2;
const WRITTEN = ["DBInstance", "DBCluster", "DBSubnetGroup", "DBParameterGroup", "SecurityGroup", "Secret"];
const extract = extractor(() => "");

/** As much of the operator as a database needs: observes, decides, renders, writes what differs; again and again. */
class Grown {
  readonly stage = new Stage();
  #rendering: Rendering | undefined;
  readonly #specWrites = new Map<string, SpecWrite>();
  /** What AWS or a controller ever refused. */
  readonly refused = new Set<string>();
  /** Instances in the order in which AWS came to modify them, and how many at once. */
  readonly modified: string[] = [];
  mostAtOnce = 0;

  async become(spec: Partial<WebServiceSpec>, withinMs: number): Promise<void> {
    for (let passed = 0; passed < withinMs; passed += STEP_MS) {
      this.#reconcile(spec);
      await this.stage.advance(STEP_MS);
      this.#look();
      this.#lookAtInstances();
    }
  }

  #reconcile(spec: Partial<WebServiceSpec>): void {
    const { api, clock } = this.stage;
    const service = webService({ ...spec, changes: { automatic: "Restart" } });
    const observed = observe([...api.objects.values()].map(extract), service, {
      specWrites: this.#specWrites,
      foundLive: new Map(),
      lostInAws: new Map(),
      inCloud: undefined,
    });
    const question = { service, serviceClass: webServiceClass(), children: observed.byRole, now: clock.now(), drainSeconds: 0 };
    const operator = { volumeCannotGrow: false, operatorVersion: "0.0.0", render: OPTIONS };
    const { prepared, rendering } = desire({ ...question, ...operator }, this.#rendering);
    this.#rendering = rendering;
    for (const { object, hash, id, mode } of prepared.children) {
      const known = observed.byId.get(id);
      const isWanted = WRITTEN.includes(object.kind) && (known === undefined || (mode === "apply" && known.hash !== hash));
      if (!isWanted) continue;
      const applied = api.apply(object.kind === "Secret" ? encoded(object) : object).metadata;
      const { uid = "", resourceVersion = "", generation } = applied;
      if (generation !== known?.generation) this.#specWrites.set(uid, { at: clock.now(), resourceVersion });
    }
  }

  /** Which instances AWS modifies now. */
  #lookAtInstances(): void {
    const names = [...this.stage.world.all("rds/DBInstance")]
      .filter(({ phase }) => phase === "modifying")
      .map(({ name }) => name);
    this.mostAtOnce = Math.max(this.mostAtOnce, names.length);
    for (const name of names) if (!this.modified.includes(name)) this.modified.push(name);
  }

  #look(): void {
    for (const object of this.stage.api.objects.values()) {
      const trouble = recordsOf(this.stage.status(object), "conditions").filter(
        ({ type, status }) => (type === "ACK.Recoverable" || type === "ACK.Terminal") && status === "True",
      );
      for (const condition of trouble) this.refused.add(`${object.metadata.name}: ${textOf(condition, "message") ?? ""}`);
    }
  }
}

/** As the API server keeps it. */
function encoded(object: KubeObject): KubeObject {
  const { stringData } = fillSecret(object, CREDENTIALS) as unknown as { readonly stringData: Readonly<Record<string, string>> };
  const data = Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  return { ...object, data: Object.fromEntries(data) as unknown };
}

describe("a service on RDS that grows", () => {
  it("asks AWS for nothing that it refuses, and has all its replicas in the end", async () => {
    const grown = new Grown();
    await grown.become({ userTier: "1k" }, 3 * DELAYS.createMs);
    await grown.become({ userTier: "100k" }, 15 * DELAYS.modifyMs);
    expect([...grown.refused]).toEqual([]);
    const instances = [...grown.stage.world.all("rds/DBInstance")];
    expect(instances.map(({ attributes, state }) => [attributes["dbInstanceClass"], state])).toEqual(
      Array.from({ length: 5 }, () => ["db.r7g.xlarge", "available"]),
    );
  }, 60_000);
});

describe("a database of several instances that gets another class", () => {
  const roleOf = (name: string) => name.replace(/^shop-|-[a-z0-9]{12}$/g, "");

  it.each([
    { tier: "100k", readers: 3, order: ["rds-1", "rds-2", "rds-3", "rds"] },
    { tier: "1M", readers: 2, order: ["aurora-1", "aurora-2", "aurora-0"] },
  ])(
    "at tier $tier has one instance after the other modified, readers first",
    async ({ tier, readers, order }) => {
      const grown = new Grown();
      const database = { readReplicas: readers, instanceClass: "db.r7g.large" };
      await grown.become({ userTier: tier, database }, (5 + 2 * readers) * DELAYS.createMs);
      grown.modified.length = 0;
      await grown.become({ userTier: tier, database: { ...database, instanceClass: "db.r7g.xlarge" } }, 12 * DELAYS.modifyMs);
      expect(grown.modified.map(roleOf)).toEqual(order);
      expect(grown.mostAtOnce).toBe(1);
      expect([...grown.refused]).toEqual([]);
      const classes = [...grown.stage.world.all("rds/DBInstance")].map(({ attributes }) => attributes["dbInstanceClass"]);
      expect(classes).toEqual(order.map(() => "db.r7g.xlarge"));
    },
    60_000,
  );
});
