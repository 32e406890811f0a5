// One service from tier to tier under four writers, on real pods: no acknowledged row is lost, whoever is killed in the middle.
import { afterAll, describe, expect, it } from "@jest/globals";
import { eventually, get, kubectl, list, setup, type Thing } from "./harness/cluster.js";
import { growing, GROWING, Writers } from "./harness/growing.js";
import { isServing, type Pod } from "./harness/services.js";
import { SYSTEM } from "./setup/install.js";
import { run } from "./setup/run.js";

const PATIENCE_MS = 900_000;
const BALLAST_ROWS = 40_000;
const VERSION = setup.images.postgres.split(":").at(-1);

const grower = growing("grower", {
  resources: { cpu: "100m", memory: "128Mi" },
  database: { version: VERSION },
});

const figures: Record<string, unknown>[] = [];
const note = (step: string, seen: object): void => void figures.push({ step, ...seen });

afterAll(async () => {
  process.stdout.write(`Growth on kind:\n${figures.map((line) => JSON.stringify(line)).join("\n")}\n`);
  // What computes goes; the suite needs the room.
  await kubectl("delete", "webservices", "--all", "-n", GROWING, "--ignore-not-found", "--timeout=240s");
}, PATIENCE_MS);

/** The pod of a program that works for the move, as soon as there is one that runs. */
function programPod(command: string, before?: Pod): Promise<Pod> {
  return eventually(
    `a program runs: ${command}`,
    async () => {
      const all = await list<Pod>("pods", "-n", GROWING, "-l", "app.kubernetes.io/component=migrator");
      const running = all.filter(({ metadata, status }) => metadata.name.includes(`-move-${command}-`) && isRunning(status));
      return running.find(({ metadata }) => metadata.uid !== before?.metadata.uid);
    },
    PATIENCE_MS,
  );
}

const isRunning = (status: Pod["status"] & { readonly phase?: string }): boolean => status.phase === "Running";

async function killOperator(): Promise<void> {
  type Lease = Thing & { readonly spec: { readonly holderIdentity?: string } };
  const { spec } = await get<Lease>("lease", "tenfold-operator", "-n", SYSTEM);
  const operators = await list<Pod>("pods", "-n", SYSTEM, "-l", "app.kubernetes.io/name=tenfold");
  const leading = operators.find(({ metadata }) => spec.holderIdentity?.startsWith(metadata.name) === true);
  await kubectl("delete", "pod", leading?.metadata.name ?? "", "-n", SYSTEM, "--grace-period=0", "--force");
}

const kill = (pod: Pod) => kubectl("delete", "pod", pod.metadata.name, "-n", GROWING, "--grace-period=0", "--force");

const wants = (userTier: string | number, spec: object = {}) => grower.patch({ spec: { userTier, ...spec } });

/** Of the pods' own sizes nothing is left out but their number. */
const SMALL = { scaling: { minReplicas: 2, maxReplicas: 3, targetCPUPercent: 60 } };

