// `tenfold cost`: reads what is asked about, and says what it costs a month.
import { liveChildren, liveClass, liveService } from "../cluster/live-service.js";
import type { FileFlags, FormatFlag } from "../commands/start.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import { SAMPLE_CLASS } from "../input/sample-class.js";
import { servicesFrom } from "../input/services.js";
import type { Session } from "../session.js";
import { inFormat } from "../terminal/output.js";
import { costText } from "./cost-text.js";
import { ladder, ladderText } from "./ladder.js";
import type { Costed, CostReport } from "./report.js";
import { costReport, noPrices, staleWarning } from "./report.js";
import { standing } from "./standing.js";
import { wanted } from "./wanted.js";

export type CostFlags = FileFlags &
  FormatFlag & {
    readonly allTiers?: boolean;
    readonly region: readonly string[];
    readonly users?: number;
    readonly replicas?: number;
  };

export async function runCost(session: Session, name: string | undefined, flags: CostFlags): Promise<ExitCode> {
  const asked = [name !== undefined, flags.file.length > 0, flags.allTiers === true].filter(Boolean).length;
  if (asked !== 1)
    throw new CommandError(
      asked === 0 ? "nothing is named whose cost is asked" : "several things are named whose cost is asked",
      "Give exactly one of: -f FILE, the NAME of a WebService on the cluster, --all-tiers.",
    );
  return flags.allTiers === true ? allTiers(session, flags) : say(session, flags, await costedOf(session, name, flags));
}

function allTiers({ terminal, now }: Session, { region, output, users, replicas }: CostFlags): ExitCode {
  if (users !== undefined || replicas !== undefined)
    throw new CommandError("--users and --replicas say more of one service", "Give them with -f FILE or NAME.");
  const regions = region.length > 0 ? region : [SAMPLE_CLASS.spec.region ?? ""];
  const ladders = regions.map((one) => ladder(one, now()) ?? unknown(one));
  terminal.out(output === "text" ? ladderText(ladders) : inFormat({ ladders }, output));
  const stale = ladders.find((one) => one.stale);
  if (stale !== undefined) terminal.err(staleWarning(stale));
  return EXIT.done;
}

function costedOf(session: Session, name: string | undefined, flags: CostFlags): Promise<readonly Costed[]> {
  return name === undefined ? Promise.resolve(ofFiles(session, flags)) : ofCluster(session, name, flags);
}

function ofFiles({ files, now }: Session, flags: CostFlags): readonly Costed[] {
  const { users, replicas: webReplicas, region } = flags;
  const regions = region.length > 0 ? region : [undefined];
  return servicesFrom(files, flags).flatMap(({ service, serviceClass, isSampleClass }) =>
    regions.map((one) => ({
      ...wanted(service, serviceClass, one),
      usage: { users, webReplicas },
      isSampleClass,
      now: now(),
    })),
  );
}

async function ofCluster(session: Session, name: string, flags: CostFlags): Promise<readonly Costed[]> {
  if (flags.region.length > 0)
    throw new CommandError(`${name} is where it is`, "--region is for -f FILE and --all-tiers: get the service into a file.");
  const remote = await session.cluster();
  const at = { name, namespace: remote.namespace };
  const service = await liveService(remote, at);
  const [serviceClass, children] = await Promise.all([liveClass(remote, service), liveChildren(remote, at)]);
  const there = standing({ service, serviceClass, children, now: session.now() });
  const { users, replicas } = flags;
  const usage = { ...there.usage, users, ...(replicas === undefined ? {} : { webReplicas: replicas }) };
  return [{ ...there, usage, isSampleClass: false, now: session.now() }];
}

function say({ terminal }: Session, { output }: CostFlags, costed: readonly Costed[]): ExitCode {
  const costs = costed.map((one): CostReport => costReport(one) ?? unknown(one.blueprint.place.region));
  if (output === "text") terminal.out(costs.map((cost) => costText(cost, terminal.paint)).join("\n\n\n"));
  else terminal.out(inFormat({ costs }, output));
  const stale = costs.find((cost) => cost.stale);
  if (stale !== undefined) terminal.err(staleWarning(stale));
  return EXIT.done;
}

function unknown(region: string): never {
  throw new CommandError(noPrices(region), "Name a region with --region, for example --region us-east-1.");
}
