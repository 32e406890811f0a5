// The fields that a schema names, to tell one release's definitions from another's. Pure.
import { z } from "zod";
import { webServiceSpec } from "../../domain/api/web-service.js";
import { isRecord } from "../../domain/observed/reading.js";

/** `scaling.schedules[].cron`, sorted. */
export function fieldPaths(schema: unknown): readonly string[] {
  return [...new Set(below(schema, ""))].sort();
}

function below(schema: unknown, path: string): readonly string[] {
  if (!isRecord(schema)) return [];
  const { properties, items } = schema;
  const own = Object.entries(isRecord(properties) ? properties : {}).flatMap(([name, field]) => {
    const here = path === "" ? name : `${path}.${name}`;
    return [here, ...below(field, here)];
  });
  return [...own, ...below(items, `${path}[]`)];
}

/** Of `WebService.spec`, as this release defines it. */
export function ownFieldPaths(): readonly string[] {
  return fieldPaths(z.toJSONSchema(webServiceSpec, { target: "openapi-3.0", io: "input" }));
}
