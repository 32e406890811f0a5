// Columns of text, aligned by what is seen of them. Pure.
import { stripVTControlCharacters } from "node:util";

/** A cell is text, colours included. `right`: numbers of columns that are aligned to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = rows.reduce<number[]>((wide, row) => {
    row.forEach((cell, column) => (wide[column] = Math.max(wide[column] ?? 0, seenLength(cell))));
    return wide;
  }, []);
  return rows.map((row) => line(row, widths, right)).join("\n");
}

const GAP = "  ";

function line(row: readonly string[], widths: readonly number[], right: readonly number[]): string {
  const cells = row.map((cell, column) => {
    const blanks = " ".repeat((widths[column] ?? 0) - seenLength(cell));
    return right.includes(column) ? blanks + cell : cell + blanks;
  });
  return cells.join(GAP).trimEnd();
}

/** Characters that take room. Everything that we print is one column wide. */
export function seenLength(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}

/** At most `width` characters of plain text, with a sign that something is missing. */
export function cut(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, Math.max(0, width - 1)).join("")}…`;
}
