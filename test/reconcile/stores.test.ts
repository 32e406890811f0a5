// Who is woken by what the watches say, in which lane, and who is left alone.
import { describe, expect, it } from "@jest/globals";
import { ANNOTATION, LABEL, MANAGED_BY } from "../../domain/api/keys.js";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { WatchRefused } from "../../operator/ports/watching.js";
import { OperatorStores } from "../../operator/reconcile/stores.js";
import type { Queue } from "../../operator/runtime/queue.js";
import { createQueue } from "../../operator/runtime/queue.js";
import { fakeClock, settled } from "../fakes/fake-clock.js";
import { fakeLog } from "../fakes/fake-log.js";
import { added, deleted, pictureEnd, scriptedWatches } from "../fakes/scripted-watches.js";
import { webService, webServiceClass } from "../fixtures/services.js";

/** Nobody writes statuses here, and classes are announced elsewhere. */
const HOOKS = { isForeignStatus: () => false, onClassChanged: () => undefined };

const DEFINITION = "CustomResourceDefinition";
const NOT_SERVED = new WatchRefused(404, "the server could not find the requested resource");
const ALARM = CHILD_KINDS.find(({ kind }) => kind === "MetricAlarm");

type Wish = { readonly answered?: boolean; readonly className?: string; readonly generation?: number };

function service(name: string, { answered = true, className, generation = 1 }: Wish = {}): KubeObject {
  const { metadata, ...rest } = webService(className === undefined ? {} : { className });
  const status = answered ? { observedGeneration: generation } : undefined;
  return { ...rest, metadata: { ...metadata, name, uid: `uid-${name}`, generation }, status };
}

function serviceClass(name: string, { isDefault = false, region = "us-east-1", resourceVersion = "1" } = {}): KubeObject {
  const { metadata, ...rest } = webServiceClass({ region });
  const annotations = isDefault ? { [ANNOTATION.isDefaultClass]: "true" } : {};
  return { ...rest, metadata: { ...metadata, name, uid: `uid-${name}`, resourceVersion, annotations } } as KubeObject;
}

function childOf(name: string, resourceVersion = "1"): KubeObject {
  const labels = { [LABEL.managedBy]: MANAGED_BY, [LABEL.service]: name };
  const metadata = { name: `${name}-config`, namespace: "store", uid: `uid-${name}-config`, resourceVersion, labels };
  return { apiVersion: "v1", kind: "ConfigMap", metadata };
}

function definition(name: string, resourceVersion = "1"): KubeObject {
  return { apiVersion: "apiextensions.k8s.io/v1", kind: DEFINITION, metadata: { name, uid: `uid-${name}`, resourceVersion } };
}

/** Keys that wait, by lane, most urgent first. Each counts as done. */
function woken(queue: Queue): readonly string[] {
  const found: string[] = [];
  for (let taken = queue.take(); taken !== undefined; taken = queue.take()) {
    found.push(`${taken.lane} ${taken.key.replace("store/", "")}`);
    queue.done(taken.key);
  }
  return found;
}

type Picture = Readonly<Record<string, readonly KubeObject[]>>;

/** Every watch has its first picture; kinds in `missing` are not installed. */
async function started(picture: Picture, missing: readonly string[] = []) {
  const clock = fakeClock();
  const source = scriptedWatches();
  const queue = createQueue(clock);
  const log = fakeLog();
  const stores = new OperatorStores({ source, clock, log, queue, namespaces: [], ...HOOKS });
  for (const reflector of stores.reflectors) reflector.start();
  for (const connection of [...source.connections]) {
    const { kind } = connection.target.kind;
    if (missing.includes(kind)) await connection.fail(NOT_SERVED);
    else await connection.send(...(picture[kind] ?? []).map(added), pictureEnd("10"));
  }
  return { clock, source, queue, log, stores };
}

/** And works, with everything of the first picture done. */
async function working(picture: Picture, missing: readonly string[] = []) {
  const world = await started(picture, missing);
  world.stores.wakeAll();
  woken(world.queue);
  return world;
}

describe("when the operator starts or takes over", () => {
  const picture = {
    WebService: [service("old"), service("new", { answered: false }), service("edited", { answered: false, generation: 3 })],
    ConfigMap: [childOf("old"), childOf("edited")],
  };

  it("each service is looked at once: first those that nobody has answered, the others as resync", async () => {
    const { queue, stores } = await started(picture);
    stores.wakeAll();
    expect(woken(queue)).toEqual(["edit new", "edit edited", "resync old"]);
  });

  it("an edit does not wait behind the services that are only looked at again", async () => {
    const { source, queue, stores } = await started({ WebService: [service("a"), service("b"), service("c")] });
    stores.wakeAll();
    await source.last("WebService").send({ kind: "modified", object: service("c", { answered: false, generation: 2 }) });
    expect(woken(queue)).toEqual(["edit c", "resync a", "resync b"]);
  });

  it("nothing has piled up of what happened while another replica led", async () => {
    const { source, queue, stores } = await started(picture);
    await source.last("WebService").send({ kind: "modified", object: service("old", { generation: 2 }) });
    await source.last("ConfigMap").send(deleted(childOf("old")));
    expect(woken(queue)).toEqual([]);
    stores.wakeAll();
    expect(woken(queue)).toContain("resync old");
  });
});

