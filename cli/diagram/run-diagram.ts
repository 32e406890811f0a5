// `tenfold diagram`: finds out what is to be drawn, against what, and in which form.
import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import type { FileFlags } from "../commands/start.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { plural } from "../terminal/words.js";
import { ascii } from "./ascii.js";
import { pictureOf, svgOf } from "./diagram-svg.js";
import { dot } from "./dot.js";
import { mermaid } from "./mermaid.js";
import type { Model } from "./model.js";
import { subjectOf } from "./subject.js";

export const DIAGRAM_FORMATS = ["svg", "mermaid", "dot", "ascii"] as const;
export type DiagramFormat = (typeof DIAGRAM_FORMATS)[number];

export type DiagramFlags = FileFlags & {
  readonly tier?: string;
  readonly compare?: readonly string[];
  readonly output?: DiagramFormat;
  readonly out?: string;
  readonly asciiOnly?: boolean;
};

export async function runDiagram(session: Session, name: string | undefined, flags: DiagramFlags): Promise<ExitCode> {
  const format = formatOf(session, flags);
  const { after, before, notes } = await subjectOf(session, name, flags);
  const picture = drawn(pictureOf(after, before), format, { columns: session.terminal.columns, asciiOnly: flags.asciiOnly });
  for (const note of notes) session.terminal.err(note);
  if (flags.out === undefined || flags.out === "-") session.terminal.out(picture.trimEnd());
  else written(session, flags.out, picture);
  return EXIT.done;
}

const BY_ENDING: Readonly<Record<string, DiagramFormat>> = {
  ".svg": "svg",
  ".mmd": "mermaid",
  ".mermaid": "mermaid",
  ".dot": "dot",
  ".gv": "dot",
  ".txt": "ascii",
};

/** As asked for, as the file is called, else what whoever is there can look at. */
function formatOf({ terminal }: Session, { output, out, asciiOnly }: DiagramFlags): DiagramFormat {
  if (output !== undefined) return output;
  if (asciiOnly === true) return "ascii";
  if (out === undefined || out === "-") return terminal.columns === undefined ? "svg" : "ascii";
  const ending = extname(out);
  const format = BY_ENDING[ending];
  if (format !== undefined) return format;
  throw new CommandError(
    `--out ${out}: its ending does not say which form it is to have`,
    `Use one of ${Object.keys(BY_ENDING).join(" ")}, or say it with -o ${DIAGRAM_FORMATS.join("|")}.`,
  );
}

const WIDEST = 100;

type Surroundings = { readonly columns: number | undefined; readonly asciiOnly?: boolean };

function drawn(model: Model, format: DiagramFormat, { columns = WIDEST, asciiOnly = false }: Surroundings): string {
  switch (format) {
    case "svg":
      return svgOf(model);
    case "mermaid":
      return mermaid(model);
    case "dot":
      return dot(model);
    case "ascii":
      return `${ascii(model, { width: Math.min(WIDEST, columns), plain: asciiOnly })}\n`;
  }
}

function written({ terminal }: Session, path: string, picture: string): void {
  try {
    writeFileSync(path, picture);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
    const why = { ENOENT: "its folder is not there", EACCES: "you may not write it", EISDIR: "it is a folder" }[code] ?? code;
    throw new CommandError(`cannot write ${path}: ${why}`, "Name another file with --out.");
  }
  terminal.err(`${path}: ${plural(picture.split("\n").length - 1, "line")}`);
}
