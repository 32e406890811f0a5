// The two stories of the talk: valid, within their classes, settled without a cluster, saying what their comments say.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { parse, parseAllDocuments } from "yaml";
import { desireOffline } from "../../cdk8s/desire-offline.js";
import { overBudget } from "../../domain/admit/budget.js";
import { DEFAULT_IMAGES, VERSION } from "../../domain/api/release.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { validateAgainstClass, validateClass, validateName, validateService } from "../../domain/api/validate.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import { isReady } from "../../domain/observed/record.js";
import { EXAMPLES } from "../../local/demo/places.js";
import { withBlocks } from "../../scripts/reference/blocks.js";
import { tenfold } from "./tenfold.js";

const { folder, first, services: isService, namespace } = EXAMPLES.stories;
const NOW = Date.parse("2026-12-01T03:00:00Z");

const SERVICES = readdirSync(folder)
  .filter((file) => isService.test(file))
  .map((file) => parse(readFileSync(`${folder}/${file}`, "utf8")) as WebService)
  .map((service) => ({ name: service.metadata.name, service }));
const CLASSES = parseAllDocuments(readFileSync(`${folder}/classes.yaml`, "utf8")).map(
  (document) => document.toJS() as WebServiceClass,
);

function classOf({ spec }: WebService): WebServiceClass {
  const found = CLASSES.find(({ metadata }) => metadata.name === spec.className);
  if (found === undefined) throw new Error(`no class ${spec.className ?? ""}`);
  return found;
}

const target = (name: string) => {
  const service = SERVICES.find((story) => story.name === name)?.service;
  if (service === undefined) throw new Error(`no ${name}`);
  return blueprint(service, classOf(service));
};

describe("the stories", () => {
  it("are two, and the demo applies every file of their folder", () => {
    expect(SERVICES.map(({ name }) => name)).toEqual(["beatapp", "dispatch"]);
    const applied = [...first, ...readdirSync(folder).filter((file) => isService.test(file))];
    expect(readdirSync(folder).sort()).toEqual([...applied].sort());
    expect(parse(readFileSync(`${folder}/namespace.yaml`, "utf8"))).toMatchObject({ metadata: { name: namespace } });
  });

  it.each(CLASSES.map((ofClass) => ({ name: ofClass.metadata.name, ofClass })))("class $name is valid", ({ ofClass }) => {
    expect(validateClass(ofClass.spec)).toEqual({ ok: true, spec: ofClass.spec });
  });

  it.each(SERVICES)("$name is valid, every field of it is kept, and it fits its class", ({ service }) => {
    const { spec, metadata } = service;
    expect(metadata.namespace).toBe(namespace);
    expect(validateName(metadata)).toEqual([]);
    expect(validateService(spec)).toEqual({ ok: true, spec });
    expect(validateAgainstClass(service, classOf(service))).toEqual([]);
    expect(overBudget(service, classOf(service), blueprint(service, classOf(service)))).toBeUndefined();
  });

  it.each(SERVICES)("$name comes to rest, with everything ready and nothing left to do", ({ service }) => {
    const answer = desireOffline({
      service,
      serviceClass: classOf(service),
      now: NOW,
      render: DEFAULT_IMAGES,
      operatorVersion: VERSION,
    });
    if (!answer.ok) throw new Error(answer.problem.message);
    expect(answer.last.prepared.waiting).toEqual([]);
    expect(answer.last.gated.decisions).toEqual([]);
    expect([...answer.observed.byId.values()].filter((record) => !isReady(record)).map(({ name }) => name)).toEqual([]);
    expect(answer.notes).toEqual([]);
  });

  it("are planned and priced by the command line as they stand", async () => {
    const [plan, cost] = await Promise.all([
      tenfold(["plan", "-f", folder, "-o", "json"]),
      tenfold(["cost", "-f", folder, "-o", "json"]),
    ]);
    expect([plan.code, cost.code]).toEqual([2, 0]);
    expect(cost.out).not.toContain('"isSampleClass": true');
  });
});

describe("what their comments say is so", () => {
  it("BeatApp: several zones, a queue with workers, replicas, one place to watch", () => {
    const { place, web, queue, workers, database, cache, cdn, dashboard } = target("beatapp");
    // A load balancer sends nothing to pods in a zone that it has no subnet in.
    expect(place.publicSubnetIDs).toHaveLength(web.zones);
    expect(place.alarmTopicARN).toBeDefined();
    expect(queue).toBeDefined();
    expect(workers.map(({ name }) => name)).toEqual(["plays"]);
    expect(database).toMatchObject({ kind: "aurora", readersMin: 5, readersMax: 12 });
    expect([cache?.shards, cdn?.waf, dashboard]).toEqual([6, true, true]);
  });

  it("Dispatch: five pods that may become seventy, at ten times the tier's speed; smaller types", () => {
    const { web, database, cache } = target("dispatch");
    expect(web.replicas).toMatchObject({ min: 5, max: 70, autoscale: { scaleUpPercent: 900 } });
    expect(web.size).toEqual({ cpuMillicores: 500, memoryMiB: 512 });
    expect(database).toMatchObject({ kind: "rds", instanceClass: "db.r7g.large", readReplicas: 2 });
    expect(cache?.nodeType).toBe("cache.t4g.medium");
  });

  it("Dispatch: cheaper than its tier by more than half in what is paid anyway", () => {
    const service = SERVICES[1]?.service;
    if (service === undefined) throw new Error("no dispatch");
    const { userTier, image, hosts, className } = service.spec;
    const plain = { ...service, spec: { userTier, image, hosts, className } };
    const [own, tier] = [service, plain].map((one) => estimateCost(blueprint(one, classOf(one))));
    expect(own?.baselineUSD).toBeLessThan((tier?.baselineUSD ?? 0) / 2);
  });
});

describe("blocks of a page", () => {
  const page = 'a\n<!-- begin one: generated by "make generate" -->\nold\n<!-- end one -->\nb\n';

  it("are replaced between their markers, and stay so", () => {
    const once = withBlocks(page, { one: "new" });
    expect(once).toBe('a\n<!-- begin one: generated by "make generate" -->\n\nnew\n\n<!-- end one -->\nb\n');
    expect(withBlocks(once, { one: "new" })).toBe(once);
  });

  it.each<Readonly<Record<string, string>>>([{}, { one: "x", two: "y" }])(
    "must be exactly those that are marked: %j",
    (blocks) => {
      expect(() => withBlocks(page, blocks)).toThrow(/do not fit/);
    },
  );
});
