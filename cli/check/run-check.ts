// `tenfold check`: the cluster, or services against the eleven commandments.
import { classAsStored, serviceAsStored } from "../../cdk8s/as-stored.js";
import type { WebService } from "../../domain/api/service.js";
import type { Part } from "../../domain/api/status.js";
import { parseTier } from "../../domain/api/tier.js";
import { validateService } from "../../domain/api/validate.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { ifAllowed, valueOf, whyUnknown } from "../cluster/known.js";
import { liveClass, liveService } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import { SAMPLE_CLASS } from "../input/sample-class.js";
import { servicesFrom } from "../input/services.js";
import type { Session } from "../session.js";
import { gather } from "../status/gather.js";
import { conditionIn } from "../status/service-state.js";
import { oneLine } from "../status/fit.js";
import { standingBlueprint } from "../status/standing-blueprint.js";
import { inFormat } from "../terminal/output.js";
import type { Rule } from "./commandment-rules.js";
import { commandments } from "./commandments.js";
import type { CheckedService } from "./commandments-text.js";
import { commandmentsText } from "./commandments-text.js";
import type { CheckFlags } from "./flags.js";
import { runCheckCluster } from "./run-check-cluster.js";

export async function runCheck(session: Session, name: string | undefined, flags: CheckFlags): Promise<ExitCode> {
  if (name !== undefined && flags.file.length > 0)
    throw new CommandError("both a NAME and -f were given", "Name a service of the cluster, or files, not both.");
  if (flags.class !== undefined && flags.file.length === 0)
    throw new CommandError(
      "--class is for files, and none was given",
      "Add -f FILE, or leave --class out: a cluster has its own.",
    );
  if (flags.file.length > 0) return say(session, checkFiles(session, flags), flags);
  if (name === undefined) return runCheckCluster(session, flags);
  return say(session, [await checkLive(await session.cluster(), name)], flags);
}

function say({ terminal }: Session, checked: readonly CheckedService[], { output, strict }: CheckFlags): ExitCode {
  if (output === "text") terminal.out(checked.map((one) => commandmentsText(one, terminal.paint)).join("\n\n\n"));
  else terminal.out(inFormat({ services: checked }, output));
  const isKept = checked.every((one) => one.commandments.every(({ met }) => met));
  return strict === true && !isKept ? EXIT.failed : EXIT.done;
}

function checkFiles({ files }: Session, flags: CheckFlags): readonly CheckedService[] {
  return servicesFrom(files, flags).map(({ service, serviceClass, isSampleClass, document }) => {
    const stored = serviceAsStored(service);
    refuse(stored, `${document.at.file}:${document.at.line}`);
    return {
      ...about(stored),
      isSampleClass,
      unseen: [],
      commandments: commandments({ service: stored, serviceClass: classAsStored(serviceClass) }),
    };
  });
}

/** What cannot be built cannot be judged. */
function refuse({ metadata, spec }: WebService, where: string): void {
  const valid = validateService(spec);
  if (valid.ok) return;
  const [first] = valid.problems;
  throw new CommandError(
    `${where}: WebService ${metadata.name}: ${first?.field ?? "spec"} ${first?.message ?? "is not valid"}`,
    `${first?.remedy ?? "Correct it"}. \`tenfold validate\` lists all that is wrong.`,
  );
}

function about({ metadata, spec }: WebService): Pick<CheckedService, "name" | "namespace" | "tier"> {
  return { name: metadata.name, namespace: metadata.namespace, tier: parseTier(spec.userTier) ?? String(spec.userTier) };
}

async function checkLive(remote: Remote, name: string): Promise<CheckedService> {
  const service = await liveService(remote, { name, namespace: remote.namespace });
  refuse(service, `${remote.namespace}/${name}`);
  const [found, data] = await Promise.all([ifAllowed(liveClass(remote, service)), gather(remote, service)]);
  const serviceClass = valueOf(found, undefined) ?? classAsStored(SAMPLE_CLASS);
  const standing = standingBlueprint(service, serviceClass, data.children);
  const stands = { blueprint: standing, trouble: troubleOf(service, standing) };
  return {
    ...about(service),
    isSampleClass: !found.known,
    unseen: [...new Set([...whyUnknown([found]), ...data.unseen])],
    commandments: commandments({ service, serviceClass, stands }),
  };
}

/** What does not serve keeps no commandment, and what nobody has built keeps none either. */
function troubleOf(service: WebService, blueprint: Blueprint): (rule: Rule) => readonly string[] {
  const isReady = conditionIn(service, "Ready")?.status === "True";
  const unready = (part: Part): readonly string[] => {
    const found = conditionIn(service, `${part}Ready`);
    if (found === undefined) return isReady || !hasPart(blueprint, part) ? [] : [`${part}: nothing of it stands yet`];
    return found.status === "True" ? [] : [`${part} is not ready: ${oneLine(found.message)}`];
  };
  return ({ parts }) => parts.flatMap(unready);
}

const PARTS: Readonly<Partial<Record<Part, (blueprint: Blueprint) => boolean>>> = {
  Workload: () => true,
  Edge: () => true,
  Database: ({ database }) => database !== undefined,
  Cache: ({ cache }) => cache !== undefined,
  Storage: ({ assets, sessions }) => assets !== undefined || sessions !== undefined,
  Async: ({ queue, functions }) => queue !== undefined || functions.length > 0,
  Alarms: ({ alarms }) => alarms.length > 0,
};

function hasPart(blueprint: Blueprint, part: Part): boolean {
  return PARTS[part]?.(blueprint) === true;
}