describe("a class that changes", () => {
  const SERVICES = [service("named", { className: "gold" }), service("other", { className: "silver" }), service("unnamed")];
  const classes = (...all: readonly KubeObject[]) => working({ WebService: SERVICES, WebServiceClass: all });
  const becomes = (object: KubeObject) => ({ kind: "modified", object }) as const;

  it.each([
    {
      name: "wakes those that name it",
      before: serviceClass("gold"),
      event: becomes(serviceClass("gold", { region: "eu-west-1" })),
      wakes: ["resync named"],
    },
    {
      name: "and is the default wakes also those that name none",
      before: serviceClass("gold", { isDefault: true }),
      event: becomes(serviceClass("gold", { isDefault: true, region: "eu-west-1" })),
      wakes: ["resync named", "resync unnamed"],
    },
    {
      name: "into the default wakes those that name none",
      before: serviceClass("bronze"),
      event: becomes(serviceClass("bronze", { isDefault: true })),
      wakes: ["resync unnamed"],
    },
    {
      name: "and is the default no more wakes those that name none",
      before: serviceClass("bronze", { isDefault: true }),
      event: becomes(serviceClass("bronze")),
      wakes: ["resync unnamed"],
    },
    {
      name: "in nothing that a service is made from wakes nobody",
      before: serviceClass("gold", { isDefault: true }),
      event: becomes(serviceClass("gold", { isDefault: true, resourceVersion: "9" })),
      wakes: [],
    },
    {
      name: "by going wakes those that named it",
      before: serviceClass("silver"),
      event: deleted(serviceClass("silver")),
      wakes: ["resync other"],
    },
  ])("$name", async ({ before, event, wakes }) => {
    const { source, queue } = await classes(before);
    await source.last("WebServiceClass").send(event);
    expect(woken(queue)).toEqual(wakes);
  });

  it("by coming wakes those that waited for it", async () => {
    const { source, queue } = await classes();
    await source.last("WebServiceClass").send(added(serviceClass("silver")));
    expect(woken(queue)).toEqual(["resync other"]);
  });
});

describe("a kind that is not installed", () => {
  const MISSING = ["MetricAlarm", "Queue"];
  const SERVICES = { WebService: [service("a"), service("b")] };
  const alarms = "metricalarms.cloudwatch.services.k8s.aws";

  it("is known to be missing", async () => {
    const { stores } = await working(SERVICES, MISSING);
    expect(
      CHILD_KINDS.filter((kind) => !stores.isServed(kind))
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(MISSING);
  });

  it("is looked for at once when its definition comes, and wakes each service once when it is served", async () => {
    const { source, queue, stores } = await working(SERVICES, MISSING);
    const before = source.connections.length;
    await source.last(DEFINITION).send(added(definition(alarms)));
    expect(source.connections.slice(before).map(({ target }) => target.kind.kind)).toEqual(["MetricAlarm"]);
    expect(woken(queue)).toEqual([]);
    let wishes = 0;
    queue.onReady(() => (wishes += 1));
    await source.last("MetricAlarm").send(pictureEnd("12"));
    expect(wishes).toBe(2);
    expect(woken(queue)).toEqual(["resync a", "resync b"]);
    expect(ALARM !== undefined && stores.isServed(ALARM)).toBe(true);
  });

  it("wakes each service when it was there before: something else may be made in its place", async () => {
    const { source, queue, stores } = await working(SERVICES, ["Queue"]);
    await source.last("MetricAlarm").fail(NOT_SERVED);
    expect(ALARM !== undefined && stores.isServed(ALARM)).toBe(false);
    expect(woken(queue)).toEqual(["resync a", "resync b"]);
  });

  it("is not looked for when another definition comes or changes, and nobody is woken", async () => {
    const { source, queue } = await working(SERVICES, MISSING);
    const before = source.connections.length;
    await source.last(DEFINITION).send(added(definition("certificates.cert-manager.io")));
    await source.last(DEFINITION).send(added(definition("buckets.s3.services.k8s.aws")));
    expect(source.connections).toHaveLength(before);
    await settled();
    expect(woken(queue)).toEqual([]);
  });
});

describe("what the metrics are shown from", () => {
  const tiers = (stores: OperatorStores) =>
    [...stores.sums.sums()].filter(({ of }) => of === "services").map(({ labels, sum }) => `${sum} of ${labels.tier ?? ""}`);
  const atTier = (name: string, target: string): KubeObject => ({ ...service(name), status: { tier: { target } } });

  it("follows services as they come, change and go", async () => {
    const { source, stores } = await started({ WebService: [atTier("a", "1"), atTier("b", "1")] });
    expect(tiers(stores)).toEqual(["2 of 1"]);
    await source.last("WebService").send({ kind: "modified", object: atTier("b", "10") });
    expect(tiers(stores)).toEqual(["1 of 1", "1 of 10"]);
    await source.last("WebService").send(deleted(service("a")));
    expect(tiers(stores)).toEqual(["1 of 10"]);
  });

  it("counts children of all kinds", async () => {
    const { source, stores } = await started({ ConfigMap: [childOf("a"), childOf("b")] });
    expect(stores.children.count()).toBe(2);
    await source.last("ConfigMap").send(deleted(childOf("a")));
    expect(stores.children.count()).toBe(1);
  });
});
