// Each state as a sign and a word: nobody has to tell colours apart. Pure.
import type { State } from "../model.js";
import type { Described } from "./describe.js";
import { h } from "./describe.js";

const PATHS: Readonly<Record<State, string>> = {
  ready: "M3 8.5l3.2 3.2L13 4.8",
  working: "M8 2.2a5.8 5.8 0 1 1-5.8 5.8",
  waiting: "M8 2.2a5.8 5.8 0 1 0 .01 0M8 5v3.2l2.2 1.6",
  failed: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  planned: "M8 3v10M3 8h10",
  suspended: "M5.5 3.2v9.6M10.5 3.2v9.6",
};

export const WORDS: Readonly<Record<State, string>> = {
  ready: "ready",
  working: "in progress",
  waiting: "waits",
  failed: "failed",
  planned: "not there yet",
  suspended: "suspended",
};

/** For the eye alone; a word has to stand beside it. */
export function sign(state: State): Described {
  return h("svg", { class: `sign is-${state}`, viewBox: "0 0 16 16", "aria-hidden": "true" }, h("path", { d: PATHS[state] }));
}

export function badge(state: State, word: string): Described {
  return h("span", { class: `badge is-${state}` }, sign(state), h("span", {}, word));
}

/** Read out and not seen. */
export function spoken(text: string): Described {
  return h("span", { class: "spoken" }, text);
}
