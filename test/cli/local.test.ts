// The local control plane needs the sources: elsewhere the command says where it can be had.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { tenfold } from "./tenfold.js";

it("refuses outside of a checkout, in somebody else's package too, and says what to do", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tenfold-local-"));
  writeFileSync(join(folder, "package.json"), '{"name":"shop"}');
  const { code, out, err } = await tenfold(["local", "up"], { folder });
  rmSync(folder, { recursive: true });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(`${folder} is not in a checkout of Tenfold`);
  expect(err).toContain("--checkout");
});
