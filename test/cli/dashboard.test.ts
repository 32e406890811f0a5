// `tenfold dashboard` as it is called.
import { describe, expect, it } from "@jest/globals";
import { tenfold } from "./tenfold.js";

describe("tenfold dashboard", () => {
  it.each(["eighty", "-1", "65536", "80.5"])("refuses the port %s", async (port) => {
    const { code, out, err } = await tenfold(["dashboard", `--port=${port}`]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("Give a number from 1 to 65535, or 0 for a free one.");
  });

  it("says what to do where there is no cluster, and serves nothing", async () => {
    const { code, out, err } = await tenfold(["dashboard"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("--kubeconfig");
    expect(err).not.toContain("    at ");
  });
});
