// Shows live how the examples become Ready: a table redrawn on a terminal, a line for each change elsewhere.
import { setTimeout as sleep } from "node:timers/promises";
import { requireRunning } from "./ensure-program.js";
import { DemoFailure, EXIT } from "./failure.js";
import type { Kubectl } from "./kubectl.js";
import { logFile } from "./places.js";
import { logSince, logSize } from "./program-log.js";
import { inLadderOrder, serviceView, type ListedService, type ServiceView } from "./service-view.js";
import { cut, standingLine, standingTable, type Standing } from "./tables.js";
import { say, sayIndented, terminalSize } from "./terminal.js";

const LOOK_MS = 700;
/** Without any movement at all. */
const PATIENCE_MS = 180_000;
/** One service tells no more than this without a terminal, unless it becomes Ready. */
const LINE_MS = 5_000;
const LINE_COLUMNS = 160;
const CURSOR_UP = (lines: number): string => (lines === 0 ? "" : `\u001b[${lines}A\u001b[J`);

/** Returns when all are Ready or wait for a decision. What has ended and was started again meanwhile is said. Throws when nothing moves any more, or when nobody is left to start anything. */
export async function followUntilSettled(kubectl: Kubectl, namespace: string): Promise<readonly ServiceView[]> {
  const show = terminalSize() === undefined ? lineShow() : tableShow();
  const standingsAt = watchedStandings();
  let [lastMove, lastViews] = [Date.now(), ""];
  let told = await logSize("keeper");
  for (;;) {
    const views = await readServices(kubectl, namespace);
    const news = await logSince("keeper", told);
    told += Buffer.byteLength(news);
    show(standingsAt(views), news);
    if (views.every(({ isReady, waitsForUser }) => isReady || waitsForUser)) return views;
    if (JSON.stringify(views) !== lastViews) [lastMove, lastViews] = [Date.now(), JSON.stringify(views)];
    await requireRunning(["keeper"]);
    if (Date.now() - lastMove > PATIENCE_MS) throw stuck(views);
    await sleep(LOOK_MS);
  }
}

export async function readServices(kubectl: Kubectl, namespace: string): Promise<readonly ServiceView[]> {
  const path = `/apis/tenfold.dev/v1alpha1/namespaces/${namespace}/webservices`;
  const list = JSON.parse(await kubectl("get", "--raw", path)) as { readonly items: readonly ListedService[] };
  return inLadderOrder(list.items.map(serviceView));
}

/** Remembers when each became ready; of what was ready at the first look nobody knows how long it took. */
function watchedStandings(): (views: readonly ServiceView[]) => readonly Standing[] {
  const started = Date.now();
  const seconds = new Map<string, number | undefined>();
  let isFirst = true;
  return (views) => {
    for (const { name, isReady } of views) {
      if (!isReady) seconds.delete(name);
      else if (!seconds.has(name)) seconds.set(name, isFirst ? undefined : Math.round((Date.now() - started) / 1000));
    }
    isFirst = false;
    return views.map((view) => ({ view, secondsToReady: seconds.get(view.name) }));
  };
}

/** `news`: whole lines to be said above, or nothing. */
type Show = (standings: readonly Standing[], news: string) => void;

function tableShow(): Show {
  let drawn = 0;
  return (standings, news) => {
    // A line that wraps, or a table higher than the screen, could not be drawn over.
    const { columns, rows } = terminalSize() ?? { columns: 80, rows: 24 };
    const lines = standingTable(standings, columns - 1).slice(0, rows - 1);
    process.stdout.write(`${CURSOR_UP(drawn)}${news}${lines.join("\n")}\n`);
    drawn = lines.length;
  };
}

function lineShow(): Show {
  const told = new Map<string, { readonly line: string; readonly isReady: boolean; readonly at: number }>();
  return (standings, news) => {
    if (news !== "") sayIndented(news);
    for (const standing of standings) {
      const { name, isReady } = standing.view;
      const line = cut(standingLine(standing), LINE_COLUMNS);
      const last = told.get(name);
      const isDue = last === undefined || isReady !== last.isReady || Date.now() - last.at > LINE_MS;
      if (line === last?.line || !isDue) continue;
      told.set(name, { line, isReady, at: Date.now() });
      sayIndented(line);
    }
  };
}

function stuck(views: readonly ServiceView[]): DemoFailure {
  const waiting = views.filter(({ isReady }) => !isReady);
  const lines = waiting.flatMap(({ name, note, problems }) => [`  ${name}: ${note}`, ...problems.map((text) => `    ${text}`)]);
  say();
  return new DemoFailure(
    EXIT.notReady,
    `Nothing has moved for ${PATIENCE_MS / 1000} s, and not all services are Ready:\n${lines.join("\n")}`,
    `See ${logFile("operator")} and ${logFile("local-aws")}. Everything is left running.`,
  );
}
