// The CRDs of a controller are missing: the rest works, the condition names what to install, and it goes on by itself.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import type { KubeObject } from "../../domain/api/objects.js";
import { apply, conditionOf, CRD, eventually, freshNamespace, get, ready, remove, service } from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
const NAMES = ["cloudwatch.services.k8s.aws_metricalarms"];

let namespace: string;
let definitions: readonly KubeObject[];

beforeAll(async () => {
  namespace = await freshNamespace("missing");
  definitions = await Promise.all(
    NAMES.map(async (name) => parse(await readFile(`local/crds/${name}.yaml`, "utf8")) as KubeObject),
  );
  for (const definition of definitions) await remove(definition);
  for (const definition of definitions)
    await eventually("CRD gone", async () => (await get(CRD, undefined, definition.metadata.name)) === undefined, READY_MS);
  await startOperator({ namespaces: [namespace] });
}, READY_MS);
afterAll(async () => {
  for (const definition of definitions) await apply(definition, "setup");
  await stopOperators();
}, READY_MS);

describe("without the CRDs of CloudWatch", () => {
  test(
    "everything else of the service is built, and the condition names the controller",
    async () => {
      await apply(webService(namespace, "shop", { userTier: "1k" }));
      const live = await eventually(
        "ControllerMissing",
        async () => {
          const seen = await service(namespace, "shop");
          const others = (seen.status?.resources ?? []).filter((resource) => resource.kind !== "MetricAlarm");
          return conditionOf(seen, "Ready")?.reason === "ControllerMissing" && others.every((resource) => resource.ready) && seen;
        },
        READY_MS,
      );
      expect(conditionOf(live, "Ready")?.message).toContain("install the ACK controller for cloudwatch");
      expect(conditionOf(live, "WorkloadReady")?.status).toBe("True");
      expect(conditionOf(live, "DatabaseReady")?.status).toBe("True");
      expect(conditionOf(live, "AlarmsReady")?.status).toBe("False");
    },
    READY_MS,
  );

  test(
    "it goes on by itself when they appear",
    async () => {
      for (const definition of definitions) await apply(definition, "setup");
      const live = await ready(namespace, "shop", READY_MS);
      expect(live.status?.problems ?? []).toEqual([]);
    },
    READY_MS,
  );
});
