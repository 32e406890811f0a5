// Logs: levels, the two formats, and that no secret gets into them.
import { describe, expect, it } from "@jest/globals";
import { pinoLog, type LogOptions } from "../../operator/adapters/pino-log.js";
import type { Log } from "../../operator/ports/log.js";

function logged(options: LogOptions, act: (log: Log) => void): string {
  const lines: string[] = [];
  act(pinoLog(options, { write: (line) => void lines.push(line) }));
  return lines.join("");
}

describe("a log line", () => {
  it("in JSON has time, level, message and fields", () => {
    const line = logged({ level: "info", format: "json" }, (log) =>
      log.with({ controller: "webservice" }).info("written", { name: "shop" }),
    );
    expect(JSON.parse(line)).toEqual({
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as unknown,
      controller: "webservice",
      name: "shop",
      msg: "written",
    });
  });

  it("has the fields of all the logs that it comes from, the last of a name", () => {
    const line = logged({ level: "info", format: "json" }, (log) =>
      log.with({ controller: "webservice", name: "shop" }).with({ name: "blog", reconcileID: "1" }).warn("late"),
    );
    expect(JSON.parse(line)).toMatchObject({ controller: "webservice", name: "blog", reconcileID: "1", msg: "late" });
    expect(line.match(/"name"/g)).toHaveLength(1);
  });

  it("that says nothing does not read what it is made of", () => {
    const read: string[] = [];
    const fields = {
      get name() {
        read.push("name");
        return "shop";
      },
    };
    logged({ level: "info", format: "json" }, (log) => log.with({ about: fields }).debug("quiet"));
    expect(read).toEqual([]);
  });

  it("as text is one line for a person, whatever a value contains", () => {
    const line = logged({ level: "info", format: "text" }, (log) => log.warn("refused", { name: "shop", reason: "a\nb=c" }));
    expect(line).toMatch(/^\S+ WARN {2}refused name=shop reason="a\\nb=c"\n$/);
  });

  it.each(["debug", "info", "warn", "error"] as const)("is left out below the level %s", (level) => {
    const text = logged({ level, format: "json" }, (log) => {
      for (const each of ["debug", "info", "warn", "error"] as const) log[each](each);
    });
    const all = ["debug", "info", "warn", "error"];
    const levels = text
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { readonly level: string }).level);
    expect(levels).toEqual(all.slice(all.indexOf(level)));
  });
});

describe("a secret does not get into the log", () => {
  const SECRET = "s3cr3t-Value";
  it.each<[string, (log: Log) => void]>([
    ["as a field", (log) => log.info("m", { password: SECRET })],
    ["as a field of a field", (log) => log.info("m", { spec: { applicationVerifier: SECRET } })],
    ["as the data of a Secret", (log) => log.info("m", { object: { stringData: { password: SECRET } } })],
    ["as the user info of a URL", (log) => log.info(`cannot reach postgresql://app:${SECRET}@host:5432/app`)],
    ["as a bearer token", (log) => log.error("m", { error: `401 for Authorization: Bearer ${SECRET}` })],
    ["as a SCRAM verifier", (log) => log.info("m", { statement: `password 'SCRAM-SHA-256$4096:${SECRET}'` })],
    ["bound to a child of the log", (log) => log.with({ token: SECRET }).info("m")],
  ])("%s", (_name, act) => {
    for (const format of ["json", "text"] as const) {
      const text = logged({ level: "debug", format }, act);
      expect(text).toContain("[redacted]");
      expect(text).not.toContain(SECRET);
    }
  });
});
