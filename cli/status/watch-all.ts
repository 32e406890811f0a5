// Follows all services of a namespace, or of the cluster.
import type { WebService } from "../../domain/api/service.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { StatusFlags } from "./flags.js";
import type { Remote } from "../cluster/remote.js";
import { EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import type { ServiceRow } from "./service-table.js";
import { serviceRows, tableLines } from "./service-table.js";
import { Bell, mirror, screen } from "./watch.js";

const TICK_MS = 1000;

/** Until the time is over, which is what was asked for: exit code 0. */
export async function watchAll(session: Session, remote: Remote, { output, timeout }: StatusFlags): Promise<ExitCode> {
  const { terminal, now, flags } = session;
  const isEverywhere = flags.allNamespaces === true;
  const [stop, bell, show] = [new AbortController(), new Bell(), screen(session)];
  let failure: Error | undefined;
  const selection = { namespace: isEverywhere ? undefined : remote.namespace };
  const failed = (error: Error) => (failure = error);
  const services = mirror(remote, { kind: WEB_SERVICE, selection, signal: stop.signal, bell, failed });
  const end = timeout === undefined ? Infinity : now() + timeout;
  let before: readonly ServiceRow[] = [];
  let isFirst = true;
  try {
    while (now() < end) {
      await bell.heard(Math.min(TICK_MS, end - now()));
      if (failure !== undefined) throw failure;
      const objects = services.objects() as readonly WebService[] | undefined;
      if (objects === undefined) continue;
      const rows = serviceRows(objects);
      if (terminal.columns !== undefined && output === "text") show(frame(session, rows, isEverywhere));
      else if (isFirst || differ(before, rows)) show(told(session, rows, { output, before, isEverywhere }));
      [before, isFirst] = [rows, false];
    }
    return EXIT.done;
  } finally {
    stop.abort();
  }
}

function frame({ terminal, now }: Session, rows: readonly ServiceRow[], isEverywhere: boolean): readonly string[] {
  const { paint, columns, rows: height } = terminal;
  return tableLines(rows, { paint, now: now(), width: columns, height: (height ?? 24) - 1 }, isEverywhere);
}

type Telling = {
  readonly output: StatusFlags["output"];
  readonly before: readonly ServiceRow[];
  readonly isEverywhere: boolean;
};

/** Rows that have changed, as kubectl shows them: without the others. */
function told(
  { terminal, now }: Session,
  rows: readonly ServiceRow[],
  { output, before, isEverywhere }: Telling,
): readonly string[] {
  const known = new Map(before.map((row) => [keyOf(row), JSON.stringify(row)]));
  const changed = rows.filter((row) => known.get(keyOf(row)) !== JSON.stringify(row));
  if (output === "json") return changed.map((row) => JSON.stringify(row));
  if (output === "yaml") return changed.flatMap((row) => ["---", inFormat(row, "yaml")]);
  const left = new Set(rows.map(keyOf));
  const gone = before.filter((row) => !left.has(keyOf(row))).map((row) => `${keyOf(row)}: gone`);
  const surface = { paint: terminal.paint, now: now() };
  return [...(changed.length === 0 ? [] : tableLines(changed, surface, isEverywhere)), ...gone];
}

function keyOf({ namespace, name }: ServiceRow): string {
  return `${namespace}/${name}`;
}

function differ(before: readonly ServiceRow[], rows: readonly ServiceRow[]): boolean {
  return JSON.stringify(before) !== JSON.stringify(rows);
}
