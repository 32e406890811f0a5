// The body of an apply: the same JSON, in characters that a reader of YAML leaves alone.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import { applyBody } from "../../operator/adapters/apply-body.js";

describe("the body of an apply", () => {
  it("is the same JSON, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(JSON.parse(applyBody({ [text]: [text] }))).toEqual({ [text]: [text] });
      }),
    );
  });

  it("has no character that YAML refuses, folds or drops", () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const text = `a${String.fromCharCode(code)}b`;
      const body = applyBody({ text });
      // The printable characters of YAML, without the line breaks of 1.1 that stand for spaces.
      expect(body).toMatch(/^[\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/);
    }
  });

  it("keeps what is written with two units as it is: the server refuses each half of an escaped pair", () => {
    expect(applyBody({ text: "\u{1f600}" })).toBe('{"text":"\u{1f600}"}');
  });

  it("reads the same as YAML", () => {
    const object = { text: "a\u007f\u0085\u2028\ufeff\u{1f600}b", list: ["", "- a", "# b"] };
    expect(parse(applyBody(object))).toEqual(object);
  });
});
