// `tenfold diagram NAME` on a real API server: what stands is drawn as it is, and what the spec asks for beyond it stands out.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { tenfold } from "../cli/tenfold.js";
import { apply, freshNamespace, ready } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
const NAME = "shop";

let namespace: string;

beforeAll(async () => {
  namespace = await freshNamespace("diagram");
  await startOperator({ namespaces: [namespace] });
  await apply(webService(namespace, NAME, { userTier: "1k", hosts: [] }));
  await ready(namespace, NAME, READY_MS);
  // From here on nothing changes by itself.
  await stopOperators();
}, READY_MS);
afterAll(stopOperators, READY_MS);

async function drawn(name: string, ...more: readonly string[]) {
  const { adminKubeconfig } = environment();
  return tenfold(["diagram", name, "-n", namespace, "--kubeconfig", adminKubeconfig, "-o", "ascii", ...more]);
}

test("what stands as it should is marked nowhere", async () => {
  const { code, out, err } = await drawn(NAME);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("Application load balancer");
  expect(out).not.toMatch(/[+~-] (new|larger|no longer)/);
});

test("another tier, asked for or written, is drawn against what stands", async () => {
  const asked = await drawn(NAME, "--tier", "10k");
  await apply(webService(namespace, NAME, { userTier: "10k", hosts: [] }));
  const written = await drawn(NAME);
  expect(written).toEqual(asked);
  for (const text of ["+ Valkey, 2 nodes", "+ CloudFront", "was 2–4 pods", "+ zone b"]) expect(asked.out).toContain(text);
});

test("before anything stands it is said so, and nothing is marked", async () => {
  await apply(webService(namespace, "young", { userTier: "10k", hosts: [] }));
  const { code, out, err } = await drawn("young");
  expect({ code, err }).toEqual({ code: 0, err: "nothing of it stands yet\n" });
  expect(out).not.toContain("+ ");
});

test("a service that is not there is named, with its namespace", async () => {
  const { code, err } = await drawn("nobody");
  expect(code).toBe(1);
  expect(err).toContain(`there is no WebService nobody in namespace ${namespace}`);
});
