// Writers of numbered rows, through an application: they remember what was acknowledged, and ask for it in the end. A row without an answer
// is never sent again, so a row that is there twice was doubled by somebody else.
import { setTimeout as sleep } from "node:timers/promises";
import { send } from "./load.js";

export type Writing = {
  /** Of the application, without a path. */
  readonly url: string;
  readonly writers: number;
  /** Begins the names of this program's rows. */
  readonly name: string;
};

export type WritingTally = {
  readonly acknowledged: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly failures: Readonly<Record<string, number>>;
  /** Between two acknowledgements of the same writer, at most. */
  readonly longestWaitMs: number;
};

/** A request that waits is not lost: how long it waited is told. */
const TIMEOUT_MS = 120_000;
const PAUSE_MS = 20;
const RETRY_MS = 1000;

/** Until SIGTERM comes. */
export async function write({ url, writers, name }: Writing): Promise<WritingTally> {
  const acknowledged = new Set<string>();
  const failures: Record<string, number> = {};
  const waits: number[] = [];
  let stopped = false;
  process.once("SIGTERM", () => (stopped = true));
  const writer = async (number: number): Promise<void> => {
    let last = Date.now();
    for (let row = 1; !stopped; row += 1) {
      const id = `${name}-${String(number)}-${String(row)}`;
      const problem = await send(`${url}/rows?id=${id}`, "POST", TIMEOUT_MS);
      if (problem === undefined) {
        acknowledged.add(id);
        waits.push(Date.now() - last);
        last = Date.now();
      } else failures[problem] = (failures[problem] ?? 0) + 1;
      await sleep(PAUSE_MS);
    }
    waits.push(Date.now() - last);
  };
  await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
  return { ...compare(acknowledged, await found(url, name)), failures, longestWaitMs: Math.max(0, ...waits) };
}

type Found = Readonly<Record<string, number>>;

function compare(acknowledged: ReadonlySet<string>, times: Found) {
  return {
    acknowledged: acknowledged.size,
    lost: [...acknowledged].filter((id) => times[id] === undefined).length,
    duplicated: Object.values(times).filter((count) => count > 1).length,
  };
}

async function found(url: string, name: string): Promise<Found> {
  for (;;) {
    const answer = await fetch(`${url}/rows?name=${name}`).catch(() => undefined);
    if (answer?.ok === true) return (await answer.json()) as Found;
    await sleep(RETRY_MS);
  }
}
