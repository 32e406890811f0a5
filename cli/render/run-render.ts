// `tenfold render`: the objects that the operator would write for what stands in files.
import type { FileFlags } from "../commands/start.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import { servicesFrom } from "../input/services.js";
import type { Session } from "../session.js";
import { plural } from "../terminal/words.js";
import { writeFolder } from "../written-files.js";
import { asFiles, asList, asStream, MARK, remarks } from "./render-text.js";
import type { RenderedService } from "./rendered-objects.js";
import { renderedService } from "./rendered-objects.js";

export const RENDER_FORMATS = ["yaml", "json", "dir"] as const;
export type RenderFlags = FileFlags & { readonly output: (typeof RENDER_FORMATS)[number]; readonly out?: string };

/** Stands still, so that the same files give the same bytes: nothing that is written at rest depends on the hour. */
const SOME_TIME = Date.parse("2026-01-01T00:00:00Z");

export function runRender(session: Session, flags: RenderFlags): Promise<ExitCode> {
  if (flags.file.length === 0)
    throw new CommandError("there is nothing to render", "Name a file or a folder with -f, or - for the standard input.");
  if ((flags.output === "dir") !== (flags.out !== undefined))
    throw new CommandError(
      "-o dir and --out DIR belong together",
      "Give both to write one file for each object, or neither to print them.",
    );
  // All or none: what is printed is complete.
  const services = servicesFrom(session.files, flags).map((given) => renderedService(given, SOME_TIME));
  if (flags.out !== undefined) return Promise.resolve(intoFolder(session, services, flags.out));
  session.terminal.out(flags.output === "json" ? asList(services) : asStream(services));
  return Promise.resolve(EXIT.done);
}

function intoFolder({ terminal }: Session, services: readonly RenderedService[], folder: string): ExitCode {
  const files = asFiles(services);
  writeFolder(folder, files, MARK);
  terminal.err(`${plural(files.size, "object")} of ${plural(services.length, "service")} in ${folder}.`);
  for (const remark of new Set(services.flatMap(remarks))) terminal.err(remark);
  return EXIT.done;
}
