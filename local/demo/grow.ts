// One service grows from 1 user to 10 million, through every approval, while it is written to. The plans go to standard output, and what it waits for
// to standard error.
import { setTimeout as sleep } from "node:timers/promises";
import { parseTier, TIERS, type Tier } from "../../domain/api/tier.js";
import { Application } from "./application.js";
import { requireRunning } from "./ensure-program.js";
import { DemoFailure, EXIT } from "./failure.js";
import { approvalLine, growthStep, planLines } from "./growth.js";
import type { Kubectl } from "./kubectl.js";
import { GROWING, logFile } from "./places.js";
import { tookLine, type Took } from "./took.js";
import type { ListedService } from "./service-view.js";
import { say, sayAside } from "./terminal.js";

const LOOK_MS = 1_000;
const ASIDE_MS = 5_000;
/** Without any movement at all. */
const PATIENCE_MS = 180_000;
const WHAT = `ws/${GROWING.name}`;

/** `addresses`: where real servers are found; undefined: there are none, and nothing is written. Returns what came of it, in a few words. */
export async function growOne(kubectl: Kubectl, addresses: string | undefined): Promise<string> {
  const first = await begin(kubectl);
  const last = TIERS.at(-1);
  if (last === undefined || first === last)
    return `${WHAT} in namespace ${GROWING.namespace} has its ${first} users since an earlier run`;
  const application = addresses === undefined ? undefined : new Application(kubectl, addresses);
  if (application === undefined)
    say("Nothing is written, and no data is moved: what a rehearsal is said to have measured is made up.");
  const took: Took[] = [];
  try {
    for (const tier of TIERS.slice(TIERS.indexOf(first))) {
      const started = Date.now();
      await growTo(tier, kubectl, application);
      if (tier === first) await application?.start();
      took.push({ tier, seconds: (Date.now() - started) / 1000, acknowledged: application?.acknowledged });
      say(tookLine(took.slice(-1)));
    }
    return await close(application, tookLine(took));
  } finally {
    await application?.stop();
  }
}

/** Returns the tier to begin with: an earlier run may have been interrupted. */
async function begin(kubectl: Kubectl): Promise<Tier> {
  await kubectl("apply", "--server-side", "--field-manager=tenfold-demo", "-f", GROWING.file);
  const found = await kubectl("-n", GROWING.namespace, "get", WHAT, "--ignore-not-found", "-o", "json");
  if (found !== "") return parseTier((JSON.parse(found) as ListedService).spec.userTier) ?? "1";
  await kubectl("apply", "--server-side", "--field-manager=tenfold-demo", "-f", GROWING.service);
  return "1";
}

async function growTo(tier: Tier, kubectl: Kubectl, application: Application | undefined): Promise<void> {
  await kubectl("-n", GROWING.namespace, "patch", WHAT, "--type=merge", "-p", JSON.stringify({ spec: { userTier: tier } }));
  const told = new Set<string>();
  const [started, news] = [Date.now(), { note: "", at: Date.now(), aside: 0 }];
  let approved: string | undefined;
  for (;;) {
    const service = JSON.parse(await kubectl("-n", GROWING.namespace, "get", WHAT, "-o", "json")) as ListedService;
    await application?.look();
    const step = growthStep(service, approved, tier);
    if (service.status?.observedGeneration === service.metadata.generation) tellOnce(told, planLines(tier, service));
    if (step.kind === "served") return;
    if (step.kind === "approve") {
      tellOnce(
        told,
        step.changes.map((change) => approvalLine(tier, change)),
      );
      await kubectl("-n", GROWING.namespace, "annotate", WHAT, "--overwrite", `tenfold.dev/approve=${step.id}`);
      approved = step.id;
    } else if (step.note !== news.note) Object.assign(news, { note: step.note, at: Date.now() });
    await requireRunning(["keeper"]);
    if (Date.now() - news.at > PATIENCE_MS) throw stuck(tier, news.note);
    if (Date.now() - news.aside > ASIDE_MS) {
      news.aside = Date.now();
      const rows = application === undefined ? "" : `${application.acknowledged} rows acknowledged; `;
      sayAside(`[${tier}] ${Math.round((Date.now() - started) / 1000)} s: ${rows}${news.note}`);
    }
    await sleep(LOOK_MS);
  }
}

function tellOnce(told: Set<string>, lines: readonly string[]): void {
  for (const line of lines) {
    if (!told.has(line)) say(line);
    told.add(line);
  }
}

/** What was written on the way is looked for where the application ended up. */
async function close(application: Application | undefined, took: string): Promise<string> {
  const account = await application?.account();
  if (account === undefined) return `${took}; its data was not moved, since there is no PostgreSQL here`;
  const { acknowledged, found, duplicated, longestPauseMs } = account;
  const pause = `${(longestPauseMs / 1000).toFixed(1)} s at most between two rows`;
  const text = `${acknowledged} rows acknowledged, ${found} of them found, ${duplicated} twice, ${pause}`;
  say(`rows: ${text}`);
  if (found !== acknowledged || duplicated > 0)
    throw new DemoFailure(
      EXIT.unexpected,
      `Rows were lost or doubled: ${text}.`,
      `See ${logFile("operator")}, ${logFile("local-aws")}.`,
    );
  return `${took}; ${text}`;
}

function stuck(tier: Tier, note: string): DemoFailure {
  const text = `Nothing has moved for ${PATIENCE_MS / 1000} s on the way to ${tier} users: ${note}`;
  return new DemoFailure(
    EXIT.notReady,
    text,
    `See ${logFile("operator")} and ${logFile("local-aws")}. "make demo" goes on from here.`,
  );
}
