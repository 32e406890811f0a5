// What Flux (kstatus) and Argo CD (health and actions in Lua) see of a WebService through its life, on live objects.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import {
  apply,
  conditionOf,
  eventually,
  freshNamespace,
  mergePatch,
  ready,
  remove,
  service,
  type LiveService,
} from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { argoHealth, kstatus, runLua } from "./gitops-tool.js";
import { webService } from "./services.js";

const PATIENCE_MS = 300_000;

let namespace: string;
const shop = (spec: Record<string, unknown> = { userTier: 1 }) => webService(namespace, "shop", spec);
const live = (): Promise<LiveService> => service(namespace, "shop");

async function seen(object: unknown): Promise<{ readonly flux: string; readonly argo: string }> {
  return { flux: (await kstatus(object)).status, argo: (await argoHealth(object)).status };
}

function holding(type: Parameters<typeof conditionOf>[1], status = "True"): Promise<LiveService> {
  return eventually(`${type} is ${status}`, async () => {
    const now = await live();
    return now.status?.observedGeneration === now.metadata.generation && conditionOf(now, type)?.status === status && now;
  });
}

beforeAll(async () => {
  namespace = await freshNamespace("gitops");
}, PATIENCE_MS);
afterAll(stopOperators);

type Actions = Readonly<Record<"suspend" | "resume" | "approve", { readonly disabled: boolean }>>;
type Edited = KubeObject & { readonly spec: { readonly suspend?: boolean } };

describe("a WebService", () => {
  it("that no operator has seen is in progress, not current", async () => {
    await apply(shop());
    const object = await live();
    expect(await seen(object)).toEqual({ flux: "InProgress", argo: "Progressing" });
    expect((await kstatus(object)).message).toContain("no operator has looked at this service yet");
  });

  it(
    "that is Ready is current and healthy, and the time of its conditions is that of the operator's first look",
    async () => {
      await startOperator({ namespaces: [namespace] });
      const object = await ready(namespace, "shop");
      expect(await seen(object)).toEqual({ flux: "Current", argo: "Healthy" });
      const times = object.status?.conditions?.map(({ lastTransitionTime }) => lastTransitionTime.slice(0, 2));
      expect([...new Set(times)]).toEqual(["20"]);
    },
    PATIENCE_MS,
  );

  it("that was edited a moment ago is in progress, whatever its conditions say", async () => {
    const object = await live();
    const edited = { ...object, metadata: { ...object.metadata, generation: (object.metadata.generation ?? 0) + 1 } };
    expect(await seen(edited)).toEqual({ flux: "InProgress", argo: "Progressing" });
  });

  it(
    "whose change waits for an approval goes on when Argo CD's action approves it",
    async () => {
      await apply(shop({ userTier: 10 }));
      const waiting = await eventually("all but the approval is done", async () => {
        const now = await live();
        return conditionOf(now, "Ready")?.reason === "ApprovalNeeded" && now;
      });
      expect(await seen(waiting)).toEqual({ flux: "InProgress", argo: "Suspended" });
      expect((await kstatus(waiting)).message).toContain("tenfold.dev/approve=");
      expect((await argoHealth(waiting)).message).toContain("tenfold.dev/approve=");
      expect(await runLua<Actions>("actions/discovery.lua", waiting)).toMatchObject({ approve: { disabled: false } });
      const approved = await runLua<Edited>("actions/approve/action.lua", waiting);
      await mergePatch(shop(), { metadata: { annotations: approved.metadata.annotations } });
      const object = await ready(namespace, "shop");
      expect(await seen(object)).toEqual({ flux: "Current", argo: "Healthy" });
      expect(await runLua<Actions>("actions/discovery.lua", object)).toMatchObject({ approve: { disabled: true } });
    },
    PATIENCE_MS,
  );

  it(
    "is suspended and taken up again by Argo CD's actions",
    async () => {
      const before = await live();
      expect(await runLua<Actions>("actions/discovery.lua", before)).toMatchObject({
        suspend: { disabled: false },
        resume: { disabled: true },
      });
      const suspended = await runLua<Edited>("actions/suspend/action.lua", before);
      await mergePatch(shop(), { spec: { suspend: suspended.spec.suspend } });
      const object = await holding("Suspended");
      expect(await seen(object)).toEqual({ flux: "Current", argo: "Suspended" });
      expect(conditionOf(object, "Ready")).toMatchObject({ status: "True", observedGeneration: object.metadata.generation });
      await mergePatch(shop(), { spec: { image: "registry.example.com/shop:2" } });
      const edited = await holding("Ready", "False");
      expect(await seen(edited)).toEqual({ flux: "InProgress", argo: "Suspended" });
      await mergePatch(shop(), { spec: { image: "registry.example.com/shop:1" } });
      expect((await kstatus(await holding("Ready"))).status).toBe("Current");
      const resumed = await runLua<Edited>("actions/resume/action.lua", object);
      expect(resumed.spec.suspend).toBeUndefined();
      await mergePatch(shop(), { spec: { suspend: null } });
      await holding("Suspended", "False");
      await ready(namespace, "shop");
    },
    PATIENCE_MS,
  );

  it(
    "that cannot go on has failed, and is degraded",
    async () => {
      await apply(shop({ userTier: 10, className: "nowhere" }));
      expect(await seen(await holding("Stalled"))).toEqual({ flux: "Failed", argo: "Degraded" });
      await apply(shop({ userTier: 10 }));
      await ready(namespace, "shop");
    },
    PATIENCE_MS,
  );

  it(
    "that is deleted is terminating",
    async () => {
      await stopOperators();
      await remove(shop());
      expect(await seen(await live())).toEqual({ flux: "Terminating", argo: "Progressing" });
      await startOperator({ namespaces: [namespace] });
      await eventually("it is gone", async () =>
        live().then(
          () => false,
          () => true,
        ),
      );
    },
    PATIENCE_MS,
  );
});
