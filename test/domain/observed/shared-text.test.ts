// Equal texts are there once, and nothing else about them changes.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { sharedText, withSharedTexts } from "../../../domain/observed/shared-text.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const NOTHING_BYTES = 10_000;

/** What other tests have left in this process goes in several collections. */
function bytesHeld(): number {
  for (;;) {
    const before = process.memoryUsage().heapUsed;
    collect();
    const now = process.memoryUsage().heapUsed;
    if (before - now < NOTHING_BYTES) return now;
  }
}

describe("a shared text", () => {
  it("is the text that was given, whatever it is", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => sharedText(text) === text && sharedText(text) === text));
    for (const text of ["", "0", "17", "__proto__", "constructor", "toString"]) expect(sharedText(text)).toBe(text);
  });

  it("takes no room a second time", () => {
    const [count, length] = [2000, 5000];
    const made = () => Buffer.alloc(length, "a-long-text ").toString();
    const bytes = (make: () => string) => {
      const before = bytesHeld();
      const kept = Array.from({ length: count }, make);
      return (bytesHeld() - before) / kept.length;
    };
    expect(bytes(made)).toBeGreaterThan(length / 2);
    expect(bytes(() => sharedText(made()))).toBeLessThan(length / 10);
  });

  it("leaves a value as it is in which all texts are shared", () => {
    fc.assert(
      // Not a copy by way of JSON: in that -0 becomes 0.
      fc.property(fc.clone(fc.jsonValue(), 2), ([value, same]) => {
        expect(withSharedTexts(value)).toEqual(same);
      }),
    );
  });
});
