// Fills the API server with services in step, past any operator, from several processes at a time.
import { fork } from "node:child_process";
import { apply } from "../../../cluster/harness/api.js";
import { environment } from "../../../cluster/harness/environment.js";
import { namespaces } from "../services.js";

/** The API server needs the rest of two cores. */
const PROCESSES = 2;
const SAY_MS = 15_000;

export type Load = { readonly from: number; readonly to: number; readonly say: (line: string) => void };
export type Loaded = { readonly seconds: number; readonly writes: number };

export async function prepareNamespaces(): Promise<void> {
  for (const name of namespaces) await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
}

/** Services `from` to `to`, the last not included. */
export async function load({ from, to, say }: Load): Promise<Loaded> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  let [services, writes] = [0, 0];
  const timer = setInterval(() => {
    const rate = writes / seconds();
    say(`  ${from + services} of ${to} services are there, ${Math.round(rate)} writes a second`);
  }, SAY_MS);
  try {
    await Promise.all(
      Array.from({ length: PROCESSES }, (_, index) =>
        worker({ from: from + index, to }, (count) => {
          services += 1;
          writes += count;
        }),
      ),
    );
  } finally {
    clearInterval(timer);
  }
  return { seconds: seconds(), writes };
}

async function worker({ from, to }: Pick<Load, "from" | "to">, written: (requests: number) => void): Promise<void> {
  const arguments_ = ["--kubeconfig", environment().adminKubeconfig];
  arguments_.push("--from", String(from), "--to", String(to), "--step", String(PROCESSES));
  const child = fork("dist/test/bench/scale/load/worker.js", arguments_);
  child.on("message", (count) => written(Number(count)));
  const exit: Promise<number | null> = new Promise((resolve) => child.once("exit", resolve));
  const code = await exit;
  if (code !== 0) throw new Error(`a process of the loader has ended with code ${String(code)}`);
}
