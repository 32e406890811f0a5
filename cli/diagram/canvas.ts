// A sheet of characters to draw boxes on. Pure.

export type Frame = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type Canvas = {
  readonly width: number;
  /** What does not fit at the right is cut. */
  put(x: number, y: number, text: string): void;
  /** With its title in the upper border. */
  frame(frame: Frame, title: string): void;
  /** Without blanks at the ends of lines. `plain`: ASCII alone. */
  text(plain: boolean): string;
};

export function canvas(width: number): Canvas {
  const lines: string[][] = [];
  const put = (x: number, y: number, text: string): void => {
    while (lines.length <= y) lines.push(Array.from({ length: width }, () => " "));
    Array.from(oneLine(text)).forEach((character, index) => {
      const line = lines[y];
      if (line !== undefined && x + index >= 0 && x + index < width) line[x + index] = character;
    });
  };
  return {
    width,
    put,
    frame: ({ x, y, width: wide, height }, title) => {
      const room = wide - 6;
      const characters = Array.from(oneLine(title));
      const shown = characters.length <= room ? characters.join("") : `${characters.slice(0, Math.max(0, room - 1)).join("")}…`;
      put(x, y, `┌─ ${shown} ${"─".repeat(Math.max(0, room - Array.from(shown).length))}─┐`);
      for (let line = 1; line < height - 1; line += 1) {
        put(x, y + line, "│");
        put(x + wide - 1, y + line, "│");
      }
      put(x, y + height - 1, `└${"─".repeat(wide - 2)}┘`);
    },
    text: (plain) => {
      const all = lines.map((line) => line.join("").trimEnd()).join("\n");
      return plain ? inAscii(all) : all;
    },
  };
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ");
}

const PLAIN: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Array.from("┌┐└┘").map((corner) => [corner, "+"])),
  "─": "-",
  "│": "|",
  "▼": "v",
  "▶": ">",
  "→": ">",
  "–": "-",
  "·": "/",
  "×": "x",
  "…": "~",
};

function inAscii(text: string): string {
  return Array.from(text, (character) => (character <= "~" ? character : (PLAIN[character] ?? "?"))).join("");
}
