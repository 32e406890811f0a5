// A move to a replica and an upgrade hang on AWS: asks it, or has it do, the one thing that the next step needs.
//
// Guarantees: nothing is asked that the gate does not want to know; a replica is promoted only when the binding says already that it may have
// been. What AWS does not answer is said in words, and asked again.
import type { WebService } from "../../../domain/api/service.js";
import { serviceKey } from "../../../domain/api/service.js";
import { databaseRoles } from "../../../domain/blueprint/roles.js";
import { DATA_KIND } from "../../../domain/observed/binding.js";
import type { Children } from "../../../domain/observed/late-values.js";
import { childKey, nameInAws } from "../../../domain/observed/record.js";
import type { ReplicaAnswer, ReplicaQuestion } from "../../../domain/plan/move-cloud.js";
import type { Database } from "../../../domain/blueprint/types.js";
import { CloudRefusal } from "../../ports/cloud-replicas.js";
import type { World } from "../world.js";

type Asking = Pick<World, "replicas" | "clock" | "log" | "memory">;
type Sought = { readonly question: ReplicaQuestion | undefined; readonly children: Children; readonly region: string };

/** What AWS offers changes slowly. */
const OFFERS_HOLD_MS = 10 * 60_000;

/** An older one is of another attempt. */
const SNAPSHOT_HOLDS_MS = 24 * 3_600_000;

/** Undefined: nobody wants to know. */
export async function askMoveCloud(
  world: Asking,
  service: WebService,
  { question, children, region }: Sought,
): Promise<ReplicaAnswer | undefined> {
  if (question === undefined) return undefined;
  const memory = world.memory(serviceKey(service.metadata));
  const now = world.clock.now();
  const text = JSON.stringify(question);
  const known = memory.offers;
  const isOffer = asksOffer(question);
  if (isOffer && known?.question === text && now < known.until) return known.answer;
  try {
    const answer = await answerOf(world, question, { children, region });
    if (isOffer) memory.offers = { question: text, answer, until: now + OFFERS_HOLD_MS };
    return answer;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (!(error instanceof CloudRefusal))
      world.log.warn("AWS did not answer what a change hangs on", { about: question.about, error: why });
    return { about: "nothing", why, ...(world.replicas.asks ? {} : { isOff: true }) };
  }
}

/** Whether an upgrade was refused, so that it can be taken back, is asked each time. */
function asksOffer(question: ReplicaQuestion): boolean {
  if (question.about !== "upgrade") return question.about === "replica";
  return question.suffix === undefined && Number(question.to) > Number(question.database.version);
}

type Where = { readonly children: Children; readonly region: string };

async function answerOf({ replicas, clock }: Asking, question: ReplicaQuestion, where: Where): Promise<ReplicaAnswer> {
  switch (question.about) {
    case "replica": {
      const instance = nameOf(question.source, where);
      const { instanceClass } = question.wanted;
      return { about: "replica", obstacles: await replicas.obstacles({ region: where.region, instance, instanceClass }) };
    }
    case "snapshot": {
      const instance = nameOf(question.source, where);
      const wish = { region: where.region, kind: "DBInstance", of: instance, name: `${instance}-${question.suffix}` } as const;
      return { about: "snapshot", ...(await replicas.snapshot(wish)) };
    }
    case "promotion": {
      const name = nameOf(question.target, where);
      const state = await replicas.state(where.region, name);
      if (state === "replica" && question.promotes) await replicas.promote(where.region, name);
      return { about: "promotion", state };
    }
    case "upgrade": {
      const { database, to, suffix } = question;
      const name = nameOf(database, where);
      const of = { region: where.region, kind: database.kind === "rds" ? "DBInstance" : "DBCluster" } as const;
      const offer = await replicas.upgrade({ ...of, name, to });
      if (suffix === undefined || offer.obstacles.length > 0) return { about: "upgrade", ...offer };
      if (offer.stands.split(".")[0] === to) return { about: "upgrade", ...offer };
      const notBefore = clock.now() - SNAPSHOT_HOLDS_MS;
      const snapshot = await replicas.snapshot({ ...of, of: name, name: `${name}-${suffix}`, notBefore });
      return { about: "upgrade", ...offer, snapshot };
    }
  }
}

/** In AWS. */
function nameOf(database: Database, { children }: Where): string {
  const [kind, role] = [DATA_KIND[database.kind], databaseRoles(database).main];
  const found = children.get(childKey({ kind, role }));
  if (found === undefined) throw new CloudRefusal(`there is no ${kind} for ${role} in the cluster`);
  return nameInAws(found);
}
