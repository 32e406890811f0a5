// Flags and environment of the operator.
import { afterEach, describe, expect, it } from "@jest/globals";
import { UNSEEN_TARGETS_SECONDS } from "../../domain/tiers/defaults.js";
import { MOVE_PACE } from "../../domain/plan/move-pace.js";
import { readConfig } from "../../operator/config.js";

const NAME = "TENFOLD_NO_LEADER_ELECTION";
const read = (...flags: readonly string[]) => readConfig(flags, "host");

afterEach(() => void Reflect.deleteProperty(process.env, NAME));

describe("a flag that takes no value", () => {
  it.each(["false", "no", "0", ""])("is left out when its variable is '%s'", (value) => {
    process.env[NAME] = value;
    expect(read().leaderElection).toBe(true);
  });

  it.each(["true", "1", "yes"])("is given when its variable is '%s'", (value) => {
    process.env[NAME] = value;
    expect(read().leaderElection).toBe(false);
  });

  it("can be given on the command line", () => {
    expect(read().leaderElection).toBe(true);
    expect(read("--no-leader-election").leaderElection).toBe(false);
    expect(read().awsQueries).toBe(true);
    expect(read("--no-aws-queries").awsQueries).toBe(false);
  });
});

describe("a pause of no seconds", () => {
  /** Stands in for the process, which a wrong flag ends. */
  class Exit extends Error {}
  const realExit = process.exit.bind(process);
  const realWrite = process.stderr.write.bind(process.stderr);

  afterEach(() => {
    process.exit = realExit;
    process.stderr.write = realWrite;
  });

  it("is refused where it would be a loop without rest", () => {
    let said = "";
    process.exit = (code) => {
      throw new Exit(String(code));
    };
    process.stderr.write = (text) => {
      said += String(text);
      return true;
    };
    expect(() => read("--ask-after-seconds", "0")).toThrow(Exit);
    expect(said).toContain("it must be 1 or more");
    expect(read("--ask-after-seconds", "1").askAfterSeconds).toBe(1);
  });
});

describe("the configuration", () => {
  it("waits for targets that nobody sees as long as the arithmetic says", () => {
    expect(read().unseenTargetsSeconds).toBe(UNSEEN_TARGETS_SECONDS);
    const { observeMoveSeconds: observedSeconds, rehearseAgainSeconds: againSeconds } = read();
    expect({ observedSeconds, againSeconds }).toEqual(MOVE_PACE);
  });

  it("cannot be changed afterwards", () => {
    expect(Object.isFrozen(read())).toBe(true);
  });

  it("takes lists, addresses and endpoints", () => {
    const config = read("--namespaces", "a, b,", "--listen", "127.0.0.1:0", "--otlp-endpoint", "http://collector:4318");
    expect(config).toMatchObject({ namespaces: ["a", "b"], host: "127.0.0.1", port: 0, otlpEndpoint: "http://collector:4318" });
  });
});

describe("the folder of profiles", () => {
  it("is the one that is named, else for the program to choose", () => {
    expect([read().profileFolder, read("--profile-folder", "/profiles").profileFolder]).toEqual([undefined, "/profiles"]);
  });
});
