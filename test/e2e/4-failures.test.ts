// What dies and comes back: the operator, and the containers of databases.
import { describe, expect, it } from "@jest/globals";
import { eventually, get, kubectl, list, type Thing } from "./harness/cluster.js";
import { call, countOf, isServing, NAMESPACE, pods, ready, type Pod } from "./harness/services.js";
import { SYSTEM } from "./setup/install.js";

const PATIENCE_MS = 400_000;

type Lease = Thing & { readonly spec: { readonly holderIdentity?: string } };

async function leader(): Promise<string> {
  const { spec } = await get<Lease>("lease", "tenfold-operator", "-n", SYSTEM);
  return spec.holderIdentity ?? "";
}

const restartsOf = (pod: Pod | undefined): number => pod?.status.containerStatuses?.[0]?.restartCount ?? 0;

describe("the operator", () => {
  it(
    "is taken over by its second pod when the leading one is killed, which goes on where it was",
    async () => {
      const before = await leader();
      const operators = await list<Pod>("pods", "-n", SYSTEM, "-l", "app.kubernetes.io/name=tenfold");
      const leading = operators.find(({ metadata }) => before.startsWith(metadata.name));
      expect(leading).toBeDefined();
      await kubectl("delete", "pod", leading?.metadata.name ?? "", "-n", SYSTEM, "--grace-period=0", "--force");
      // Not what a run before on the same cluster wrote, which would be no change.
      const variable = { name: "AFTER", value: String(Date.now()) };
      const labels = { "e2e.tenfold.dev/after": "takeover" };
      const spec = { env: [variable] };
      await kubectl(
        "patch",
        "webservice",
        "hundred",
        "-n",
        NAMESPACE,
        "--type=merge",
        "-p",
        JSON.stringify({ metadata: { labels }, spec }),
      );
      await eventually("another one leads", async () => ![before, ""].includes(await leader()));
      await ready("hundred");
      const serving = (await pods("hundred")).filter(isServing);
      expect(serving).toHaveLength(1);
      expect(serving[0]?.spec.containers[0]?.env).toContainEqual(variable);
    },
    PATIENCE_MS,
  );
});

describe.each(["one", "ten"] as const)("the database container of %s", (name) => {
  it(
    "loses nothing when it is killed in the middle of its work",
    async () => {
      const before = await countOf(name);
      await call(name, "/count", "POST");
      const [database] = await pods(name, "db");
      const restarts = restartsOf(database);
      // As if the power went: no checkpoint, no farewell.
      await kubectl("exec", "-n", NAMESPACE, database?.metadata.name ?? "", "--", "sh", "-c", "kill -QUIT 1");
      await eventually("the container has started again", async () => restartsOf((await pods(name, "db"))[0]) > restarts);
      await ready(name);
      expect(await countOf(name)).toBe(before + 1);
    },
    PATIENCE_MS,
  );
});

describe("the database instance of hundred", () => {
  it(
    "loses nothing when its pod is deleted",
    async () => {
      const before = await countOf("hundred");
      await call("hundred", "/count", "POST");
      const [instance] = await list("dbinstances", "-n", NAMESPACE, "-l", "tenfold.dev/service=hundred");
      const pod = `${instance?.metadata.name ?? ""}-0`;
      const { metadata } = await get("pod", pod, "-n", "local-aws-databases");
      await kubectl("delete", "pod", pod, "-n", "local-aws-databases");
      await eventually("a new pod serves", async () => {
        const now = await get<Pod>("pod", pod, "-n", "local-aws-databases");
        return now.metadata.uid !== metadata.uid && now.status.containerStatuses?.[0]?.ready === true;
      });
      expect(await countOf("hundred")).toBe(before + 1);
    },
    PATIENCE_MS,
  );
});
