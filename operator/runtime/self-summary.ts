// What a process says of itself beside a CPU profile: its memory, its event loop, and how much it holds. Numbers and names of kinds, so that
// it can be given to anybody. Pure.

/** How much of what is held. */
export type Held = {
  readonly services: number;
  /** Children in the store, by kind. */
  readonly children: Readonly<Record<string, number>>;
  /** Services of which something is remembered between reconciles. */
  readonly remembered: number;
  /** Services that wait to be looked at. */
  readonly queued: number;
};

/** As Node gives it: bytes, milliseconds, microseconds of CPU and nanoseconds of delay. */
export type Measured = {
  readonly milliseconds: number;
  readonly cpu: { readonly user: number; readonly system: number };
  readonly memory: Readonly<Record<"rss" | "heapUsed" | "heapTotal" | "external" | "arrayBuffers", number>>;
  readonly heapLimit: number;
  readonly spaces: readonly { readonly space_name: string; readonly space_used_size: number; readonly space_size: number }[];
  readonly loop: { readonly utilization: number; readonly longest: number; readonly p99: number };
};

export type SelfSummary = ReturnType<typeof selfSummary>;

const MIB = 1024 * 1024;

export function selfSummary({ milliseconds, cpu, memory, heapLimit, spaces, loop }: Measured, held: Held) {
  const children = Object.values(held.children).reduce((sum, count) => sum + count, 0);
  return {
    seconds: rounded(milliseconds / 1000),
    cpu: {
      userSeconds: rounded(cpu.user / 1e6),
      systemSeconds: rounded(cpu.system / 1e6),
      cores: rounded((cpu.user + cpu.system) / 1000 / milliseconds),
    },
    eventLoop: {
      busy: rounded(loop.utilization),
      longestDelayMs: rounded(loop.longest / 1e6),
      p99DelayMs: rounded(loop.p99 / 1e6),
    },
    memoryMiB: {
      resident: mebibytes(memory.rss),
      heapUsed: mebibytes(memory.heapUsed),
      heapTotal: mebibytes(memory.heapTotal),
      heapLimit: mebibytes(heapLimit),
      external: mebibytes(memory.external),
      arrayBuffers: mebibytes(memory.arrayBuffers),
    },
    heapSpacesMiB: Object.fromEntries(
      spaces
        .filter((space) => space.space_size > 0)
        .map((space) => [space.space_name, { used: mebibytes(space.space_used_size), size: mebibytes(space.space_size) }]),
    ),
    holds: { ...held, childrenOfAllKinds: children },
    /** What the whole process takes, divided by its children: the base is in it, so only large numbers of them tell. */
    ...(children === 0
      ? {}
      : { bytesForEachChild: { heap: Math.round(memory.heapUsed / children), resident: Math.round(memory.rss / children) } }),
  };
}

const mebibytes = (bytes: number) => rounded(bytes / MIB);
const rounded = (value: number) => Math.round(value * 100) / 100;
