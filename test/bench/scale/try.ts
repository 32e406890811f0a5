import { eventually } from "../../cluster/harness/api.js";
import { mark, requestsSince } from "../../cluster/harness/audit.js";
import { startOperator, stopOperators } from "../../cluster/harness/operator-process.js";
import { stop } from "../../cluster/harness/setup.js";
import { setTimeout as sleep } from "node:timers/promises";
import { startAlone } from "./control-plane.js";
import { load, prepareNamespaces } from "./load/load.js";
const say = (line: string): void => void process.stderr.write(`${line}\n`);
await startAlone();
try {
  await prepareNamespaces();
  say(JSON.stringify(await load({ from: 0, to: Number(process.argv[2] ?? 50), say })));
  const from = await mark();
  const operator = await startOperator({ namespaces: [], identity: "scale", flags: ["--no-aws-queries"] });
  await eventually("ready", async () => (await operator.read("/readyz"))?.status === 200, 300_000);
  await sleep(20_000);
  const requests = await requestsSince(from);
  const by = new Map<string, number>();
  for (const r of requests) { const k = `${r.verb} ${r.resource}/${r.subresource} ${r.code}`; by.set(k, (by.get(k) ?? 0) + 1); }
  say(JSON.stringify([...by], undefined, 1));
  for (const r of requests.filter((r) => r.verb !== "watch").slice(0, 40)) say(JSON.stringify(r));
  say(((await operator.read("/metrics"))?.text ?? "").split("\n").filter((l) => /^(tenfold_children|tenfold_services|controller_runtime_reconcile_total|process_cpu_seconds_total|process_resident)/.test(l)).join("\n"));
} finally {
  await stopOperators();
  if (process.env["KEEP"] === undefined) await stop();
}
