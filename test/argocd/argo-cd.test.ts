// A real Argo CD applies services from a repository, shows how they are, approves by its action, and prunes nothing that holds data.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { ANNOTATION, LABEL } from "../../domain/api/keys.js";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { eventually, freshNamespace, get, list, pathOf, service } from "../cluster/harness/api.js";
import { environment } from "../cluster/harness/environment.js";
import { startOperator, stopOperators } from "../cluster/harness/operator-process.js";
import { webService } from "../cluster/services.js";
import { application, APPLICATION, definitionsOfArgoCD, settings } from "./definitions.js";
import type { ArgoCD } from "./programs.js";
import { ARGO_NAMESPACE, startArgoCD } from "./programs.js";
import type { Repository } from "./repository.js";
import { openRepository } from "./repository.js";

const run = promisify(execFile);
const PATIENCE_MS = 300_000;

let namespace: string;
let repository: Repository;
let argo: ArgoCD;

const kubectl = (...words: readonly string[]) =>
  run(environment().kubectl, ["--kubeconfig", environment().adminKubeconfig, ...words]);
const applyAll = async (objects: readonly unknown[]) => {
  const { admin } = environment();
  for (const object of objects as readonly KubeObject[]) {
    const { name, namespace: within } = object.metadata;
    const plural = `${object.kind.toLowerCase()}s`;
    const kind = { apiVersion: object.apiVersion, kind: object.kind, plural, namespaced: true };
    const path = `${pathOf(kind, within, name)}?fieldManager=installer&force=true`;
    await callApiOrThrow(admin, { method: "PATCH", path, body: object, contentType: "application/apply-patch+yaml" });
  }
};

type Seen = {
  readonly sync?: { readonly status?: string };
  readonly health?: { readonly status?: string };
  readonly operationState?: {
    readonly syncResult?: { readonly resources?: readonly { readonly kind: string; readonly status?: string }[] };
  };
  readonly resources?: readonly {
    readonly kind: string;
    readonly status?: string;
    readonly health?: { readonly status?: string; readonly message?: string };
  }[];
};

async function application_(): Promise<Seen> {
  return (await get(APPLICATION, ARGO_NAMESPACE, "shop"))?.status ?? {};
}

const healthOf = ({ resources = [] }: Seen) => resources.find(({ kind }) => kind === "WebService")?.health;

function healthy(status: string, isAsAsked: () => Promise<boolean> = () => Promise.resolve(true)): Promise<Seen> {
  return eventually(
    `the service is ${status} and the Application Synced`,
    async () => {
      const seen = await application_();
      return healthOf(seen)?.status === status && seen.sync?.status === "Synced" && (await isAsAsked()) && seen;
    },
    PATIENCE_MS,
  );
}

const shop = (spec: Record<string, unknown>) => webService(namespace, "shop", spec);
const specOf = async () =>
  ((await service(namespace, "shop").catch(() => undefined))?.spec ?? {}) as {
    readonly userTier?: unknown;
    readonly suspend?: boolean;
  };
const tierIs = (tier: number) => async () => (await specOf()).userTier === tier;
const suspendIs = (wanted: boolean) => async () => ((await specOf()).suspend ?? false) === wanted;
const note = () => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "about", namespace }, data: { team: "shop" } });

beforeAll(async () => {
  for (const file of await definitionsOfArgoCD()) await kubectl("apply", "--server-side", "-f", file);
  await kubectl("wait", "--for=condition=Established", "crd/applications.argoproj.io", "--timeout=60s");
  await kubectl("create", "namespace", ARGO_NAMESPACE);
  namespace = await freshNamespace("team");
  await applyAll(settings("annotation"));
  repository = await openRepository(join(environment().logs, "repository"));
  await repository.commit({ "shop.yaml": shop({ userTier: 10 }), "about.yaml": note() });
  argo = await startArgoCD();
}, PATIENCE_MS);
afterAll(async () => {
  await argo.stop();
  await stopOperators();
}, PATIENCE_MS);

