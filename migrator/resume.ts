// After the switch: the pooler's clients, which waited, go on with the database that its address leads to now.
import type { Attempt } from "./order.js";
import { persist } from "./patience.js";
import type { Context } from "./run.js";

export async function resume(
  _order: Attempt,
  { clock, waitSeconds, say, pooler }: Context,
): Promise<Readonly<Record<string, never>>> {
  const onWait = (message: string, pauseMs: number) => say("warn", "waiting for the pooler", { message, pauseMs });
  await persist(() => pooler.resumeOnNewConnections(), { clock, waitSeconds, onWait });
  return {};
}
