// Sends requests to one URL, each over a connection of its own, until the time is over or SIGTERM comes; then prints what happened.
import { request } from "node:http";

export type Load = { readonly url: string; readonly method: string; readonly seconds: number; readonly clients: number };

export type Tally = { readonly sent: number; readonly failures: Readonly<Record<string, number>> };

const TIMEOUT_MS = 15_000;

export async function load({ url, method, seconds, clients }: Load): Promise<Tally> {
  const failures: Record<string, number> = {};
  const end = Date.now() + seconds * 1000;
  let sent = 0;
  let stopped = false;
  process.once("SIGTERM", () => (stopped = true));
  const client = async (): Promise<void> => {
    while (!stopped && Date.now() < end) {
      const problem = await send(url, method);
      sent++;
      if (problem === undefined) continue;
      failures[problem] = (failures[problem] ?? 0) + 1;
      process.stderr.write(`${new Date().toISOString()} ${problem}\n`);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return { sent, failures };
}

/** Undefined: answered with 200. */
export function send(url: string, method: string, timeoutMs = TIMEOUT_MS): Promise<string | undefined> {
  return new Promise((resolve) => {
    const sending = request(url, { method, agent: false, timeout: timeoutMs }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode === 200 ? undefined : `status ${String(response.statusCode)}`));
      response.on("error", (error) => resolve(error.message));
    });
    sending.on("timeout", () => sending.destroy(new Error("no answer in time")));
    sending.on("error", (error) => resolve(error.message));
    sending.end();
  });
}
