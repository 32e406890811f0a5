// A service that goes from tier to tier while rows are written through it.
import type { WebServiceStatus } from "../../../domain/api/status.js";
import type { BoundMove } from "../../../domain/observed/bound-move.js";
import { readBoundMove } from "../../../domain/observed/bound-move.js";
import type { WritingTally } from "../counter/write.js";
import { apply, eventually, get, kubectl, list, setup, type Thing } from "./cluster.js";
import { inClient, outsidePod, OUTSIDE, type LiveService, type Pod } from "./services.js";

export const GROWING = "growing";
const PATIENCE_MS = 600_000;
const WEB_PORT = 80;

export type Growing = ReturnType<typeof growing>;

export function growing(name: string, spec: Readonly<Record<string, unknown>>) {
  const selector = { "tenfold.dev/service": name, "app.kubernetes.io/component": "web" };
  const url = `http://${name}-as-seen.${GROWING}.svc.cluster.local:${String(WEB_PORT)}`;
  const live = () => get<LiveService>("webservice", name, "-n", GROWING);
  const patch = (body: object) => kubectl("patch", "webservice", name, "-n", GROWING, "--type=merge", "-p", JSON.stringify(body));
  const podsOf = (component: string) =>
    list<Pod>("pods", "-n", GROWING, "-l", `tenfold.dev/service=${name},app.kubernetes.io/component=${component}`);
  return {
    ...{ name, url, live, patch, podsOf },
    /** One address for all tiers, where each tier has a way in of its own. */
    start: async (tier: string | number) => {
      const labels = {
        "pod-security.kubernetes.io/enforce": "restricted",
        "elbv2.k8s.aws/pod-readiness-gate-inject": "enabled",
      };
      await apply(
        { apiVersion: "v1", kind: "Namespace", metadata: { name: GROWING, labels } },
        {
          ...{ apiVersion: "v1", kind: "Service", metadata: { name: `${name}-as-seen`, namespace: GROWING } },
          spec: { selector, ports: [{ port: WEB_PORT, targetPort: 8080 }] },
        },
        {
          ...{ apiVersion: "tenfold.dev/v1alpha1", kind: "WebService", metadata: { name, namespace: GROWING } },
          spec: { ...spec, userTier: tier, image: setup.images.counter },
        },
      );
    },
    /** Approves what asks, until it is Ready; the plans that were approved. */
    settle: (patienceMs = PATIENCE_MS) => settle(live, patch, patienceMs),
    move: async (): Promise<BoundMove | undefined> => {
      type Kept = Thing & { readonly data?: Readonly<Record<string, string>> };
      const found = await list<Kept>("configmaps", "-n", GROWING, "-l", `tenfold.dev/service=${name}`);
      return found.map(({ data }) => readBoundMove(data?.["move"])).find((move) => move !== undefined);
    },
    post: (path: string) =>
      inClient(
        `const r = await fetch(${JSON.stringify(`${url}${path}`)}, { method: "POST" }); if (!r.ok) throw new Error(await r.text())`,
      ),
  };
}

type Patch = (body: object) => Promise<unknown>;
type Plan = NonNullable<WebServiceStatus["plan"]>;

async function settle(live: () => Promise<LiveService>, patch: Patch, patienceMs: number): Promise<readonly Plan[]> {
  const approved: Plan[] = [];
  await eventually(
    "the service is Ready",
    async () => {
      const service = await live();
      const plan = asking(service);
      if (plan !== undefined && approved.at(-1)?.id !== plan.id) {
        await patch({ metadata: { annotations: { "tenfold.dev/approve": plan.id } } });
        approved.push(plan);
      }
      return isAtRest(service);
    },
    patienceMs,
  );
  return approved;
}

function asking({ status }: LiveService): Plan | undefined {
  return status?.plan?.changes.some(({ waitingFor }) => waitingFor === "approval") === true ? status.plan : undefined;
}

/** Ready as it is wanted now, and nothing is planned. Else throws what it waits for. */
function isAtRest({ metadata, status }: LiveService): true {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  const isReady = ready?.status === "True" && ready.observedGeneration === metadata.generation;
  // A volume that its class cannot expand is held for ever, and takes nothing away.
  const left = status?.plan?.changes.filter(({ state }) => state !== "Held") ?? [];
  if (isReady && left.length === 0) return true;
  throw new Error(`${ready?.reason ?? "no status"}: ${ready?.message ?? ""}; ${left.map(({ id }) => id).join(", ")}`);
}

export class Writers {
  private constructor(readonly pod: string) {}

  /** Through the application's own address, from a pod outside of its namespace. */
  static async start({ name, url }: Growing, writers = 4): Promise<Writers> {
    const pod = `writers-${name}`;
    const flags = ["write", "--url", url, "--name", `w${Date.now().toString(36)}`, "--clients", String(writers)];
    await kubectl("delete", "pod", pod, "-n", OUTSIDE, "--ignore-not-found", "--grace-period=0", "--force");
    const metadata = { name: pod, namespace: OUTSIDE };
    // What it has to say at the end takes a moment.
    const spec = { ...outsidePod("write", flags), terminationGracePeriodSeconds: 60 };
    await apply({ apiVersion: "v1", kind: "Pod", metadata, spec });
    await kubectl("wait", "-n", OUTSIDE, "--for=condition=Ready", `pod/${pod}`, "--timeout=120s");
    return new Writers(pod);
  }

  async stop(): Promise<WritingTally> {
    await kubectl("exec", "-n", OUTSIDE, this.pod, "--", "node", "-e", "process.kill(1, 'SIGTERM')");
    const log = await eventually("the writers have compared", async () => {
      const text = await kubectl("logs", "-n", OUTSIDE, this.pod);
      return text.includes('{"acknowledged"') && text;
    });
    const line = log.split("\n").find((text) => text.startsWith('{"acknowledged"')) ?? "{}";
    return JSON.parse(line) as WritingTally;
  }
}
