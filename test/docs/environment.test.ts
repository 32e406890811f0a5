import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { APPLICATION_VARIABLES } from "../../domain/api/application-variables.js";

describe("docs/reference/environment.md", () => {
  it("lists exactly the variables that Tenfold sets", () => {
    const text = readFileSync("docs/reference/environment.md", "utf8");
    const listed = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map((match) => match[1]);
    expect([...listed].sort()).toEqual([...APPLICATION_VARIABLES].sort());
  });
});
