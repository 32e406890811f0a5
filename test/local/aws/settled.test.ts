import { describe, expect, it } from "@jest/globals";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import type { KubeObject } from "../../../domain/api/objects.js";
import { ACK_CONTROLLERS } from "../../../local/aws/controllers/all.js";
import { isRecord, textOf } from "../../../local/aws/model/read.js";
import { DELAYS, LONG_MS, Stage } from "./stage.js";

/** Manifests that came to rest under the real controllers; beside the checkout, not in it. */
const SETTLED = "../shared/facts/ack-settled";
const hasSettled = existsSync(SETTLED);
/** What they refer to is not among them: a hosted zone, the id of an access control, a role of that account. */
const INCOMPLETE = ["Distribution/shop", "Function/shop-fn", "RecordSet/shop-txt", "RecordSet/shop-www"];

describe("manifests that settled under the real controllers", () => {
  const test = hasSettled ? it : it.skip;
  test(`settle here too, without a call that real ones would repeat${hasSettled ? "" : ": they are not beside this checkout"}`, async () => {
    const stage = new Stage();
    const objects = readdirSync(SETTLED).flatMap((file) => served(readFileSync(`${SETTLED}/${file}`, "utf8")));
    await stage.settle(...objects);
    await stage.advance(LONG_MS + DELAYS.retryMaxMs);
    const unsettled = objects.filter((object) => object.kind !== "Secret" && stage.conditions(object)["Ready"] !== "True");
    expect(unsettled.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort()).toEqual(INCOMPLETE);
    expect(stage.world.modifications.filter(({ wasted }) => wasted !== undefined)).toEqual([]);
  });
});

function served(text: string): readonly KubeObject[] {
  const documents = parseAllDocuments(text).map((document) => document.toJS() as KubeObject | null);
  const isServed = ({ apiVersion, kind }: KubeObject): boolean =>
    kind === "Secret" ||
    ACK_CONTROLLERS.some((controller) => controller.kind.apiVersion === apiVersion && controller.kind.kind === kind);
  return documents.flatMap((object) => (object !== null && isServed(object) ? [encoded(object)] : []));
}

/** As the API server does. */
function encoded(object: KubeObject): KubeObject {
  const plain = object["stringData"];
  if (!isRecord(plain)) return object;
  const data = Object.keys(plain).map((key) => [key, Buffer.from(textOf(plain, key) ?? "").toString("base64")]);
  return { ...object, data: Object.fromEntries(data) as unknown };
}
