// Generated files: complete, limited, described, and noticed when stale.
import { mkdtemp, rm, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";
import { ACK_KINDS } from "../../domain/api/kinds.js";
import { ackKindDefinition } from "../../scripts/crd/ack-kinds.js";
import { customResourceDefinition } from "../../scripts/crd/custom-resource-definition.js";
import { shortcomings, structuralSchema } from "../../scripts/crd/structural-schema.js";
import { TENFOLD_KINDS } from "../../scripts/crd/tenfold-kinds.js";
import { generate, generatedFiles, staleFiles } from "../../scripts/generate.js";

describe("the schemas", () => {
  it.each(TENFOLD_KINDS.map((kind) => [kind.ref.kind, kind] as const))("of %s limit and describe every field", (_name, kind) => {
    const schemas = [kind.spec, ...(kind.status === undefined ? [] : [kind.status])];
    expect(schemas.flatMap((schema) => shortcomings(structuralSchema(schema), kind.ref.kind))).toEqual([]);
  });

  it("would be caught without a limit or a description", () => {
    const schema = z.object({ names: z.array(z.string()) });
    expect(shortcomings(structuralSchema(schema), "spec").toSorted()).toEqual([
      "spec has no description",
      "spec.names has no description",
      "spec.names has no maxItems",
      "spec.names[] has no maxLength",
    ]);
  });

  it("have no union, which the API server would not take", () => {
    expect(() => structuralSchema(z.object({ either: z.union([z.string(), z.boolean()]) }))).toThrow("not structural");
  });

  it("keep unknown fields out by saying nothing of them", () => {
    expect(JSON.stringify(TENFOLD_KINDS.map(customResourceDefinition))).not.toContain("additionalProperties");
  });

  it("of ACK kinds keep their rules", () => {
    const bucket = ACK_KINDS.find(({ ref }) => ref.kind === "Bucket");
    expect(JSON.stringify(bucket && customResourceDefinition(ackKindDefinition(bucket)))).toContain("self == oldSelf");
  });
});

describe("generate", () => {
  let root = "";
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "tenfold-generate-"));
  });
  afterEach(async () => {
    await rm(root, { recursive: true, force: true });
  });

  it("writes files that are not stale afterwards", async () => {
    expect(await generate(root, [])).toBe(0);
    expect(await staleFiles(root, generatedFiles())).toEqual([]);
  });

  it("finds a file that was edited, one that is missing and one that should not be there", async () => {
    await generate(root, []);
    await writeFile(join(root, "crds/tenfold.dev_webservices.yaml"), "edited");
    await writeFile(join(root, "crds/tenfold.dev_old.yaml"), "");
    await rm(join(root, "deploy/rbac/operator.yaml"));
    expect(await staleFiles(root, generatedFiles())).toEqual([
      "crds/tenfold.dev_old.yaml",
      "crds/tenfold.dev_webservices.yaml",
      "deploy/rbac/operator.yaml",
    ]);
    await generate(root, []);
    expect(await staleFiles(root, generatedFiles())).toEqual([]);
  });

  it("with --check fails and leaves what is stale as it is", async () => {
    await mkdir(join(root, "crds"));
    await writeFile(join(root, "crds/tenfold.dev_webservices.yaml"), "edited");
    expect(await generate(root, ["--check"])).toBe(1);
    expect(await staleFiles(root, generatedFiles())).toContain("crds/tenfold.dev_webservices.yaml");
  });

  it("writes YAML that old readers read the same: no bare on, off, yes or no", () => {
    const texts = generatedFiles().filter(({ path }) => path.endsWith(".yaml"));
    expect(texts.length).toBeGreaterThan(30);
    for (const { text } of texts)
      expect(parse(text.split("\n---\n")[0] ?? "", { version: "1.1" })).toEqual(parse(text.split("\n---\n")[0] ?? ""));
  });
});
