// AWS's price list files in CSV, as AWS documents them: five lines about the file, one with the names of the columns, then a row for each
// price. Read line by line: that of EC2 in one region has hundreds of megabytes. Pure.

export type Row = (column: string) => string;

/** `publicationDate`: of the file, as a day. */
export type Header = { readonly publicationDate: string; readonly columns: readonly string[] };

/** Lines about the file. */
const PREAMBLE = 5;

/** Cells of one line. Quotes may be left out; a quote within quotes is doubled. Line breaks within cells do not occur in these files. */
export function cells(line: string): readonly string[] {
  const found: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g))
    found.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
  return found;
}

/** From the first six lines. Throws where they are not those of a price list. */
export function header(lines: readonly string[]): Header {
  const about = new Map(lines.slice(0, PREAMBLE).map((line) => [cells(line)[0] ?? "", cells(line)[1] ?? ""]));
  const published = about.get("Publication Date") ?? "";
  const columns = cells(lines[PREAMBLE] ?? "");
  if (!/^\d{4}-\d\d-\d\d/.test(published) || !columns.includes("SKU") || !columns.includes("PricePerUnit"))
    throw new Error(`not a price list of AWS: it begins with ${JSON.stringify((lines[0] ?? "").slice(0, 60))}`);
  return { publicationDate: published.slice(0, "YYYY-MM-DD".length), columns };
}

export const HEADER_LINES = PREAMBLE + 1;

export function row({ columns }: Pick<Header, "columns">, line: string): Row {
  const values = cells(line);
  return (column) => values[columns.indexOf(column)] ?? "";
}
