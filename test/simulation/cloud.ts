// AWS as a move to a replica asks it, for a simulated world: what it answers, and what it does to the servers.
import { LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { databaseRoles } from "../../domain/blueprint/roles.js";
import { textAt } from "../../domain/observed/reading.js";
import type { ReplicaAnswer, ReplicaQuestion } from "../../domain/plan/move-cloud.js";
import type { SimulatedServers } from "./servers.js";

/**
 * How one question goes. `silent`: AWS cannot be asked. `off`: it may not be. `lost`: it is done, and the answer does not come.
 * `refused`: an upgrade that is in the way of something, or that was refused when it was tried.
 */
export type CloudRun = "done" | "silent" | "off" | "lost" | "refused";
export type CloudScript = (question: ReplicaQuestion) => CloudRun;

type Around = { readonly objects: ReadonlyMap<string, KubeObject>; readonly servers: SimulatedServers };

const SILENT: ReplicaAnswer = { about: "nothing", why: "AWS cannot be asked" };

export function answered(question: ReplicaQuestion, run: CloudRun, { objects, servers }: Around): ReplicaAnswer {
  if (run === "silent") return SILENT;
  if (run === "off") return { about: "nothing", why: "AWS may not be asked", isOff: true };
  switch (question.about) {
    case "replica":
      return run === "lost" ? SILENT : { about: "replica", obstacles: [] };
    case "snapshot":
      return run === "lost" ? SILENT : { about: "snapshot", name: question.suffix, isFinished: true };
    case "promotion": {
      const host = hostOf(objects, databaseRoles(question.target).main);
      if (servers.isPromoted(host)) return run === "lost" ? SILENT : { about: "promotion", state: "promoted" };
      if (question.promotes) servers.promote(host);
      return run === "lost" ? SILENT : { about: "promotion", state: question.promotes ? "promoting" : "replica" };
    }
    case "upgrade": {
      const answer = upgrade(question, run, servers);
      return run === "lost" ? SILENT : answer;
    }
  }
}

/** A snapshot takes until it is asked for again. */
function upgrade(
  { database, to, suffix }: Extract<ReplicaQuestion, { about: "upgrade" }>,
  run: CloudRun,
  servers: SimulatedServers,
) {
  if (run === "refused") {
    const stands = `${Math.min(Number(database.version), Number(to))}.4`;
    return { about: "upgrade", stands, isAtRest: true, obstacles: ["it is refused"] } as const;
  }
  const offer = { about: "upgrade", stands: `${database.version}.4`, isAtRest: true, obstacles: [] } as const;
  if (suffix === undefined) return offer;
  const isFinished = servers.snapshots.has(suffix);
  servers.snapshots.add(suffix);
  return { ...offer, snapshot: { name: suffix, isFinished } };
}

function hostOf(objects: Around["objects"], role: string): string {
  const cluster = [...objects.values()].find(
    ({ kind, metadata }) => kind === "DBCluster" && metadata.labels?.[LABEL.component] === role,
  );
  return textAt(cluster, "status", "endpoint") ?? "";
}
