// Load on a service, from a pod outside of its namespace.
import type { Tally } from "../counter/load.js";
import { apply, eventually, get, kubectl } from "./cluster.js";
import { addressOf, outsidePod, OUTSIDE, type ServiceName } from "./services.js";

export type Order = { readonly path: string; readonly method?: string; readonly clients: number };

const LONGEST_SECONDS = 900;

export class Load {
  private constructor(readonly pod: string) {}

  static async start(name: ServiceName, { path, method = "GET", clients }: Order): Promise<Load> {
    const pod = `load-${Date.now().toString(36)}`;
    const url = `${await addressOf(name)}${path}`;
    const flags = ["load", "--url", url, "--method", method, "--seconds", String(LONGEST_SECONDS), "--clients", String(clients)];
    await apply({ apiVersion: "v1", kind: "Pod", metadata: { name: pod, namespace: OUTSIDE }, spec: outsidePod("load", flags) });
    await kubectl("wait", "-n", OUTSIDE, "--for=condition=Ready", `pod/${pod}`, "--timeout=120s");
    return new Load(pod);
  }

  /** Ends it and returns what it saw. */
  async stop(): Promise<Tally & { readonly log: string }> {
    await kubectl("exec", "-n", OUTSIDE, this.pod, "--", "node", "-e", "process.kill(1, 'SIGTERM')");
    await eventually("the load has ended", async () => {
      const { status } = await get<{ readonly status: { readonly phase: string } }>("pod", this.pod, "-n", OUTSIDE);
      return status.phase === "Succeeded" || status.phase === "Failed";
    });
    const log = await kubectl("logs", "-n", OUTSIDE, this.pod);
    const tally = log.split("\n").find((line) => line.startsWith('{"sent"'));
    if (tally === undefined) throw new Error(`the load ended without a result:\n${log}`);
    return { ...(JSON.parse(tally) as Tally), log };
  }
}
