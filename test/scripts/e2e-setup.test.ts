// The decisions of the e2e suite's setup: what it finds on a cluster and on a machine, without either.
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { adoptFromOf } from "../e2e/setup/adoption.js";
import { engineOf } from "../e2e/setup/engine.js";

const UID = "0b7e6e1c-1111-4222-8333-444455556666";

describe("a service of the suite", () => {
  it.each([
    { name: "names nothing on a fresh cluster", service: undefined, dataUid: undefined, adoptFrom: undefined },
    { name: "keeps what it named", service: { adoptFrom: UID }, dataUid: UID, adoptFrom: UID },
    { name: "names nothing where its data is its own", service: {}, dataUid: UID, adoptFrom: undefined },
    { name: "names the data that is there without it", service: undefined, dataUid: UID, adoptFrom: UID },
  ])("$name", ({ service, dataUid, adoptFrom }) => {
    expect(adoptFromOf({ service, dataUid })).toBe(adoptFrom);
  });
});

describe("the docker engine", () => {
  it.each([
    { bound: "000001ffffffffff", raisesOomPriority: true },
    { bound: "000001fffeffffff", raisesOomPriority: false },
  ])("with the bounding set $bound can raise priorities: $raisesOomPriority", ({ bound, raisesOomPriority }) => {
    expect(engineOf(`Name:\tnode\nCapBnd:\t${bound}\nCapAmb:\t0000000000000000\n`)).toEqual({ raisesOomPriority });
  });
});

describe("the runtime with fewer capabilities", () => {
  it("asks runc for what there is, and passes everything else on", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bounded-runc-"));
    try {
      const status = readFileSync("/proc/self/status", "utf8");
      const bound = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
      const names = { CAP_CHOWN: 0n, CAP_SYS_RESOURCE: 24n, CAP_CHECKPOINT_RESTORE: 40n };
      const given = Object.entries(names).flatMap(([name, number]) => ((bound >> number) & 1n ? [name] : []));
      const all = Object.keys(names);
      const order = (lists: readonly (readonly string[])[]) =>
        JSON.stringify({ process: { capabilities: { bounding: lists[0], effective: lists[1] }, args: ["CAP_OF_COFFEE"] } });
      writeFileSync(join(folder, "config.json"), order([all, [...all].reverse()]));
      writeFileSync(join(folder, "runc"), '#!/bin/sh\necho "$@"\n');
      chmodSync(join(folder, "runc"), 0o755);
      const env = { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
      const args = ["--root", "/run", "create", "--bundle", folder, "id"];
      const { stdout } = await promisify(execFile)("test/e2e/setup/bounded-runc.sh", args, { env });
      expect(stdout.trim()).toBe(args.join(" "));
      expect(readFileSync(join(folder, "config.json"), "utf8")).toBe(order([given, [...given].reverse()]));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
