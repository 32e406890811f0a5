// How wide a text is drawn, without asking for a font. Pure.

/**
 * Advance widths of ASCII from the blank on in thousandths of the font's size, as Helvetica has them and Arial, Liberation Sans and Nimbus Sans
 * alike; most other sans-serif faces come close.
 */
const WIDTHS = [
  ...[278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278], // to /
  ...[556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556], // to ?
  ...[1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778], // to O
  ...[667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556], // to _
  ...[333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556], // to o
  ...[556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584], // to ~
];
const OTHERS: Readonly<Record<string, number>> = { "·": 333, "–": 556, "×": 584, "±": 584, "’": 222 };
/** Of what no table has: a square, as a Chinese character is one. */
const SQUARE = 1000;
/** For faces that are a little wider. */
const MARGIN = 1.06;
const BOLD = 1.07;

export type Font = { readonly size: number; readonly bold?: boolean };

export function textWidth(text: string, { size, bold = false }: Font): number {
  const thousandths = Array.from(text).reduce((sum, character) => sum + widthOf(character), 0);
  return (thousandths / 1000) * size * MARGIN * (bold ? BOLD : 1);
}

function widthOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return WIDTHS[code - 0x20] ?? OTHERS[character] ?? SQUARE;
}

/** As much of the text as fits, with a sign that something is missing. */
export function fitted(text: string, width: number, font: Font): string {
  if (textWidth(text, font) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 0 && textWidth(`${characters.join("").trimEnd()}…`, font) > width) characters.pop();
  return characters.length === 0 ? "" : `${characters.join("").trimEnd()}…`;
}
