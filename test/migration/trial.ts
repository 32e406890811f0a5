// One trial of being cut off: an application writes, a move is killed somewhere, then it is undone or run again; and the account at the end.
import { setTimeout as sleep } from "node:timers/promises";
import type { MoveOrder } from "../../migrator/order.js";
import type { Sides } from "./sides.js";
import { environmentOfMove, freshMove } from "./sides.js";
import type { ProgramEnd, RunningProgram } from "./world.js";
import { startProgram } from "./world.js";
import type { Account } from "./writers.js";
import { startSampler, startWriters, stopAll, writable } from "./writers.js";

export const PHASES = [
  ...["examine", "ask", "clear", "prepare", "pause", "fence", "drain", "wait for the pooler"],
  ...["dump", "restore", "verify", "probe", "settle", "publish"],
] as const;

export type Plan = {
  readonly victim: "program" | "source" | "target";
  /** The phase that it has just begun, or so many milliseconds after its start. */
  readonly when: (typeof PHASES)[number] | number;
  readonly then: "undo" | "move again";
  readonly rows?: number;
};
export type Outcome = Account & {
  readonly bothWritable: number;
  readonly wentOn: boolean;
  readonly record: Readonly<Record<string, unknown>>;
};

/** The application goes on at the source after an undo, and at the target after a move: whoever failed to is seen by `wentOn`. */
export async function tryCutOff(sides: Sides, plan: Plan): Promise<Outcome> {
  const order = await freshMove(sides, plan.rows ?? 300);
  const writers = startWriters(order, sides.source);
  const sampler = startSampler(sides, order);
  try {
    await writers.progress();
    const program = startProgram(["move"], environmentOfMove(sides, order));
    await reached(program, plan.when);
    await cutOff(sides, program, plan.victim);
    const end = plan.then === "undo" ? await undo(sides, order) : await moveAgain(sides, order);
    const home = plan.then === "undo" ? sides.source : sides.target;
    writers.dial(home);
    await writers.progress();
    const wentOn = await writable(home, order);
    await writers.stop();
    return { ...(await writers.account(home)), bothWritable: await sampler.stop(), wentOn, record: recordIn(end) };
  } finally {
    await stopAll();
  }
}

export function recordIn({ lines }: ProgramEnd): Readonly<Record<string, unknown>> {
  return lines.at(-1) as Readonly<Record<string, unknown>>;
}

async function reached(program: RunningProgram, when: Plan["when"]): Promise<void> {
  if (typeof when === "string") await program.said(`"phase":"${when}"`);
  else await sleep(when);
}

/** A server that is lost comes back, and the program is left to end by itself. */
async function cutOff(sides: Sides, program: RunningProgram, victim: Plan["victim"]): Promise<void> {
  if (victim === "program") program.kill();
  else {
    await sides[victim].crash();
    await sides[victim].restart();
  }
  await program.end;
}

function undo(sides: Sides, order: MoveOrder): Promise<ProgramEnd> {
  return startProgram(["undo"], environmentOfMove(sides, order)).end;
}

function moveAgain(sides: Sides, order: MoveOrder): Promise<ProgramEnd> {
  return startProgram(["move"], environmentOfMove(sides, { ...order, attempt: order.attempt + 1 })).end;
}
