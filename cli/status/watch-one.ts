// Follows one service with its children and pods, until it is as it was asked for, or the time is over.
import type { WebService } from "../../domain/api/service.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { StatusFlags } from "./flags.js";
import type { Known } from "../cluster/known.js";
import type { Located } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import { age } from "../terminal/words.js";
import { changeLines } from "./changes.js";
import type { Pods } from "./gather.js";
import { POD } from "../cluster/kinds.js";
import { gather, ofService } from "./gather.js";
import type { StatusData, StatusTree } from "./status-tree.js";
import { statusTree } from "./status-tree.js";
import { treeLines } from "./tree-text.js";
import type { Mirror } from "./watch.js";
import { Bell, mirror, screen } from "./watch.js";

const TICK_MS = 1000;
/** Children are listed again when the service has changed, and no more often. */
const GATHER_MS = 2000;

type Watched = Located & { readonly flags: StatusFlags };

export async function watchOne(session: Session, remote: Remote, { name, namespace, flags }: Watched): Promise<ExitCode> {
  const { now } = session;
  const [stop, bell] = [new AbortController(), new Bell()];
  const sight = follow(remote, { name, namespace }, { stop, bell });
  const tell = telling(session, flags);
  const end = flags.timeout === undefined ? Infinity : now() + flags.timeout;
  let tree: StatusTree | undefined;
  let gathered: Gathered | undefined;
  try {
    while (now() < end) {
      await bell.heard(Math.min(TICK_MS, end - now()));
      const service = sight.service();
      if (service === "unknown") continue;
      if (service === "none") return gone(session, { name, namespace, flags }, tree !== undefined);
      gathered = await freshen(remote, service, { before: gathered, pods: sight.pods(), now: now() });
      tree = statusTree({ ...gathered.data, service });
      tell(tree);
      if (flags.for === "ready" && tree.summary.ready && tree.summary.state !== "Deleting") return EXIT.done;
    }
    return timeIsOver(flags, tree);
  } finally {
    stop.abort();
  }
}

type Means = { readonly stop: AbortController; readonly bell: Bell };
type Sight = { readonly service: () => WebService | "unknown" | "none"; readonly pods: () => Pods | undefined };

/** Throws at the next look once the service cannot be followed. Without its pods the rest is shown. */
function follow(remote: Remote, { name, namespace }: Located, { stop, bell }: Means): Sight {
  let failure: Error | undefined;
  let podsFailure: string | undefined;
  const common = { signal: stop.signal, bell };
  const services = mirror(remote, {
    ...common,
    kind: WEB_SERVICE,
    selection: { namespace },
    failed: (error) => (failure = error),
  });
  const pods = mirror(remote, {
    ...common,
    kind: POD,
    selection: ofService({ name, namespace }),
    failed: (error) => (podsFailure = whyNot(error)),
  });
  return {
    service: () => {
      if (failure !== undefined) throw failure;
      const objects = services.objects();
      if (objects === undefined) return "unknown";
      return (objects.find(({ metadata }) => metadata.name === name) as WebService | undefined) ?? "none";
    },
    pods: () => podsNow(pods, podsFailure),
  };
}

function whyNot(error: Error): string {
  if (error instanceof CommandError && error.why?.kind === "forbidden") return `you may not ${error.why.right}`;
  return `pods cannot be followed: ${error.message}`;
}

function podsNow(pods: Mirror, failure: string | undefined): Pods | undefined {
  if (failure !== undefined) return { known: false, why: failure };
  const value = pods.objects();
  return value === undefined ? undefined : { known: true, value };
}

type Gathered = { readonly version: string; readonly at: number; readonly data: StatusData };
type Freshening = {
  readonly before: Gathered | undefined;
  readonly pods: Known<StatusData["children"]> | undefined;
  readonly now: number;
};

async function freshen(remote: Remote, service: WebService, { before, pods, now }: Freshening): Promise<Gathered> {
  const version = service.metadata.resourceVersion;
  const isFresh = before !== undefined && (before.version === version || now - before.at < GATHER_MS);
  if (!isFresh) return { version, at: now, data: await gather(remote, service, pods) };
  return pods?.known === true ? { ...before, data: { ...before.data, pods: pods.value } } : before;
}

/** On a terminal everything is drawn again, since ages go on; elsewhere only what has changed is told. */
function telling(session: Session, { output }: StatusFlags): (tree: StatusTree) => void {
  const { terminal, now } = session;
  const show = screen(session);
  let before: StatusTree | undefined;
  return (tree) => {
    const { columns, rows } = terminal;
    const isNew = JSON.stringify(before) !== JSON.stringify(tree);
    if (output !== "text") {
      if (isNew) terminal.out(output === "json" ? JSON.stringify(tree) : `---\n${inFormat(tree, output)}`);
    } else if (columns === undefined) {
      const time = new Date(now()).toISOString().replace(/\.\d+Z$/, "Z");
      show(changeLines(before, tree).map((line) => `${time} ${line}`));
    } else show(treeLines(tree, { paint: terminal.paint, now: now(), width: columns, height: (rows ?? 24) - 1 }));
    before = tree;
  };
}

function gone({ terminal }: Session, { name, namespace, flags }: Watched, wasSeen: boolean): ExitCode {
  if (flags.for === "deleted") {
    terminal.err(`WebService ${namespace}/${name} is gone.`);
    return EXIT.done;
  }
  if (!wasSeen)
    throw new CommandError(
      `there is no WebService ${name} in namespace ${namespace}`,
      "See what there is: kubectl tenfold status -A.",
    );
  if (flags.for === "ready") throw new CommandError(`WebService ${namespace}/${name} was deleted before it was Ready`);
  terminal.err(`WebService ${namespace}/${name} is gone.`);
  return EXIT.done;
}

/** Watching for a while is done when the while is over. */
function timeIsOver({ for: wanted, timeout = 0 }: StatusFlags, tree: StatusTree | undefined): ExitCode {
  if (wanted === undefined) return EXIT.done;
  const [first] = tree?.waits ?? [];
  const why = tree === undefined ? "the cluster has not told of it" : (first?.what ?? tree.summary.state);
  throw new CommandError(`not ${wanted} after ${age(timeout)}: ${why}`, first?.command ?? first?.toDo);
}
