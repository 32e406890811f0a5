// Deletion with two keys, from a service that was built to its last trace, in front of controllers and an AWS that behave as the real ones.
import { describe, expect, it } from "@jest/globals";
import { ANNOTATION } from "../../domain/api/keys.js";
import { ACK, VOLUME_SNAPSHOT } from "../../domain/api/kinds.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { keyOf } from "../../local/aws/controllers/object-index.js";
import { isRefusal } from "../../local/aws/model/refusal.js";
import { EndingWorld } from "../fakes/ending-world.js";
import { UID } from "../fixtures/services.js";
import { LONG_MS } from "../local/aws/stage.js";

const LAST = "last-one";
const KEYS = { [ANNOTATION.confirmDelete]: UID, [ANNOTATION.finalSnapshot]: LAST };

/** Built, with a finished snapshot of each database in AWS, and not deleted yet. */
async function built(spec: Partial<WebServiceSpec>): Promise<EndingWorld> {
  const at = new EndingWorld({ ...spec, deletion: { data: "Delete" } });
  await at.build();
  at.events.splice(0);
  return at;
}

async function snapshots(at: EndingWorld): Promise<void> {
  const { world } = at.stage;
  for (const [kind, type] of [
    ["db", "rds/DBInstance"],
    ["cluster", "rds/DBCluster"],
  ] as const)
    for (const database of [...world.all(type)]) {
      const copyOf = ["dbClusterIdentifier", "sourceDBInstanceIdentifier"].some(
        (field) => database.attributes[field] !== undefined,
      );
      const isCopy = kind === "db" && copyOf;
      if (!isCopy && isRefusal(world.snapshot(database, LAST, kind))) throw new Error("no snapshot");
    }
  await at.stage.advance(LONG_MS);
}

async function deleted(spec: Partial<WebServiceSpec>): Promise<EndingWorld> {
  const at = await built(spec);
  await snapshots(at);
  at.annotate(KEYS);
  at.delete();
  return at;
}

function volumeSnapshot(
  at: EndingWorld,
  change: { readonly of?: string; readonly taken?: number; readonly ready?: boolean } = {},
): void {
  const { apiVersion, kind } = VOLUME_SNAPSHOT;
  const [volume = ""] = at.names("PersistentVolumeClaim");
  const creationTime = new Date(change.taken ?? at.stage.clock.now()).toISOString();
  const snapshot: KubeObject = {
    apiVersion,
    kind,
    metadata: { name: LAST, namespace: "store", uid: "s" },
    spec: { source: { persistentVolumeClaimName: change.of ?? volume } },
    status: { readyToUse: change.ready ?? true, creationTime },
  };
  at.stage.api.objects.set(keyOf(VOLUME_SNAPSHOT, "store", LAST), snapshot);
}

/** No replica and no member. */
function mainOf(at: EndingWorld, kind: string): string {
  const found = at
    .objects(kind)
    .filter(({ metadata }) => ["rds", "aurora"].includes(metadata.labels?.["app.kubernetes.io/component"] ?? ""));
  return found[0]?.metadata.name ?? "";
}

const kindsOf = (lines: readonly string[]) => [...new Set(lines.map((line) => line.split(" ")[0] ?? ""))];
const notesOf = (at: EndingWorld, reason: string) => at.events.filter((event) => event.reason === reason).map(({ note }) => note);