describe("a service that grows under four writers", () => {
  it(
    "goes from tier 1 to 10 and keeps every row",
    async () => {
      await grower.start(1);
      await grower.settle();
      await eventually("the application answers", async () => (await grower.post("/rows?id=first")) === "");
      await grower.post(`/fill?rows=${String(BALLAST_ROWS)}`);
      const writers = await Writers.start(grower);
      await wants(10);
      await grower.settle();
      const tally = await writers.stop();
      note("1 to 10", tally);
      expect(tally).toMatchObject({ lost: 0, duplicated: 0 });
      expect(tally.acknowledged).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    "goes from 10 to 100, from its own database to RDS, though the source, the program, the operator and a node are lost on the way",
    async () => {
      const writers = await Writers.start(grower);
      await wants(100);
      await programPod("rehearse");
      // The database goes away in the middle of the copy of the rehearsal, as its node would take it.
      const [database] = await grower.podsOf("db");
      if (database !== undefined) await kill(database);
      const settled = grower.settle();
      const program = await programPod("move");
      await kill(program);
      await killOperator();
      // The second attempt loses its node, with all that runs there.
      const second = await programPod("move", program);
      await run("docker", ["restart", second.spec.nodeName ?? ""]);
      const approved = await settled;
      const move = await grower.move();
      const tally = await writers.stop();
      note("10 to 100", { ...tally, rehearsal: move?.rehearsal, freeze: move?.freeze, attempts: move?.attempt });
      expect(tally).toMatchObject({ lost: 0, duplicated: 0 });
      expect(approved.flatMap(({ changes }) => changes.map(({ disruption }) => disruption))).toContain("DataMigration");
      expect(move?.to.kind).toBe("rds");
      expect(move?.attempt).toBeGreaterThan(1);
    },
    PATIENCE_MS,
  );

  it(
    "goes from 100 to 1k and back to 100, where its data stays",
    async () => {
      const writers = await Writers.start(grower);
      await wants("1k", SMALL);
      await grower.settle();
      await wants(100, { scaling: null });
      await grower.settle();
      const tally = await writers.stop();
      note("100 to 1k and back", tally);
      expect(tally).toMatchObject({ lost: 0, duplicated: 0 });
      expect((await grower.podsOf("web")).filter(isServing)).toHaveLength(1);
      const instances = await list("dbinstances", "-n", GROWING, "-l", `tenfold.dev/service=${grower.name}`);
      expect(instances).toHaveLength(1);
    },
    PATIENCE_MS,
  );
});

describe("a service with a pooler that grows under four writers", () => {
  const pooled = growing("pooled", {
    resources: { cpu: "100m", memory: "128Mi" },
    database: { version: VERSION, placement: "InCluster", pooler: { enabled: true } },
  });

  it(
    "goes from its own database to RDS, and its clients wait instead of failing",
    async () => {
      await pooled.start(100);
      await pooled.settle();
      await eventually("the application answers", async () => (await pooled.post("/rows?id=first")) === "");
      await pooled.post(`/fill?rows=${String(BALLAST_ROWS)}`);
      const writers = await Writers.start(pooled);
      await pooled.patch({ spec: { database: { placement: null } } });
      await pooled.settle(PATIENCE_MS);
      const move = await pooled.move();
      const tally = await writers.stop();
      note("cluster to RDS with a pooler", {
        ...tally,
        rehearsal: move?.rehearsal,
        freeze: move?.freeze,
        attempts: move?.attempt,
      });
      expect(tally).toMatchObject({ lost: 0, duplicated: 0 });
      expect(tally.failures).toEqual({});
      expect(move?.to.kind).toBe("rds");
    },
    PATIENCE_MS,
  );

  it(
    "loses nothing when its database is killed, and goes on when that is back",
    async () => {
      const writers = await Writers.start(pooled);
      const [instance] = await list("dbinstances", "-n", GROWING, "-l", `tenfold.dev/service=${pooled.name}`);
      const pod = `${instance?.metadata.name ?? ""}-0`;
      const { metadata } = await get("pod", pod, "-n", "local-aws-databases");
      await kubectl("delete", "pod", pod, "-n", "local-aws-databases", "--grace-period=0", "--force");
      await eventually("a new pod serves", async () => {
        const now = await get<Pod>("pod", pod, "-n", "local-aws-databases");
        return now.metadata.uid !== metadata.uid && now.status.containerStatuses?.[0]?.ready === true;
      });
      await eventually("the application answers", async () => (await pooled.post("/rows?id=again")) === "");
      const tally = await writers.stop();
      note("the database behind the pooler is killed", tally);
      expect(tally).toMatchObject({ lost: 0, duplicated: 0 });
    },
    PATIENCE_MS,
  );
});

describe("a service of tier 100k that grows under four writers", () => {
  const wide = growing("wide", {
    resources: { cpu: "100m", memory: "128Mi" },
    database: { version: VERSION, readReplicas: 1, pooler: { enabled: false } },
    ...SMALL,
  });

  it(
    "goes to 1M, from RDS to an Aurora that followed it, though the operator is killed while it is promoted",
    async () => {
      await wide.start("100k");
      await wide.settle();
      await eventually("the application answers", async () => (await wide.post("/rows?id=first")) === "");
      await wide.post(`/fill?rows=${String(BALLAST_ROWS)}`);
      const writers = await Writers.start(wide);
      await wide.patch({ spec: { userTier: "1M" } });
      const settled = wide.settle(PATIENCE_MS);
      await eventually("the replica is promoted", async () => (await wide.move())?.state === "promoting", PATIENCE_MS);
      await killOperator();
      const approved = await settled;
      const move = await wide.move();
      const tally = await writers.stop();
      note("100k to 1M", { ...tally, rehearsal: move?.rehearsal, freeze: move?.freeze, attempts: move?.attempt });
      expect(tally).toMatchObject({ lost: 0, duplicated: 0 });
      expect(approved.flatMap(({ changes }) => changes.map(({ disruption }) => disruption))).toContain("DataMigration");
      expect(move?.to.kind).toBe("aurora");
    },
    2 * PATIENCE_MS,
  );

  it(
    "goes back to 100k, where its data stays",
    async () => {
      const writers = await Writers.start(wide);
      await wide.patch({ spec: { userTier: "100k" } });
      await wide.settle();
      const tally = await writers.stop();
      note("1M back to 100k", tally);
      expect(tally).toMatchObject({ lost: 0, duplicated: 0 });
      expect((await wide.move())?.to.kind).toBe("aurora");
    },
    PATIENCE_MS,
  );
});
