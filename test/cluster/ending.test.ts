// Deletion with two keys on a real API server with its authorization: nothing without the role, everything with it, and nothing of others.
import { CreateDBClusterSnapshotCommand, CreateDBSnapshotCommand, RDSClient } from "@aws-sdk/client-rds";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { ACK, BUILT_IN, VOLUME_SNAPSHOT } from "../../domain/api/kinds.js";
import { DATA_KINDS } from "../../domain/api/permissions.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import {
  apply,
  childrenOf,
  conditionOf,
  eventually,
  freshNamespace,
  get,
  list,
  mergePatch,
  ready,
  remove,
  service,
} from "./harness/api.js";
import type { Live } from "./harness/api.js";
import { mark, requestsSince } from "./harness/audit.js";
import type { Request } from "./harness/audit.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 240_000;
const run = promisify(execFile);
const kubectl = (...rest: readonly string[]) =>
  run(environment().kubectl, ["--kubeconfig", environment().adminKubeconfig, ...rest]);

let namespace: string;
let rds: RDSClient;
let start: number;

beforeAll(async () => {
  start = await mark();
  namespace = await freshNamespace("ending");
  await kubectl("apply", "--server-side", "-f", "test/fixtures/volume-snapshots.yaml");
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  rds = new RDSClient({ region: "us-east-1", endpoint: environment().rdsEndpoint, credentials });
  await startOperator({ namespaces: [namespace] });
}, PATIENCE_MS);
afterAll(stopOperators, PATIENCE_MS);

const DATA: ReadonlySet<string> = new Set(DATA_KINDS.map(({ plural }) => plural));

async function realDeletes(from = start): Promise<readonly Request[]> {
  const requests = await requestsSince(from);
  return requests.filter(({ verb, resource, isDryRun, namespace: where }) => {
    return verb.startsWith("delete") && DATA.has(resource) && !isDryRun && where === namespace;
  });
}

async function keys(object: Live, names: string): Promise<void> {
  const annotations = { "tenfold.dev/confirm-delete": object.metadata.uid, "tenfold.dev/final-snapshot": names };
  await mergePatch(object, { metadata: { annotations } });
}

async function held(name: string, text: string): Promise<string> {
  const live = await eventually(
    `${name}: ${text}`,
    async () => {
      const now = await service(namespace, name);
      const stalled = conditionOf(now, "Stalled");
      return stalled?.reason === "DeletionHeld" && stalled.message.includes(text) && now;
    },
    PATIENCE_MS,
  );
  return conditionOf(live, "Stalled")?.message ?? "";
}

async function bind(): Promise<void> {
  const subject = "--serviceaccount=tenfold-system:tenfold-operator";
  await kubectl(
    "create",
    "rolebinding",
    "tenfold-data-deletion",
    "-n",
    namespace,
    "--clusterrole=tenfold-data-deletion",
    subject,
  );
}

/** Somebody looks again: nothing tells the operator of a right that was granted. */
async function nudge(name: string): Promise<void> {
  await mergePatch(await service(namespace, name), { metadata: { annotations: { "example.com/look": "again" } } });
}

async function gone(name: string): Promise<void> {
  await eventually(`${name} is gone`, async () => (await get(WEB_SERVICE, namespace, name)) === undefined, PATIENCE_MS);
}

