// `tenfold validate`: reads files and says everything that is wrong with them.
import type { FileFlags, FormatFlag } from "../commands/start.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import type { Document, Fault } from "../input/documents.js";
import { parseDocuments } from "../input/documents.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import { plural } from "../terminal/words.js";
import type { Answer } from "./examine.js";
import { examined } from "./examine.js";
import { reportText, summaryText } from "./report.js";

export type ValidateFlags = FileFlags & FormatFlag & { readonly against?: string; readonly live?: boolean };

export async function runValidate(session: Session, flags: ValidateFlags): Promise<ExitCode> {
  if (flags.file.length === 0)
    throw new CommandError("there is nothing to validate", "Name a file or a folder with -f, or - for the standard input.");
  const given = readAll(session, flags.file);
  const live = flags.live === true ? await inCluster(session, given.documents) : { classes: NOTHING, against: NOTHING };
  const beside = (path: string | undefined) => (path === undefined ? undefined : whole(readAll(session, [path])));
  const classes = beside(flags.class) ?? live.classes;
  const answer = examined({ ...given, classes, against: beside(flags.against) ?? live.against });
  say(session, answer, flags);
  return answer.report.valid ? EXIT.done : EXIT.failed;
}

async function inCluster(session: Session, documents: readonly Document[]) {
  const { liveObjects } = await import("./live-objects.js");
  return liveObjects(await session.cluster(), documents);
}

type Read = { readonly documents: readonly Document[]; readonly faults: readonly Fault[] };
const NOTHING: readonly Document[] = [];

function readAll({ files }: Session, paths: readonly string[]): Read {
  const read = paths.flatMap((path) => files.documents(path)).map((file) => parseDocuments(file, files.read(file)));
  return { documents: read.flatMap(({ documents }) => documents), faults: read.flatMap(({ faults }) => faults) };
}

/** What is only looked into has to be right. */
function whole({ documents, faults: [fault] }: Read): readonly Document[] {
  if (fault === undefined) return documents;
  throw new CommandError(`${fault.at.file}:${fault.at.line}: ${fault.message}`, `Please ${fault.remedy}.`);
}

function say({ terminal }: Session, { report, unclassed }: Answer, { output, file }: ValidateFlags): void {
  const { objects, problems, passedOver } = report;
  if (objects.length === 0 && problems.length === 0)
    throw new CommandError(
      `${file.join(", ")}: neither a WebService nor a WebServiceClass in there`,
      "Name a file that has one; `tenfold init` writes one.",
    );
  terminal.out(output === "text" ? reportText(report, terminal.paint) : inFormat(report, output));
  for (const { file: from, line, kind, name } of passedOver)
    terminal.err(
      `${from}:${line}: passed over: ${kind === "" ? "no Kubernetes object" : `${kind} ${name ?? ""}`.trim()}, which is not Tenfold's`,
    );
  if (output !== "text") return;
  terminal.err(summaryText(report));
  if (unclassed.length > 0)
    terminal.err(
      `What their class forbids was not looked at for ${plural(unclassed.length, "service")}: --class FILE names the class, --live looks for it in the cluster.`,
    );
}
