// What the command line says against what the operator does, in a world in memory.
import { outlookOf } from "../../cli/planning/outlook.js";
import type { GoodOutlook, ObjectAction } from "../../cli/planning/types.js";
import type { WebServiceClass } from "../../domain/api/service.js";
import type { ChangeReport } from "../../domain/api/status.js";
import { OPTIONS } from "../cdk8s/arbitrary.js";
import type { FakeWorld } from "../fakes/fake-world.js";

/** As the operator of the fake world says it in a status. */
const OPERATOR = { version: "0", ...OPTIONS };

export type Said = {
  readonly outlook: GoodOutlook;
  /** Hash of each object that is written at once, by kind and name. */
  readonly hashes: Readonly<Record<string, string>>;
};

/** What the command line says of the service as it stands in the world. A text: why it says that the operator would refuse it. */
export function saidOf(world: FakeWorld, serviceClass: WebServiceClass): Said | string {
  const { status, ...service } = world.service();
  const standing = world.standing();
  const asked = { service, serviceClass, standing, status, operator: OPERATOR, now: world.clock.now() };
  const { outlook, answer } = outlookOf(asked);
  if (!outlook.ok) return outlook.problem.message;
  if (!answer.ok) throw new Error("an outlook and no answer");
  const written = new Set(idsOf(outlook, ["create", "update"]));
  const children = answer.first.prepared.children.filter(({ id, mode }) => written.has(id) && mode !== "create-once");
  return { outlook, hashes: Object.fromEntries(children.map(({ id, hash }) => [id, hash])) };
}

export function idsOf({ objects }: GoodOutlook, actions: readonly ObjectAction[]): readonly string[] {
  return objects.filter(({ action }) => actions.includes(action)).map(({ kind, name }) => `${kind}/${name}`);
}

export type Done = {
  readonly plan: { readonly id: string; readonly changes: readonly ChangeReport[] } | undefined;
  /** Kind and name of what was written, each once. */
  readonly written: readonly string[];
  readonly hashes: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
};

/** What the operator then does in so many reconciles. */
export async function doneIn(world: FakeWorld, times?: number): Promise<Done> {
  const [writes, statuses] = [world.writes.length, world.statuses.length];
  await world.run(times);
  const written = writesSince(world, writes, "write");
  const records = new Map(world.children().map((record) => [`${record.kind}/${record.name}`, record.hash ?? ""]));
  const { plan, problems = [] } = world.statuses[statuses] ?? {};
  return {
    plan,
    written,
    problems: problems.map(({ message }) => message),
    hashes: Object.fromEntries(written.filter((id) => records.has(id)).map((id) => [id, records.get(id) ?? ""])),
  };
}

/** Kind and name of what was written, or removed, each once. */
export function writesSince({ writes }: FakeWorld, since: number, verb: string): readonly string[] {
  const lines = writes.slice(since).filter((line) => line.startsWith(`${verb} `));
  return [...new Set(lines.map((line) => line.slice(verb.length + 1).replace(" ", "/")))].sort();
}
