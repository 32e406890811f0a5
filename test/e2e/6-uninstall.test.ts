// Tenfold goes, its definitions go, the data stays; and Tenfold comes back and takes it up again.
import { describe, expect, it } from "@jest/globals";
import { apply, kubectl, list, setup } from "./harness/cluster.js";
import {
  applyService,
  call,
  countOf,
  dataUidOf,
  NAMESPACE,
  pods,
  ready,
  serviceClass,
  SERVICE_NAMES,
  type LiveService,
} from "./harness/services.js";
import { installChart, RELEASE, SYSTEM } from "./setup/install.js";
import { run } from "./setup/run.js";
import { KUBECONFIG } from "./setup/settings.js";

const PATIENCE_MS = 600_000;
const HOLDING = ["persistentvolumeclaims", "secrets", "dbinstances"] as const;
const DEFINITIONS = ["webservices.tenfold.dev", "webserviceclasses.tenfold.dev"];

/** UIDs of everything that holds data or leads to it, by kind and name. */
async function holdings(): Promise<Readonly<Record<string, string>>> {
  const found = await Promise.all(
    HOLDING.map(async (kind) => {
      const things = await list(kind, "-n", NAMESPACE, "-l", "tenfold.dev/data=true");
      return things.map(({ metadata }) => [`${kind}/${metadata.name}`, metadata.uid] as const);
    }),
  );
  return Object.fromEntries(found.flat());
}

describe("uninstalling Tenfold", () => {
  let kept: Readonly<Record<string, string>> = {};
  let counts: readonly number[] = [];
  let uids: readonly string[] = [];

  it(
    "leaves every service serving when the chart goes",
    async () => {
      counts = await Promise.all(SERVICE_NAMES.map(countOf));
      uids = (await list<LiveService>("webservices", "-n", NAMESPACE)).map(({ metadata }) => metadata.uid);
      kept = await holdings();
      // Each has two Secrets and a volume or an instance.
      expect(Object.keys(kept)).toHaveLength(3 * SERVICE_NAMES.length);
      await run(setup.programs.helm, ["uninstall", RELEASE, "-n", SYSTEM, "--kubeconfig", KUBECONFIG, "--wait"]);
      expect((await list("webservices", "-n", NAMESPACE)).map(({ metadata }) => metadata.uid)).toEqual(uids);
      for (const name of SERVICE_NAMES) await call(name, "/count", "POST");
      counts = counts.map((count) => count + 1);
      expect(await holdings()).toEqual(kept);
    },
    PATIENCE_MS,
  );

  it(
    "leaves all data when its definitions go too",
    async () => {
      for (const name of SERVICE_NAMES) {
        const body = JSON.stringify({ metadata: { finalizers: null } });
        await kubectl("patch", "webservice", name, "-n", NAMESPACE, "--type=merge", "-p", body);
      }
      await kubectl("delete", "crd", ...DEFINITIONS, "--timeout=120s");
      await kubectl("wait", "-n", NAMESPACE, "--for=delete", "deployments", "--all", "--timeout=180s");
      expect(await holdings()).toEqual(kept);
    },
    PATIENCE_MS,
  );

  it(
    "can be undone: the same services, told where their data is, count on",
    async () => {
      await installChart(setup.programs, setup.images);
      await apply(await serviceClass());
      for (const name of SERVICE_NAMES) {
        expect(await dataUidOf(name)).toBeDefined();
        await applyService(name);
      }
      for (const name of SERVICE_NAMES) await ready(name);
      expect(await Promise.all(SERVICE_NAMES.map(countOf))).toEqual(counts);
      expect(await holdings()).toEqual(kept);
      expect((await pods("one", "db")).length).toBe(1);
    },
    PATIENCE_MS,
  );
});
