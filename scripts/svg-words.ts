// Words in a picture of figures, and numbers of its paths. Pure.
import { escapedXml } from "../cli/diagram/xml.js";

export type Words = {
  readonly x: number;
  readonly y: number;
  readonly said: string;
  readonly look?: string;
  readonly anchor?: string;
};

export function text({ x, y, said, look, anchor }: Words): string {
  const attributes = [look === undefined ? "" : ` class="${look}"`, anchor === undefined ? "" : ` text-anchor="${anchor}"`];
  return `<text x="${n(x)}" y="${n(y)}"${attributes.join("")}>${escapedXml(said)}</text>`;
}

/** To a tenth: more nobody sees. */
export const n = (value: number): string => String(Math.round(value * 10) / 10);
