// What all commands have in common: usage, exit codes, streams, errors that name the remedy.
import { describe, expect, it } from "@jest/globals";
import { VERSION } from "../../domain/api/release.js";
import { tenfold } from "./tenfold.js";

describe("tenfold", () => {
  it("says its version", async () => {
    expect(await tenfold(["--version"])).toEqual({ code: 0, out: `${VERSION}\n`, err: "" });
  });

  it("prints help to stdout and succeeds", async () => {
    const { code, out, err } = await tenfold(["--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("plan");
  });

  it("refuses an unknown command on stderr", async () => {
    const { code, out, err } = await tenfold(["plann"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("unknown command 'plann'");
    expect(err).toContain("plan");
  });

  it.each([
    { title: "a missing file", args: ["plan", "-f", "/nowhere.yaml"], says: ["/nowhere.yaml", "there is no such file"] },
    { title: "a file that is no YAML", args: ["plan", "-f", "-"], stdin: "a: [1\nb: 2", says: ["(standard input)", "not YAML"] },
    {
      title: "a file without a WebService",
      args: ["plan", "-f", "-"],
      stdin: "kind: Pod",
      says: ["no WebService", "tenfold init"],
    },
  ])("names what is wrong with $title, and the remedy", async ({ args, stdin, says }) => {
    const { code, out, err } = await tenfold(args, { stdin });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    for (const text of says) expect(err).toContain(text);
    expect(err).not.toContain("    at ");
  });

  it("colours nothing that is no terminal, unless it is told to", async () => {
    const [plain, forced] = await Promise.all([
      tenfold(["plan", "-f", "deploy/examples"]),
      tenfold(["plan", "-f", "deploy/examples"], { environment: { FORCE_COLOR: "1" } }),
    ]);
    expect(plain.out).not.toContain("\u001B");
    expect(forced.out).toContain("\u001B");
  });
});