describe("a service of RDS, deleted with both keys", () => {
  test(
    "deletes nothing without the role, says which right it takes, and goes with all of its data once it is bound",
    async () => {
      const object = await apply(webService(namespace, "shop", { userTier: "100", deletion: { data: "Delete" } }));
      const bystander = await apply(webService(namespace, "other", { userTier: "100" }));
      await ready(namespace, "shop", PATIENCE_MS);
      await ready(namespace, "other", PATIENCE_MS);
      const [database] = await list(ACK.dbInstance.ref, namespace, "tenfold.dev/service=shop");
      const name = database?.metadata.name ?? "";
      await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier: name, DBSnapshotIdentifier: `${name}-last` }));
      await keys(object, `${name}-last`);
      await mergePatch(object, { metadata: { annotations: { "tenfold.dev/confirm-delete": bystander.metadata.uid } } });
      await expect(remove(object)).rejects.toThrow(/confirm-delete/);
      await keys(object, `${name}-last`);
      await remove(object);
      const message = await held("shop", "may not delete");
      expect(message).toContain("delete dbinstances.rds.services.k8s.aws");
      expect(message).toContain(`kubectl create rolebinding tenfold-data-deletion -n ${namespace}`);
      expect(await realDeletes()).toEqual([]);
      const kept = await get(ACK.dbInstance.ref, namespace, name);
      expect(kept?.metadata.annotations?.["services.k8s.aws/deletion-policy"]).toBe("retain");

      await bind();
      await nudge("shop");
      await gone("shop");
      expect(await childrenOf(namespace, "shop")).toEqual([]);
      const events = await kubectl(
        "get",
        "events",
        "-n",
        namespace,
        "-o",
        'jsonpath={range .items[*]}{.reason}: {.message}{"\\n"}{end}',
      );
      expect(events.stdout).toContain(`FinalSnapshot: the final snapshot ${name}-final of DBInstance ${name} is available`);
      await ready(namespace, "other", PATIENCE_MS);
    },
    2 * PATIENCE_MS,
  );
});

describe("a service with a volume", () => {
  test(
    "waits for a VolumeSnapshot that is newer than its deletion, and goes on where a killed operator was",
    async () => {
      const object = await apply(webService(namespace, "box", { userTier: "1", deletion: { data: "Delete" } }));
      await ready(namespace, "box", PATIENCE_MS);
      const [claim] = await list(BUILT_IN.persistentVolumeClaim, namespace, "tenfold.dev/service=box");
      const name = claim?.metadata.name ?? "";
      await keys(object, "box-last");
      await remove(object);
      expect(await held("box", "no finished VolumeSnapshot")).toContain("box-last does not exist");
      await stopOperators();
      const { apiVersion, kind } = VOLUME_SNAPSHOT;
      const snapshot = {
        ...{ apiVersion, kind, metadata: { name: "box-last", namespace } },
        spec: { source: { persistentVolumeClaimName: name } },
        status: { readyToUse: true, creationTime: new Date(Date.now() + 1000).toISOString() },
      };
      await kubectl("create", "-f", await written(snapshot));
      await startOperator({ namespaces: [namespace] });
      await gone("box");
      expect(await childrenOf(namespace, "box")).toEqual([]);
    },
    2 * PATIENCE_MS,
  );
});

describe("a service of the highest kinds", () => {
  test(
    "goes with its cluster, bucket, table and queues; the role grants exactly what all of these deletions used",
    async () => {
      const object = await apply(webService(namespace, "large", { userTier: "5M", deletion: { data: "Delete" } }));
      await ready(namespace, "large", PATIENCE_MS);
      const [cluster] = await list(ACK.dbCluster.ref, namespace, "tenfold.dev/service=large");
      const name = cluster?.metadata.name ?? "";
      const ids = { DBClusterIdentifier: name, DBClusterSnapshotIdentifier: `${name}-last` };
      await rds.send(new CreateDBClusterSnapshotCommand(ids));
      await keys(object, `${name}-last`);
      await remove(object);
      await gone("large");
      expect(await childrenOf(namespace, "large")).toEqual([]);
      const requests = (await requestsSince(start)).filter(
        ({ isAuthorized, namespace: where }) => isAuthorized && where === namespace,
      );
      const used = new Set(requests.map(({ verb, resource }) => `${verb} ${resource}`));
      const granted = await grantedForData();
      expect(granted.filter((grant) => !used.has(grant))).toEqual([]);
      const deleted = new Set((await realDeletes()).map(({ verb, resource }) => `${verb} ${resource}`));
      expect([...deleted].filter((grant) => !granted.includes(grant))).toEqual([]);
    },
    3 * PATIENCE_MS,
  );
});

type Rule = { readonly resources: readonly string[]; readonly verbs: readonly string[] };

async function grantedForData(): Promise<readonly string[]> {
  const role = parse(await readFile("deploy/rbac/data-deletion.yaml", "utf8")) as { readonly rules: readonly Rule[] };
  return role.rules.flatMap(({ resources, verbs }) =>
    resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)),
  );
}

async function written(object: unknown): Promise<string> {
  const path = join(environment().logs, "volume-snapshot.json");
  await writeFile(path, JSON.stringify(object));
  return path;
}
