// Waiting for definitions: one that is looked at too early is looked at again, a real complaint is passed on.
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import { awaitDefinitions } from "../../../local/control-plane/definitions.js";

const EARLY = "error: .status.conditions accessor error: <nil> is of the type <nil>, expected []interface{}";

describe("waiting for definitions", () => {
  it("looks again when kubectl looked before there were conditions", async () => {
    const calls: (readonly string[])[] = [];
    await awaitDefinitions((...args) => {
      calls.push(args);
      return calls.length < 3 ? Promise.reject(new Error(EARLY)) : Promise.resolve();
    });
    expect(calls).toHaveLength(3);
    expect(calls[0]?.slice(-2)).toEqual(["crd", "--all"]);
  });

  it("looks again whatever realm the error comes from, as that of a program that Node has run for a test", async () => {
    let calls = 0;
    await awaitDefinitions(() => {
      calls += 1;
      const failed = runInNewContext(`new Error(${JSON.stringify(EARLY)})`) as Error;
      return calls < 2 ? Promise.reject(failed) : Promise.resolve();
    });
    expect(calls).toBe(2);
  });

  it("passes on anything else", async () => {
    let calls = 0;
    const refused = () => {
      calls += 1;
      return Promise.reject(new Error("timed out waiting for the condition"));
    };
    await expect(awaitDefinitions(refused)).rejects.toThrow("timed out");
    expect(calls).toBe(1);
  });
});