describe("a service with both keys", () => {
  it.each([
    { tier: "100" as const, kinds: ["DBInstance"], final: "DBInstance" },
    { tier: "10k" as const, kinds: ["Bucket", "DBInstance", "Table"], final: "DBInstance" },
    { tier: "1M" as const, kinds: ["DBInstance", "DBCluster", "Table"], final: "DBCluster" },
  ])("of tier $tier is deleted with its data, after which nothing is left but the snapshots", async ({ tier, kinds, final }) => {
    const at = await deleted({ userTier: tier });
    const main = mainOf(at, final);
    await at.run();
    expect(at.service).toBeUndefined();
    await at.stage.advance(LONG_MS);
    expect(at.inAws()).toEqual([]);
    expect([...at.stage.api.objects.values()].map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
    expect(kindsOf(at.deleted).filter((kind) => kinds.includes(kind))).toEqual(kinds);
    expect(kindsOf(at.deleted).at(-1)).toBe("Secret");
    const finals = [...at.stage.world.snapshots.values()].filter(({ origin }) => origin === "final");
    expect(finals).toMatchObject([{ sourceName: main, name: `${main}-final`, status: "available" }]);
    expect(notesOf(at, "FinalSnapshot")).toEqual([expect.stringContaining(`${main}-final of ${final} ${main} is available`)]);
  });

  it("has nothing written for it any more when it was let go, although the watch still shows it", async () => {
    const at = await deleted({ userTier: "100" });
    let last = at.service;
    await at.run(() => {
      last = at.service ?? last;
      return false;
    });
    at.service = last;
    await at.step();
    expect([...at.stage.api.objects.values()].map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  });

  it("loses nothing after the database before AWS has finished its final snapshot", async () => {
    const at = await deleted({ userTier: "10k" });
    await at.run(() => at.names("DBInstance").length === 0);
    const before = at.deleted.length;
    expect(at.inAws().some((line) => line.startsWith("DBInstance"))).toBe(true);
    await at.step(1);
    await at.step(1);
    expect(at.message).toMatch(/Deleting: AWS is taking the final snapshot .*-final of DBInstance/);
    expect(at.deleted).toHaveLength(before);
    await at.run();
    expect(at.service).toBeUndefined();
  });

  it("leaves the data of an earlier service of its name alone", async () => {
    const at = new EndingWorld({ userTier: "10k", deletion: { data: "Delete" } });
    const other = "99999999-2222-3333-4444-555555555555";
    const metadata = {
      name: "shop-old",
      namespace: "store",
      labels: {
        "tenfold.dev/service": "shop",
        "tenfold.dev/service-uid": other,
        "tenfold.dev/data": "true",
        "tenfold.dev/retained": "true",
      },
    };
    at.stage.api.apply({ apiVersion: "v1", kind: "PersistentVolumeClaim", metadata, spec: {} });
    if (at.service !== undefined) at.service = { ...at.service, spec: { ...at.service.spec, database: { adoptFrom: "Fresh" } } };
    await at.build();
    await snapshots(at);
    at.annotate(KEYS);
    at.delete();
    await at.run();
    expect(at.service).toBeUndefined();
    expect([...at.stage.api.objects.values()].map((object) => object.metadata.name)).toEqual(["shop-old"]);
  });

  it("goes on wherever its operator is killed, and no write is skipped or doubled into harm", async () => {
    for (let writes = 0; writes < 60; writes += 3) {
      const at = await deleted({ userTier: "10k" });
      at.writesLeft = writes;
      const main = mainOf(at, "DBInstance");
      await at.run();
      expect([writes, at.service, at.inAws()]).toEqual([writes, undefined, []]);
      const finals = [...at.stage.world.snapshots.values()].filter(({ origin }) => origin === "final");
      expect(finals.map(({ name }) => name)).toEqual([`${main}-final`]);
    }
  });
});

describe("before the first deletion", () => {
  async function held(change: (at: EndingWorld) => void): Promise<EndingWorld> {
    const at = await deleted({ userTier: "10k" });
    change(at);
    await at.run(() => at.message.startsWith("DeletionHeld"));
    for (let count = 0; count < 5; count += 1) await at.step();
    expect(at.deleted).toEqual([]);
    expect(at.records().filter(({ facts }) => facts.released !== undefined)).toEqual([]);
    expect(at.message).toContain(`"data":"Retain"`);
    return at;
  }

  it.each(["dbinstances", "buckets", "loggroups", "dbsubnetgroups"])(
    "a right to delete %s that is missing is named, and with it all goes on",
    async (plural) => {
      const at = await held((world) => (world.forbidden = [plural]));
      expect(at.message).toContain(`may not delete ${plural}.`);
      expect(at.message).toContain("kubectl create rolebinding tenfold-data-deletion -n store");
      at.forbidden = [];
      await at.run();
      expect(at.service).toBeUndefined();
    },
  );

  it.each([
    ["the UID of another object", { [ANNOTATION.confirmDelete]: "another" }, `${ANNOTATION.confirmDelete}=${UID}`],
    ["no snapshot", { [ANNOTATION.finalSnapshot]: " , " }, `${ANNOTATION.finalSnapshot}=NAME`],
    ["a snapshot that does not exist", { [ANNOTATION.finalSnapshot]: "nowhere" }, "nowhere does not exist"],
  ])("%s as a key holds it, and the right one lets it go on", async (_what, keys, says) => {
    const at = await held((world) => world.annotate(keys));
    expect(at.message).toContain(says);
    at.annotate(KEYS);
    await at.run();
    expect(at.service).toBeUndefined();
  });

  it("a snapshot of the namesake that was there before is none of this database", async () => {
    const at = await held((world) => {
      for (const [arn, snapshot] of world.stage.world.snapshots)
        world.stage.world.snapshots.set(arn, { ...snapshot, sourceID: "db-OLD" });
    });
    expect(at.message).toContain(`${LAST} is not of this database`);
  });

  it("a snapshot that AWS is still taking is waited for", async () => {
    const at = await held((world) => {
      for (const [arn, snapshot] of world.stage.world.snapshots)
        world.stage.world.snapshots.set(arn, { ...snapshot, status: "creating" });
    });
    expect(at.message).toContain(`${LAST} is not finished (creating)`);
  });

  it("a snapshot that has the name of the final one is in the way, and is named", async () => {
    const at = await held((world) => {
      const [first] = world.stage.world.snapshots.values();
      if (first === undefined) throw new Error("no snapshot");
      const name = `${first.sourceName}-final`;
      world.stage.world.snapshots.set(first.arn.replace(LAST, name), { ...first, name });
    });
    expect(at.message).toMatch(/AWS has a snapshot .*-final already/);
  });

  it("an operator that may not ask AWS deletes nothing", async () => {
    const at = await held((world) => (world.asks = false));
    expect(at.message).toContain("--no-aws-queries");
  });

  it("a database that has lost its labels holds everything", async () => {
    const at = await held((world) => {
      const main = world
        .objects("DBInstance")
        .find((object) => object.metadata.labels?.["app.kubernetes.io/component"] === "rds");
      if (main !== undefined)
        world.stage.api.objects.set(keyOf(ACK.dbInstance.ref, "store", main.metadata.name), {
          ...main,
          metadata: { ...main.metadata, labels: {} },
        });
    });
    expect(at.message).toContain("has lost the labels");
  });

  it("Retain keeps all of it after all, and the service goes", async () => {
    const at = await held((world) => (world.forbidden = ["dbinstances"]));
    const before = at.inAws();
    at.setData("Retain");
    await at.run();
    expect(at.service).toBeUndefined();
    expect(at.inAws()).toEqual(before);
    expect(at.deleted).toEqual([]);
  });
});

describe("a database that AWS does not show", () => {
  it("is let go with its locks closed, whoever has opened them, so that nothing is deleted that was not seen", async () => {
    const at = await deleted({ userTier: "100" });
    const main = at.objects("DBInstance")[0];
    if (main === undefined) throw new Error("no database");
    const annotations = { ...main.metadata.annotations, [ANNOTATION.deletionPolicy]: "delete" };
    at.stage.api.apply({ ...main, metadata: { ...main.metadata, annotations } });
    // It is there, but the operator asks with other credentials.
    const { databases } = at.world;
    Object.assign(databases, { state: () => Promise.resolve(undefined), snapshot: () => Promise.resolve(undefined) });
    await at.run(() => at.names("DBInstance").length === 0);
    expect(at.names("DBInstance")).toEqual([]);
    expect(at.stage.world.deletions.filter(({ type }) => type === "rds/DBInstance")).toEqual([]);
  });
});

describe("a key that is taken back in the middle", () => {
  it("stops before the database, whose locks are closed again in the cluster and in AWS", async () => {
    const at = await deleted({ userTier: "10k" });
    const opened = () =>
      at.records().some(({ kind, role, facts }) => kind === "DBInstance" && role === "rds" && facts.released !== undefined);
    await at.run(opened);
    expect(opened()).toBe(true);
    at.annotate({ [ANNOTATION.confirmDelete]: "" });
    for (let count = 0; count < 8; count += 1) await at.step();
    expect(at.message).toContain("DeletionHeld");
    expect(opened()).toBe(false);
    const databases = [...at.stage.world.all("rds/DBInstance")];
    expect(databases.filter(({ attributes }) => attributes["deletionProtection"] === true)).toHaveLength(1);
    expect(databases.filter(({ phase }) => phase === "deleting")).toEqual([]);
  });

  it("keeps the bucket in AWS that only waits to be emptied", async () => {
    const at = await deleted({ userTier: "10k" });
    const [bucket] = at.stage.world.all("s3/Bucket");
    if (bucket === undefined) throw new Error("no bucket");
    at.stage.world.alter(bucket.arn, { facts: { ...bucket.facts, objectCount: 3 } });
    await at.run(() => at.message.includes("aws s3api delete-objects"));
    expect(at.message).toMatch(/Bucket shop-assets-\w+ is being deleted, and its controller says: .*BucketNotEmpty/);
    expect(at.deleted.map((line) => line.split(" ")[0])).toEqual(["Bucket"]);
    at.annotate({ [ANNOTATION.finalSnapshot]: "" });
    await at.run(() => at.names("Bucket").length === 0);
    expect(at.names("Bucket")).toEqual([]);
    expect(at.stage.world.find(bucket.arn)).toBeDefined();
    expect(at.names("DBInstance").length).toBeGreaterThan(0);
  });

  it("is not needed any more when somebody has emptied the bucket", async () => {
    const at = await deleted({ userTier: "10k" });
    const [bucket] = at.stage.world.all("s3/Bucket");
    if (bucket === undefined) throw new Error("no bucket");
    at.stage.world.alter(bucket.arn, { facts: { ...bucket.facts, objectCount: 3 } });
    await at.run(() => at.message.includes("aws s3api delete-objects"));
    at.stage.world.alter(bucket.arn, { facts: { ...bucket.facts, objectCount: 0 } });
    await at.run();
    expect(at.service).toBeUndefined();
  });
});

describe("Secrets that may not be deleted", () => {
  it("stay and are named, when all the rest is gone", async () => {
    const at = await deleted({ userTier: "100" });
    at.forbidden = ["secrets"];
    await at.run();
    expect(at.service).toBeUndefined();
    expect(at.inAws()).toEqual([]);
    expect(at.names("Secret").length).toBeGreaterThan(0);
    for (const name of at.names("Secret")) expect(notesOf(at, "SecretsKept")[0]).toContain(name);
  });
});

describe("a volume in the cluster", () => {
  async function stopped(): Promise<EndingWorld> {
    const at = await built({ userTier: "10" });
    at.annotate(KEYS);
    await at.stage.advance(1000);
    at.delete();
    await at.run(() => at.message.startsWith("DeletionHeld"));
    return at;
  }

  it("waits for a snapshot that is newer than the deletion, then goes", async () => {
    const at = await stopped();
    expect(at.message).toContain(`${LAST} does not exist`);
    volumeSnapshot(at);
    await at.run();
    expect(at.service).toBeUndefined();
    expect(at.names("PersistentVolumeClaim")).toEqual([]);
  });

  it.each([
    ["is not ready", { ready: false }, "is not ready to use"],
    ["is of another volume", { of: "another" }, "is not of this volume"],
    ["was taken while the database still ran", { taken: 0 }, "is older than the deletion"],
  ])("stays when its snapshot %s", async (_what, change, says) => {
    const at = await stopped();
    volumeSnapshot(at, change);
    for (let count = 0; count < 5; count += 1) await at.step();
    expect(at.message).toContain(says);
    expect(at.deleted).toEqual([]);
  });
});
