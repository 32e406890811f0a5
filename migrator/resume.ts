// After the switch: the pooler's clients, which waited, go on with the database that it leads to by then. Where that takes too long the pooler
// itself ends the pause.
import type { Attempt } from "./order.js";
import type { PoolerTarget } from "./pooler.js";
import { persist } from "./patience.js";
import type { Context } from "./run.js";

export async function resume(
  { to }: Attempt & { readonly to: PoolerTarget },
  { clock, waitSeconds, say, pooler }: Context,
): Promise<Readonly<Record<string, never>>> {
  const onWait = (message: string, pauseMs: number) => say("warn", "waiting for the pooler", { message, pauseMs });
  await persist(() => pooler.resumeAt(to), { clock, waitSeconds, onWait });
  return {};
}
