// Many moves that are cut off at moments that nobody chose: "make test-migration". Prints a table, and how a freeze compares with copying by hand.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { asSuperuser, startProgram } from "./world.js";
import type { Sides } from "./sides.js";
import { environmentOfMove, freshMove, startSides } from "./sides.js";
import type { Outcome, Plan } from "./trial.js";
import { PHASES, recordIn, tryCutOff } from "./trial.js";

const run = promisify(execFile);
const RUNS = Number(process.env.RUNS ?? "200");
const LONGEST_MS = 2_500;
const BYTES_PER_GIB = 1024 ** 3;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Half of them at a phase, half at a moment by chance; each server is killed in a fifth. */
function planOf(index: number): Plan {
  const phase = PHASES[index % PHASES.length] ?? "dump";
  const victim = index % 5 === 3 ? "source" : index % 5 === 4 ? "target" : "program";
  return {
    victim,
    when: index % 2 === 0 ? phase : Math.round(Math.random() * LONGEST_MS),
    then: Math.random() < 0.5 ? "undo" : "move again",
    rows: 1000,
  };
}

type Sum = { runs: number; lost: number; duplicated: number; bothWritable: number; stuck: number; acknowledged: number };

async function cutOffs(sides: Sides): Promise<ReadonlyMap<string, Sum>> {
  const sums = new Map<string, Sum>();
  for (let index = 0; index < RUNS; index += 1) {
    const plan = planOf(index);
    const outcome = await tryCutOff(sides, plan);
    const sum = sums.get(plan.victim) ?? { runs: 0, lost: 0, duplicated: 0, bothWritable: 0, stuck: 0, acknowledged: 0 };
    add(sum, outcome);
    sums.set(plan.victim, sum);
    const isBad = outcome.lost + outcome.duplicated + outcome.bothWritable > 0 || isStuck(outcome);
    if (isBad) say(`run ${index}: ${JSON.stringify({ plan, outcome })}`);
    if ((index + 1) % 20 === 0) say(`${index + 1} of ${RUNS}`);
  }
  return sums;
}

function isStuck({ wentOn, record }: Outcome): boolean {
  return !wentOn || record.outcome !== "done";
}

function add(sum: Sum, outcome: Outcome): void {
  sum.runs += 1;
  sum.lost += outcome.lost;
  sum.duplicated += outcome.duplicated;
  sum.bothWritable += outcome.bothWritable;
  sum.stuck += isStuck(outcome) ? 1 : 0;
  sum.acknowledged += outcome.acknowledged;
}

/** The freeze of a move beside a dump that is piped into the target by hand, for the same rows. */
async function freezes(sides: Sides): Promise<string> {
  const order = await freshMove(sides, 2_000_000);
  const by = (server: typeof order.source) =>
    `PGHOST=${server.host} PGPORT=${server.port} PGUSER=${server.user} PGPASSWORD=${server.password}`;
  await asSuperuser(sides.target, `CREATE ROLE ${order.role}; GRANT ${order.role} TO rds_master`);
  await asSuperuser(sides.target, `CREATE DATABASE by_hand OWNER ${order.role}`);
  const bin = order.programFolder ?? "";
  const pipe = `${by(order.source)} ${bin}/pg_dump -Fc -d ${order.database} | ${by(order.target)} ${bin}/pg_restore --no-owner --role=${order.role} -d by_hand`;
  const began = Date.now();
  await run("sh", ["-c", pipe]);
  const byHand = (Date.now() - began) / 1000;
  await asSuperuser(sides.target, "DROP DATABASE by_hand");
  await asSuperuser(sides.target, `DROP ROLE ${order.role}`);
  const { seconds, bytes, message } = recordIn(await startProgram(["move"], environmentOfMove(sides, order)).end);
  if (typeof seconds !== "number" || typeof bytes !== "number") return `the move for the freeze failed: ${String(message)}`;
  const gib = bytes / BYTES_PER_GIB;
  const figures = `${(seconds / gib).toFixed(0)} s per GiB, by hand without any comparison ${(byHand / gib).toFixed(0)} s per GiB`;
  return `freeze: ${seconds} s for ${gib.toFixed(2)} GiB, ${figures}`;
}

const sides = await startSides();
try {
  say(await freezes(sides));
  const sums = await cutOffs(sides);
  say("| killed | runs | acknowledged | lost | duplicated | both writable | stuck |\n|---|---|---|---|---|---|---|");
  for (const [victim, { runs, acknowledged, lost, duplicated, bothWritable, stuck }] of sums) {
    say(`| ${victim} | ${runs} | ${acknowledged} | ${lost} | ${duplicated} | ${bothWritable} | ${stuck} |`);
  }
  const bad = [...sums.values()].reduce((sum, one) => sum + one.lost + one.duplicated + one.bothWritable + one.stuck, 0);
  process.exitCode = bad === 0 ? 0 : 1;
} finally {
  await sides.stop();
}
