// What a picture shows, and against what: a service of a file or of a cluster, at its own tier or another, or the sample service.
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { parseTier, TIERS, type Tier } from "../../domain/api/tier.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { liveChildren, liveClass, liveService } from "../cluster/live-service.js";
import { CommandError } from "../failure.js";
import type { Given, Source } from "../input/services.js";
import { servicesFrom } from "../input/services.js";
import { standingBlueprints } from "./what-stands.js";
import type { Planned } from "../planning/outlook.js";
import { outlookOf } from "../planning/outlook.js";
import type { Session } from "../session.js";
import { sampleService } from "../tiers/sample.js";
import { SAMPLE_CLASS } from "../input/sample-class.js";

export type Subject = {
  readonly after: Blueprint;
  /** What it is compared with. */
  readonly before?: Blueprint;
  /** What whoever looks at it should know, for stderr. */
  readonly notes: readonly string[];
};

export type Question = Source & { readonly tier?: string; readonly compare?: readonly string[] };

/** Throws CommandError. */
export async function subjectOf(session: Session, name: string | undefined, question: Question): Promise<Subject> {
  const { tier, compare, file } = question;
  if (compare !== undefined) return comparison(session, name, question);
  const wanted = tier === undefined ? undefined : tierOf("--tier", tier);
  if (name !== undefined && file.length === 0) return live(session, name, wanted);
  if (file.length > 0) {
    const given = oneOf(session, name, question);
    const own = fromFile(session, given);
    const notes = notesOf(given);
    return wanted === undefined ? { after: own, notes } : { after: fromFile(session, given, wanted), before: own, notes };
  }
  if (wanted !== undefined) return { after: sample(session, wanted), notes: [] };
  throw new CommandError(
    "there is nothing to draw",
    "Give -f FILE, the NAME of a WebService on the cluster, or --tier 10k for the sample service.",
  );
}

function tierOf(flag: string, text: string): Tier {
  const tier = parseTier(text);
  if (tier !== undefined) return tier;
  throw new CommandError(`${flag} ${text}: that is no tier`, `Use one of ${TIERS.join(" ")}.`);
}

/** Both are of one service, or each is a file of its own. */
async function comparison(session: Session, name: string | undefined, question: Question): Promise<Subject> {
  const [from, to, ...more] = question.compare ?? [];
  if (from === undefined || to === undefined || more.length > 0)
    throw new CommandError("--compare takes two", "Give two tiers or two files: --compare 1k 10k. A NAME comes before it.");
  if (question.tier !== undefined) throw new CommandError("--tier and --compare exclude each other", "Leave one of them out.");
  const ofTier = await sourceOfTiers(session, name, question);
  const side = (text: string): Blueprint => {
    const tier = parseTier(text);
    return tier === undefined ? fromFile(session, oneOf(session, undefined, { ...question, file: [text] })) : ofTier(tier);
  };
  return { after: side(to), before: side(from), notes: [] };
}

async function sourceOfTiers(session: Session, name: string | undefined, question: Question) {
  if (question.file.length > 0) {
    const given = oneOf(session, name, question);
    return (tier: Tier) => fromFile(session, given, tier);
  }
  if (name === undefined) return (tier: Tier) => sample(session, tier);
  const { service, serviceClass } = await fromCluster(session, name);
  return (tier: Tier) => atTier(service, serviceClass, tier);
}

function oneOf({ files }: Session, name: string | undefined, question: Question): Given {
  const all = servicesFrom(files, question);
  const named = name === undefined ? all : all.filter(({ service }) => service.metadata.name === name);
  const [first, ...others] = named;
  const names = all.map(({ service }) => service.metadata.name).join(", ");
  const where = question.file.join(", ");
  if (first === undefined) throw new CommandError(`${where}: no WebService ${name ?? ""} in there`, `There is: ${names}.`);
  if (others.length > 0)
    throw new CommandError(`${where}: several WebServices, and a picture shows one`, `Name one of them: ${names}.`);
  return first;
}

function notesOf({ isSampleClass }: Given): readonly string[] {
  return isSampleClass ? ["no class was given: drawn for a sample one in us-east-1"] : [];
}

function sample(session: Session, tier: Tier): Blueprint {
  return targetOf(outlookOf({ service: sampleService(tier), serviceClass: SAMPLE_CLASS, now: session.now() }));
}

function fromFile(session: Session, { service, serviceClass }: Given, tier?: Tier): Blueprint {
  const spec = tier === undefined ? service.spec : { ...service.spec, userTier: tier };
  return targetOf(outlookOf({ service: { ...service, spec }, serviceClass, now: session.now() }));
}

type Good = Extract<Planned["answer"], { readonly ok: true }>;

/** The same checks as a plan's: what the operator would not build has no picture. */
function goodOf({ answer, outlook }: Planned): Good {
  if (answer.ok) return answer;
  throw new CommandError(`${outlook.namespace}/${outlook.service} cannot be built: ${answer.problem.message}`);
}

function targetOf(planned: Planned): Blueprint {
  return goodOf(planned).first.target;
}

async function fromCluster(session: Session, name: string) {
  const remote = await session.cluster();
  const located = { name, namespace: remote.namespace };
  const service = await liveService(remote, located);
  const [serviceClass, standing] = await Promise.all([liveClass(remote, service), liveChildren(remote, located)]);
  return { service, serviceClass, standing };
}

/** What is to be, against what stands; before anything stands there is nothing to compare it with. */
async function live(session: Session, name: string, tier: Tier | undefined): Promise<Subject> {
  const { service, serviceClass, standing } = await fromCluster(session, name);
  const operator = service.status?.operator;
  const asked = { service: withTier(service, tier), serviceClass, standing, operator, now: session.now() };
  const { target, standing: stands } = goodOf(outlookOf(asked)).first;
  if (stands.tier === undefined) return { after: target, notes: ["nothing of it stands yet"] };
  const built = atTier(service, serviceClass, parseTier(stands.tier) ?? target.tier);
  return { ...standingBlueprints(stands, { built, target }), notes: [] };
}

function withTier(service: WebService, tier: Tier | undefined): WebService {
  return tier === undefined ? service : { ...service, spec: { ...service.spec, userTier: tier } };
}

function atTier(service: WebService, serviceClass: WebServiceClass, tier: Tier): Blueprint {
  return blueprint(withTier(service, tier), serviceClass);
}
