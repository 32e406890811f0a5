// Text of somebody else's on a terminal: one line, no control characters, not wider than it may be. Pure.
import { stripVTControlCharacters } from "node:util";

/** On one line, without anything that a terminal would obey. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\p{Cf}]/gu, "")
    .trim();
}

/** Columns that one character takes on a terminal. */
function columnsOf(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  return /^[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]$/u.test(
    character,
  )
    ? 2
    : 1;
}

export function seenColumns(text: string): number {
  return Array.from(stripVTControlCharacters(text)).reduce((sum, character) => sum + columnsOf(character), 0);
}

const PIECES = /\u001B\[[0-9;]*m|./gsu;

/** At most `width` columns, with a sign where something is missing. Colours stay whole, and end where the text does. */
export function fitted(text: string, width: number): string {
  if (seenColumns(text) <= width) return text;
  let room = width - 1;
  let out = "";
  let isColoured = false;
  for (const [piece] of text.matchAll(PIECES)) {
    const isColour = piece.startsWith("\u001B");
    isColoured ||= isColour;
    if (!isColour) room -= columnsOf(piece);
    if (room < 0) break;
    out += piece;
  }
  return `${out}…${isColoured ? "\u001B[0m" : ""}`;
}