describe("a service in Git", () => {
  it(
    "is Progressing until an operator has built it, then Healthy",
    async () => {
      await applyAll([application("shop", { repository: repository.url, namespace })]);
      const before = await healthy("Progressing");
      expect(healthOf(before)?.message).toContain("no operator has looked at this service yet");
      await startOperator({ namespaces: [namespace] });
      await healthy("Healthy");
      expect((await application_()).health?.status).toBe("Healthy");
    },
    PATIENCE_MS,
  );

  it(
    "whose edit waits for an approval is Suspended, and goes on by the action of Argo CD",
    async () => {
      await repository.commit({ "shop.yaml": shop({ userTier: 100 }) });
      const waits = await healthy("Suspended", tierIs(100));
      expect(healthOf(waits)?.message).toContain("ApprovalNeeded");
      const actions = await argo.argocd("app", "actions", "list", "shop", "--kind", "WebService");
      expect(actions).toMatch(/approve\s+false/);
      await argo.argocd("app", "actions", "run", "shop", "approve", "--kind", "WebService", "--resource-name", "shop");
      await healthy("Healthy", tierIs(100));
      const { metadata, status } = await service(namespace, "shop");
      expect(metadata.annotations?.[ANNOTATION.approve]).toMatch(/^[0-9a-f]{12}$/);
      expect(status?.tier?.current).toBe("100");
    },
    PATIENCE_MS,
  );

  it(
    "is suspended by its file, and resumed",
    async () => {
      await repository.commit({ "shop.yaml": shop({ userTier: 100, suspend: true }) });
      await healthy("Suspended", suspendIs(true));
      await repository.commit({ "shop.yaml": shop({ userTier: 100 }) });
      await healthy("Healthy", suspendIs(false));
    },
    PATIENCE_MS,
  );
});

/** What holds data, as kind/name=uid. */
async function dataOf(): Promise<readonly string[]> {
  const lists = await Promise.all(CHILD_KINDS.map((kind) => list(kind, namespace, `${LABEL.service}=shop,${LABEL.data}=true`)));
  return lists.flat().map(({ kind, metadata }) => `${kind}/${metadata.name}=${metadata.uid}`);
}

describe("data", () => {
  it(
    "outlives an Argo CD that takes our labels for its own, and is told to prune what is not in Git",
    async () => {
      const before = await dataOf();
      expect(before.some((name) => name.startsWith("DBInstance/"))).toBe(true);
      await applyAll(settings("label"));
      // What holds data has no owner, and carries the label: Argo CD holds it for a part of the Application that Git no longer has.
      const taken = await eventually(
        "objects that are not in Git are taken for parts of the Application",
        async () => {
          const { sync, resources = [] } = await application_();
          const found = resources.filter(({ status }) => status === "OutOfSync").map(({ kind }) => kind);
          return sync?.status === "OutOfSync" && found.length > 0 && found;
        },
        PATIENCE_MS,
      );
      expect(taken).toContain("DBInstance");
      // What has an owner is none of its parts, whatever its labels say.
      expect(taken).not.toContain("Deployment");
      // It prunes by itself, and is asked to once more: whenever it is not at it already.
      const pruned = await eventually(
        "Argo CD has tried to prune the database",
        async () => {
          await argo.argocd("app", "sync", "shop", "--prune", "--timeout", "60");
          const { syncResult } = (await application_()).operationState ?? {};
          return syncResult?.resources?.find(({ kind }) => kind === "DBInstance")?.status;
        },
        PATIENCE_MS,
      );
      expect(pruned).toBe("PruneSkipped");
      expect(await dataOf()).toEqual(expect.arrayContaining([...before]));
      await applyAll(settings("annotation"));
      // What is Synced is not written again, so the service would be nobody's and stay when its file goes: an edit makes it known again.
      const { metadata, ...rest } = shop({ userTier: 100 });
      await repository.commit({ "shop.yaml": { ...rest, metadata: { ...metadata, labels: { team: "shop" } } } });
      await eventually(
        "the service is known by its annotation again",
        async () => (await service(namespace, "shop")).metadata.annotations?.["argocd.argoproj.io/tracking-id"] !== undefined,
        PATIENCE_MS,
      );
      await healthy("Healthy");
    },
    PATIENCE_MS,
  );

  it(
    "outlives its service that was removed from Git",
    async () => {
      const before = await dataOf();
      await repository.commit({ "shop.yaml": undefined });
      await eventually(
        "the service is gone",
        async () => (await service(namespace, "shop").catch(() => undefined)) === undefined,
        PATIENCE_MS,
      );
      const left = await dataOf();
      expect(left).toEqual(expect.arrayContaining([...before]));
      for (const kind of CHILD_KINDS)
        for (const { metadata } of await list(kind, namespace, `${LABEL.service}=shop,${LABEL.data}=true`))
          expect(metadata.deletionTimestamp).toBeUndefined();
      await eventually(
        "the Application is Synced without it",
        async () => (await application_()).sync?.status === "Synced",
        PATIENCE_MS,
      );
    },
    PATIENCE_MS,
  );
});
