// From one tier straight to another on a real API server: a dozen ways, chosen so that every kind of database change and of front appears, up and down.
// All 72: "make test-ladder".
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { apply, freshNamespace, get } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { stopOperators } from "./harness/operator-process.js";
import { startRecorder } from "./harness/recording-proxy.js";
import { judgeDeletion } from "./kept-data.js";
import { chosenPairs, pairText, tryPairs, type Trials } from "./pair-trials.js";

const PATIENCE_MS = 600_000;
/** The 120 of the largest tier are tried by "make test-ladder". */
const MOST_PODS = 6;
const DOZEN = "1>10,10>1,10>100,100>10,1>10M,10M>1,10>100k,1k>100k,100>1M,100k>1M,1M>100k,1M>10M";
const PAIRS = chosenPairs(process.env["PAIRS"] ?? DOZEN);

let all: Trials;
beforeAll(async () => {
  all = await tryPairs(PAIRS, { patienceMs: PATIENCE_MS, mostPods: MOST_PODS });
}, 3 * PATIENCE_MS);
afterAll(stopOperators, PATIENCE_MS);

describe("a service that goes from one tier straight to another", () => {
  test.each(PAIRS.map(pairText))("ends Ready, with all of its data, and like one that was made there: %s", (text) => {
    const trial = all.trials.find(({ pair }) => pairText(pair) === text);
    expect(trial?.faults).toEqual([]);
    expect(trial?.writes).toBeGreaterThan(0);
  });

  test("is left alone afterwards: nothing is written for a minute", () => {
    expect(all.unrest).toEqual([]);
  });

  test("makes the operator ask for no deletion of anything that holds data, though it deletes what only computes", () => {
    expect(all.refused).toEqual([]);
    expect(all.deletions).toBeGreaterThan(0);
  });
});

describe("between operator and API server", () => {
  test("no deletion of a Secret gets through, and one of what only computes does", async () => {
    const namespace = await freshNamespace("judged");
    const recorder = await startRecorder(namespace, judgeDeletion);
    for (const kind of ["Secret", "ServiceAccount"])
      await apply({ apiVersion: "v1", kind, metadata: { namespace, name: "one" } });
    const [, server = ""] = /server: (\S+)/.exec(await readFile(recorder.kubeconfig, "utf8")) ?? [];
    const headers = { authorization: `Bearer ${environment().admin.token}` };
    const remove = async (plural: string) => {
      const answer = await fetch(`${server}/api/v1/namespaces/${namespace}/${plural}/one`, { method: "DELETE", headers });
      return [answer.status, await answer.text()];
    };
    expect(await remove("secrets")).toEqual([403, expect.stringContaining("of a kind that holds data")]);
    expect(await remove("serviceaccounts")).toEqual([200, expect.anything()]);
    recorder.close();
    expect(recorder.refused).toEqual(["DELETE Secret one: of a kind that holds data"]);
    expect(await get(BUILT_IN.secret, namespace, "one")).toBeDefined();
    expect(await get(BUILT_IN.serviceAccount, namespace, "one")).toBeUndefined();
  });
});
