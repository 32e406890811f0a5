// The database servers of a simulated world, and what the programs of a move do to them: who is shut out, where the rows are.
import type { KubeObject } from "../../domain/api/objects.js";
import { LABEL } from "../../domain/api/keys.js";
import type { ProgramEnd, ProgramEnds } from "../../domain/observed/program-ends.js";
import { listAt, textAt } from "../../domain/observed/reading.js";

/** How a run of a program goes. `letIn`: it fails and lets the application in again itself. `killed`: it leaves nothing behind. */
export type Run = "done" | "refused" | "letIn" | "killed" | "running";
export type Script = (command: string, job: KubeObject) => Run;

type Server = { shut: boolean; filled: boolean; caughtUp?: boolean; promoted?: boolean };

export class SimulatedServers {
  /** By host. The application writes into those that were never made by a program as soon as it is there. */
  readonly #servers = new Map<string, Server>();
  readonly #ends = new Map<string, ProgramEnd>();
  readonly #undone = new Set<string>();
  /** Names of snapshots that AWS was asked for. */
  readonly snapshots = new Set<string>();

  /** A program or the application was ever in it. */
  isKnown(host: string): boolean {
    return this.#servers.has(host);
  }

  isShut(host: string): boolean {
    return this.#servers.get(host)?.shut ?? false;
  }

  /** It has all rows that were ever acknowledged. */
  isFilled(host: string): boolean {
    return this.#servers.get(host)?.filled ?? false;
  }

  /** The application is let into a database for the first time: from then on its rows are there. */
  begin(host: string): void {
    if (![...this.#servers.values()].some(({ filled }) => filled)) this.#of(host).filled = true;
  }

  /** A replica leaves its source. Rows that it has not got by then are lost for it. */
  promote(host: string): void {
    const replica = this.#of(host);
    if (replica.caughtUp !== true || !replica.shut)
      throw new Error("a replica is promoted that has not caught up with a source that is shut");
    replica.promoted = true;
  }

  isPromoted(host: string): boolean {
    return this.#of(host).promoted === true;
  }

  /** Hosts into which the application could write rows that count. */
  open(): readonly string[] {
    return [...this.#servers].filter(([, { shut, filled }]) => filled && !shut).map(([host]) => host);
  }

  ends(roles: readonly string[]): ProgramEnds | undefined {
    const found = roles.flatMap((role) => {
      const end = this.#ends.get(role);
      return end === undefined ? [] : [[role, end] as const];
    });
    return found.length === 0 ? undefined : new Map(found);
  }

  /** The status of the Job of a program; runs it if it has not ended yet. */
  run(job: KubeObject, script: Script): unknown {
    const role = job.metadata.labels?.[LABEL.component] ?? "";
    const env = variables(job);
    const command = textAt(job, "spec", "template", "spec", "containers", 0, "args", 0) ?? "";
    if (!this.#ends.has(role)) this.#carryOut({ role, command, env }, script(command, job));
    const end = this.#ends.get(role);
    if (end === undefined) return { active: 1 };
    const isDone = end.kind === "record" && end.record.outcome === "done";
    return { conditions: [{ type: isDone ? "Complete" : "Failed", status: "True" }] };
  }

  #carryOut({ role, command, env }: Order, run: Run): void {
    const token = `${env["MOVE_ID"] ?? ""} ${env["MOVE_ATTEMPT"] ?? ""}`;
    const [source, target] = [this.#of(env["SOURCE_HOST"] ?? ""), this.#of(env["TARGET_HOST"] ?? "")];
    const sides = { source, target, run };
    if (command === "undo" && run === "done") this.#undo(token, sides);
    if (command === "move" || command === "catch-up") this.#fill(command, token, sides);
    if (command === "verify") verify(sides);
    if (run !== "running") this.#ends.set(role, endOf(command, run));
  }

  #fill(command: string, token: string, sides: Sides): void {
    // Its record says that it has let the application in again.
    if (sides.run === "refused") sides.source.shut = false;
    else if (command === "move") this.#copy(token, sides);
    else this.#catchUp(token, sides);
  }

  #undo(token: string, { source, target }: Sides): void {
    this.#undone.add(token);
    source.shut = false;
    target.filled = false;
    target.caughtUp = false;
    if (target.promoted === true) target.shut = true;
  }

  #copy(token: string, { source, target, run }: Sides): void {
    if (this.#undone.has(token)) throw new Error("an attempt that was undone is begun again");
    source.shut = run !== "letIn";
    target.filled = run === "done" && source.filled;
  }

  #catchUp(token: string, { source, target, run }: Sides): void {
    if (this.#undone.has(token)) throw new Error("an attempt that was undone is begun again");
    if (target.promoted === true) throw new Error("what was promoted is to follow again");
    source.shut = run !== "letIn";
    target.shut = true;
    target.caughtUp = run === "done";
    target.filled = target.caughtUp && source.filled;
  }

  #of(host: string): Server {
    const known = this.#servers.get(host) ?? { shut: false, filled: false };
    this.#servers.set(host, known);
    return known;
  }
}

type Sides = { readonly source: Server; readonly target: Server; readonly run: Run };

/** Both are shut until they are found to be the same; one that is killed may have opened the target by then. */
function verify({ source, target, run }: Sides): void {
  if (!source.shut || target.promoted !== true) throw new Error("two databases are compared that are not at rest");
  target.shut = run !== "done" && run !== "killed";
}

type Order = { readonly role: string; readonly command: string; readonly env: Readonly<Record<string, string>> };

function endOf(command: string, run: Exclude<Run, "running">): ProgramEnd {
  if (run === "killed") return { kind: "silent", why: "its pod has left no record" };
  if (run === "done") return { kind: "record", record: { command, outcome: "done", seconds: 42, bytes: 2 ** 31, rows: 1000 } };
  const fenced = command === "verify";
  const record = { command, outcome: "failed", code: "obstacle", message: "an extension is missing", fenced } as const;
  return { kind: "record", record };
}

function variables(job: KubeObject): Readonly<Record<string, string>> {
  const entries = listAt(job, "spec", "template", "spec", "containers", 0, "env");
  return Object.fromEntries(entries.map((entry) => [textAt(entry, "name") ?? "", textAt(entry, "value") ?? ""]));
}
