// Draws over what was drawn before, on a terminal. Pure.

const UP = (lines: number) => `\u001B[${lines}A\r`;
const CLEAR_LINE = "\u001B[K";
const CLEAR_BELOW = "\u001B[J";

/**
 * What to write so that `lines` stand where the `before` last ones did, the cursor below them. No line may be longer than the terminal is wide,
 * nor may there be more of them than it is high. Each is written over, so that nothing flickers.
 */
export function redrawn(before: number, lines: readonly string[]): string {
  const up = before === 0 ? "" : UP(before);
  return `${up}${lines.map((line) => `${line}${CLEAR_LINE}\n`).join("")}${CLEAR_BELOW}`;
}
