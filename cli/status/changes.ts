// From one tree to the next, as lines: what a log shows of a service that is watched. Pure.
import { oneLine } from "./fit.js";
import type { StatusTree } from "./status-tree.js";

/** Nothing that counts has changed: no lines. `before` undefined: how it stands now. */
export function changeLines(before: StatusTree | undefined, after: StatusTree): readonly string[] {
  const [old, now] = [before === undefined ? new Map<string, string>() : factsOf(before), factsOf(after)];
  const isNews = (what: string, text: string) => (old.has(what) ? old.get(what) !== text : !isWell(text));
  const told = [...now].flatMap(([what, text]) => (isNews(what, text) ? [`${what}: ${text}`] : []));
  const gone = [...old.keys()].filter((what) => !now.has(what)).map((what) => `${what}: gone`);
  return [...told, ...gone];
}

/** Of what was not there before only that is told which is not as it should be. */
function isWell(text: string): boolean {
  return text === "ready" || /^\d+ (ready|done)$/.test(text);
}

function factsOf(tree: StatusTree): ReadonlyMap<string, string> {
  const { summary, tier, plan, move, parts, problems, retained } = tree;
  return new Map([
    [`${tree.namespace}/${tree.name}`, stateText(summary, tier)],
    ...(plan === undefined ? [] : [[`plan ${plan.id}`, planText(plan)] as const]),
    ...(move === undefined ? [] : [[`move ${move.from} → ${move.to}`, moveText(move)] as const]),
    ...parts.map(({ part, ready }) => [part, ready ? "ready" : "not ready"] as const),
    ...parts.flatMap(({ children }) => children.flatMap(childFacts)),
    ...problems.map(({ reason, message }) => [`problem ${reason}`, message] as const),
    ...retained.map(({ kind, name, reason }) => [`kept ${kind} ${name}`, oneLine(reason)] as const),
  ]);
}

function stateText({ state, reason, message }: StatusTree["summary"], tier: string): string {
  return `${state}${reason === "" || reason === state ? "" : ` (${reason})`}, tier ${tier}${message === "" ? "" : `: ${message}`}`;
}

function planText({ changes, approve }: NonNullable<StatusTree["plan"]>): string {
  const states = changes.map(({ summary, state }) => `${oneLine(summary)} (${state})`).join("; ");
  return `${states}${approve === undefined ? "" : `. To approve it: ${approve}`}`;
}

function moveText({ state, progress, frozenSeconds }: NonNullable<StatusTree["move"]>): string {
  const out = frozenSeconds === undefined ? "" : `, shut the application out for ${Math.round(frozenSeconds * 10) / 10} s`;
  return `${state}${progress === undefined ? "" : `, ${oneLine(progress.text)}`}${out}`;
}

type Child = StatusTree["parts"][number]["children"][number];

function childFacts({ kind, name, ready, message, pods }: Child): readonly (readonly [string, string])[] {
  const own = `${kind} ${name}`;
  const groups = pods.map(
    ({ count, state, message: why }) => `${count} ${state}${why === undefined ? "" : ` (${oneLine(why)})`}`,
  );
  return [
    [own, ready ? "ready" : (message ?? "not ready")],
    ...(groups.length === 0 ? [] : [[`pods of ${own}`, groups.join(", ")] as const]),
  ];
}
