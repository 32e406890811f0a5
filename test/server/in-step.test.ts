// An operator that finds everything as one before it has left it: what it does is to look, and nothing else. Also what the loader of the
// scale run is tested by.
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { startAlone } from "../bench/scale/control-plane.js";
import { load, prepareNamespaces } from "../bench/scale/load/load.js";
import { started } from "../bench/scale/start.js";
import { isLease, mark, requestsSince } from "../cluster/harness/audit.js";
import { stopOperators } from "../cluster/harness/operator-process.js";
import { stop } from "../cluster/harness/setup.js";

const SERVICES = 20;
const MINUTES = 60_000;

beforeAll(() => startAlone(".local/test-in-step"), 3 * MINUTES);
afterAll(async () => {
  await stopOperators();
  await stop();
}, MINUTES);

it(
  "has all services looked at, with no write, no get and no list beyond the watches",
  async () => {
    await prepareNamespaces();
    await load({ from: 0, to: SERVICES, say: () => undefined });
    const from = await mark();
    const { operator } = await started(SERVICES);
    const requests = (await requestsSince(from)).filter((request) => request.verb !== "watch" && !isLease(request));
    expect(requests.map(({ verb, resource, namespace, name }) => `${verb} ${resource} ${namespace}/${name}`)).toEqual([]);
    expect(await operator.metric("controller_runtime_reconcile_total")).toBeGreaterThanOrEqual(SERVICES);
    expect(await operator.metric("tenfold_children")).toBe(18 * SERVICES);
  },
  4 * MINUTES,
);
