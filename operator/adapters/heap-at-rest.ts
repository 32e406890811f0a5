// Memory that the engine gives back while nothing happens. It has a way for that, its memory reducer, which Node never lets come to its turn: it waits
// until little is allocated, and in a process whose libraries written in C++ allocate nothing on the engine's heap it never sees that. Measured after 60
// services were made: 162 MB resident, and 133 MB ten seconds after the last; two collections in steps, 0.15 s of CPU, the longest pause 45 ms, and 125 ms
// with a heap of 360 MB.
import { performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";

/** Older engines do not know the flag, and would say so on the standard error. */
const KNOWN_SINCE = 24;
const LOOK_MS = 5000;
/** Of the time between two looks. Probes, scrapes and what watches bring in a quiet cluster take less. */
const REST = 0.1;

export type RestOptions = {
  /** Part of the time since the last call for which the process was busy. */
  readonly busy?: () => number;
  readonly set?: (flag: string) => void;
  readonly everyMs?: number;
};

/** While work is done everything stays as it is: what is saved then would be paid in CPU. Keeps no process alive. */
export function giveBackAtRest({ busy = busySince(), set = setFlagsFromString, everyMs = LOOK_MS }: RestOptions = {}): void {
  if (Number.parseInt(process.versions.node, 10) < KNOWN_SINCE) return;
  let rests = false;
  const look = () => {
    const restsNow = busy() < REST;
    if (restsNow !== rests) set(restsNow ? "--memory-saver-mode" : "--no-memory-saver-mode");
    rests = restsNow;
  };
  setInterval(look, everyMs).unref();
}

/** A pause between two turns (moderation.ts) counts: it is made while much comes in, and that is no rest. */
function busySince(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    return utilization;
  };
}
