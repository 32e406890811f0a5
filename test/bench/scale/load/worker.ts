// One process of the loader: writes every n-th service of a range, and says after each how many requests that were.
import { parseArgs } from "node:util";
import type { WebServiceClass } from "../../../../domain/api/service.js";
import { WEB_SERVICE_CLASS } from "../../../../domain/api/service.js";
import { objectPath } from "../../../../operator/adapters/kubernetes-paths.js";
import { accepted, send } from "../../../../operator/adapters/kubernetes-requests.js";
import { openTransport } from "../../../../operator/adapters/transport.js";
import { inParallel } from "../../in-parallel.js";
import { CLASS, serviceAt } from "../services.js";
import { writer } from "./write-service.js";

/** With twenty children each, more than the connections of one line take at a time. */
const SERVICES_AT_A_TIME = 6;

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { kubeconfig: text, from: text, to: text, step: text } });
  const [from, to, step] = [Number(values.from), Number(values.to), Number(values.step)];
  const transport = await openTransport({ kubeconfig: values.kubeconfig, userAgent: "bench-load" });
  const answer = await send(transport, { method: "GET", path: objectPath({ kind: WEB_SERVICE_CLASS, name: CLASS }) });
  const { write } = writer(transport, accepted(answer) as WebServiceClass);
  const mine = Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, index) => from + index * step);
  await inParallel(mine, SERVICES_AT_A_TIME, async (index) => {
    const requests = await write(serviceAt(index));
    process.send?.(requests);
  });
  await transport.close();
}

main().then(
  () => (process.connected ? process.disconnect() : undefined),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
