// What is loaded before a command runs: a shell that completes a line waits for it.
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";

/** Files of ours, and packages, that a file loads before anything else happens: types and `import()` are not among them. */
function loadedBy(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const file = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest);
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) continue;
    const imported = (statement.moduleSpecifier as ts.StringLiteral).text;
    if (imported.startsWith(".")) loadedBy(posix.join(posix.dirname(path), imported.replace(/\.js$/, ".ts")), seen);
    else seen.add(imported);
  }
  return seen;
}

describe("before a command runs", () => {
  it("only what declares the commands is loaded, and two small packages", () => {
    const loaded = [...loadedBy("cli/main.ts")];
    expect(loaded).toContain("cli/commands/plan.ts");
    const packages = loaded.filter((name) => !name.endsWith(".ts") && !name.startsWith("node:"));
    expect(packages.sort()).toEqual(["commander", "picocolors"]);
    expect(loaded.filter((name) => name.startsWith("cdk8s/") || name.startsWith("domain/blueprint/"))).toEqual([]);
  });
});
