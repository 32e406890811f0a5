// Moments as a page says them. Pure.
import { age } from "../../terminal/words.js";
import type { Described } from "./describe.js";
import { h } from "./describe.js";

export function clock(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString("en-GB");
}

/** `3m ago`; the full time for whoever asks. */
export function ago(time: string, now: number): Described {
  const at = Date.parse(time);
  if (Number.isNaN(at)) return h("span", {}, "");
  return h("time", { datetime: time, title: new Date(at).toLocaleString("en-GB") }, `${age(now - at)} ago`);
}
