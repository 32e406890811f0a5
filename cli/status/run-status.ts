// `tenfold status`: reads services and shows them, once or for as long as they are watched.
import type { WebService } from "../../domain/api/service.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { StatusFlags } from "./flags.js";
import { liveService } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import { gather } from "./gather.js";
import { serviceRows, tableLines } from "./service-table.js";
import { statusTree } from "./status-tree.js";
import { treeLines } from "./tree-text.js";
import { watchAll } from "./watch-all.js";
import { watchOne } from "./watch-one.js";

export async function runStatus(session: Session, name: string | undefined, flags: StatusFlags): Promise<ExitCode> {
  const watches = flags.watch === true || flags.for !== undefined;
  if (flags.timeout !== undefined && !watches)
    throw new CommandError("--timeout says how long to watch, and nothing is watched", "Add --watch, or --for ready.");
  if (flags.for !== undefined && name === undefined)
    throw new CommandError(
      `--for ${flags.for} waits for one service, and none is named`,
      "Name it: tenfold status NAME --for ready.",
    );
  const remote = await session.cluster();
  if (name === undefined) return watches ? watchAll(session, remote, flags) : showAll(session, remote, flags);
  const located = { name, namespace: remote.namespace };
  return watches ? watchOne(session, remote, { ...located, flags }) : showOne(session, remote, { name, flags });
}

type One = { readonly name: string; readonly flags: StatusFlags };

async function showOne({ terminal, now }: Session, remote: Remote, { name, flags }: One): Promise<ExitCode> {
  const service = await liveService(remote, { name, namespace: remote.namespace });
  const tree = statusTree(await gather(remote, service));
  if (flags.output !== "text") terminal.out(inFormat(tree, flags.output));
  else terminal.out(treeLines(tree, { paint: terminal.paint, now: now(), width: terminal.columns }).join("\n"));
  return EXIT.done;
}

async function showAll(session: Session, remote: Remote, { output }: StatusFlags): Promise<ExitCode> {
  const { terminal, now, flags } = session;
  const isEverywhere = flags.allNamespaces === true;
  const services = await servicesIn(remote, isEverywhere ? undefined : remote.namespace);
  const rows = serviceRows(services);
  if (output !== "text") terminal.out(inFormat({ services: rows }, output));
  else if (rows.length === 0) terminal.err(noneInWords(remote, isEverywhere));
  else terminal.out(tableLines(rows, { paint: terminal.paint, now: now(), width: terminal.columns }, isEverywhere).join("\n"));
  return EXIT.done;
}

/** A kind that nobody knows has no objects either, and is another thing to say. */
async function servicesIn(remote: Remote, namespace: string | undefined): Promise<readonly WebService[]> {
  const found = (await remote.list(WEB_SERVICE, { namespace })) as readonly WebService[];
  if (found.length === 0 && (await remote.get(`/apis/${WEB_SERVICE.apiVersion}`)) === undefined)
    throw new CommandError(
      `the cluster of context ${remote.context} knows no WebServices: Tenfold is not installed there`,
      "Install it, or choose another cluster with --context: `tenfold check` says what is missing.",
    );
  return found;
}

function noneInWords({ namespace, context }: Remote, isEverywhere: boolean): string {
  return isEverywhere
    ? `There is no WebService in the cluster (context ${context}).`
    : `There is no WebService in namespace ${namespace} (context ${context}); -A looks in all of them.`;
}
