import { existsSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import {
  fenceComplaints,
  linkComplaints,
  manifestComplaints,
  manifestsOf,
  nameComplaints,
  yamlComplaints,
} from "./complaints.js";
import { declaredProgram } from "../../scripts/reference/cli.js";
import { commandsIn } from "./command.js";
import { EXECUTED_PAGES } from "./executed-pages.js";
import { knownNames, ownSchemas } from "./names.js";
import { allPages } from "./page.js";
import { tenfoldComplaints } from "./tenfold.js";

const PAGES = allPages();
const BY_PATH = new Map(PAGES.map((page) => [page.path, page]));
const SCHEMAS = ownSchemas();
const NAMES = knownNames();

describe("the pages", () => {
  it("are all found", () => {
    expect(PAGES.map(({ path }) => path)).toEqual(expect.arrayContaining(["README.md", "docs/reference/environment.md"]));
    expect(PAGES.flatMap(({ blocks }) => blocks).length).toBeGreaterThan(50);
    expect(PAGES.flatMap(manifestsOf).length).toBeGreaterThan(5);
  });

  it("mark each block with what it is", () => {
    expect(PAGES.flatMap((page) => fenceComplaints(page, EXECUTED_PAGES.includes(page.path)))).toEqual([]);
  });

  it("hold YAML that parses", () => {
    expect(PAGES.flatMap(yamlComplaints)).toEqual([]);
  });

  it("show complete objects of our kinds as the definitions want them", () => {
    expect(PAGES.flatMap(manifestsOf).flatMap((manifest) => manifestComplaints(manifest, SCHEMAS))).toEqual([]);
  });

  it("link to files and headings that exist", () => {
    expect(PAGES.flatMap((page) => linkComplaints(page, { exists: existsSync, pages: BY_PATH }))).toEqual([]);
  });

  it("name only programs, targets, files, keys, flags and variables that exist", () => {
    expect(PAGES.flatMap((page) => nameComplaints(page, NAMES))).toEqual([]);
  });

  it("call the command line as it is declared", () => {
    const commands = PAGES.flatMap(({ blocks }) => blocks)
      .filter(({ language }) => language === "sh")
      .flatMap(({ text, where }) => commandsIn(text, where));
    const root = declaredProgram();
    expect(commands.filter(({ words }) => words.includes("tenfold")).length).toBeGreaterThan(1);
    expect(commands.flatMap((command) => tenfoldComplaints(command, root))).toEqual([]);
    const wrong = { where: "here", words: ["kubectl", "tenfold", "plan", "--no-such"] };
    expect(tenfoldComplaints(wrong, root)).toEqual(["here: tenfold plan has no --no-such"]);
    expect(tenfoldComplaints({ where: "here", words: ["tenfold", "plam"] }, root)).toEqual(["here: tenfold has no command plam"]);
  });
});
