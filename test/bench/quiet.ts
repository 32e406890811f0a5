// Nothing measured here may still carry the work of what was measured before.
import { setTimeout as sleep } from "node:timers/promises";
import { isEvent, isLease, isWrite, mark, requestsSince } from "../cluster/harness/audit.js";

const AGENTS = ["tenfold/", "local-aws", "kwok"];
const LOOK_MS = 2000;
const PATIENCE_MS = 2 * 60_000;

/** Resolves once nobody but Kubernetes' own controllers writes; false when that never came. */
export async function quiet(): Promise<boolean> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const from = await mark();
    await sleep(LOOK_MS);
    const requests = (await Promise.all(AGENTS.map((agent) => requestsSince(from, agent)))).flat();
    if (!requests.some((request) => isWrite(request) && !isEvent(request) && !isLease(request))) return true;
  }
  return false;
}
