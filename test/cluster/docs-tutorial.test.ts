// Runs the tutorial that needs no AWS as it stands on its page, and compares what kubectl prints with what the page shows.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import type { KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { REASON_TEXTS } from "../../domain/api/condition-texts.js";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { EXECUTED_PAGES } from "../docs/executed-pages.js";
import { allPages } from "../docs/page.js";
import { transcriptOf, withoutMoment } from "../docs/transcript.js";
import { apply, eventually, isReadyNow, list, ready, remove, service, type LiveService } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";

const PATIENCE_MS = 300_000;
const EXAMPLES = "deploy/examples";
const NAMESPACE = "demo";
const PAGES = allPages().filter(({ path }) => EXECUTED_PAGES.includes(path));

function example(file: string): KubeObject {
  return parse(readFileSync(`${EXAMPLES}/${file}`, "utf8")) as KubeObject;
}

/** As `make demo` leaves it: the examples are applied, and all of them are ready. */
beforeAll(async () => {
  const services = readdirSync(EXAMPLES).filter((file) => file.startsWith("tier-"));
  await apply(example("namespace.yaml"));
  // The page does not say how long DNS takes to move: here it takes no time. The old way in stays until the last pod that waits for it is ready.
  await startOperator({ namespaces: [NAMESPACE], flags: ["--unseen-targets-seconds", "0", "--drain-seconds", "30"] });
  const applied = await Promise.all(services.map((file) => apply(example(file))));
  await Promise.all(applied.map(({ metadata }) => ready(NAMESPACE, metadata.name, PATIENCE_MS)));
}, PATIENCE_MS);
/** Their host names are taken in the one AWS of all tests until they are gone. */
afterAll(async () => {
  for (const object of await list(WEB_SERVICE, NAMESPACE)) await remove(object);
  await eventually("the services are gone", async () => (await list(WEB_SERVICE, NAMESPACE)).length === 0, PATIENCE_MS);
  await stopOperators();
}, PATIENCE_MS);

/** Standard output of a block; fails with standard error when a command of it fails. */
function run(script: string): Promise<string> {
  const { kubectl, adminKubeconfig } = environment();
  const env = {
    ...process.env,
    KUBECONFIG: adminKubeconfig,
    PATH: `${dirname(kubectl)}${delimiter}${process.env["PATH"] ?? ""}`,
  };
  return new Promise((resolve, reject) => {
    execFile("sh", ["-e", "-c", script], { env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${script}\n${stderr}`, { cause: error }));
    });
  });
}

describe("the pages that are run", () => {
  test("are there and show output", () => {
    expect(PAGES.map(({ path }) => path)).toEqual(EXECUTED_PAGES);
    expect(PAGES.flatMap(transcriptOf).filter(({ output }) => output !== undefined).length).toBeGreaterThan(5);
  });

  test.each(PAGES.flatMap(transcriptOf).map((step) => [`${step.where}: ${step.script.split("\n")[0] ?? ""}`, step] as const))(
    "%s",
    async (_name, { script, output }) => {
      const printed = await run(script);
      if (output !== undefined) expect(withoutMoment(printed)).toBe(withoutMoment(output));
    },
    PATIENCE_MS,
  );

  test("leave every service as the page says: ready", async () => {
    const names = readdirSync(EXAMPLES).filter((file) => file.startsWith("tier-"));
    for (const file of names) {
      const { name } = example(file).metadata;
      await eventually(`${name} ready`, async () => isReadyNow(await service(NAMESPACE, name)), PATIENCE_MS);
    }
  });
});

test("every condition that is seen in the cluster has a reason that the reference names for it", async () => {
  const services = (await callApiOrThrow(environment().admin, {
    method: "GET",
    path: "/apis/tenfold.dev/v1alpha1/webservices",
  })) as {
    readonly items: readonly LiveService[];
  };
  const seen = services.items.flatMap(({ metadata, status }) =>
    (status?.conditions ?? []).map(({ type, status: value, reason }) => ({ name: metadata.name, type, value, reason })),
  );
  const unnamed = seen.filter(({ type, value, reason }) => {
    const { isTrue, isFalse } = REASON_TEXTS[reason];
    return !(value === "True" ? isTrue : isFalse).includes(type);
  });
  expect(unnamed).toEqual([]);
  expect(seen.length).toBeGreaterThan(50);
});
