// Reads Kubernetes quantities as the API accepts them, and says how large they may be.

/** More than any machine has; far below where Kubernetes' own arithmetic ends and amounts come back as others. */
export const MAX_CPU_CORES = 4096;
export const MAX_MEMORY_TI = 64;

const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** The number behind "500m", "1.5Gi" … Undefined when it is not a quantity. */
function parseQuantity(text: string): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?)([a-zA-Z]*)$/.exec(text);
  const factor = FACTORS[match?.[2] ?? "?"];
  return match === null || factor === undefined ? undefined : Number(match[1]) * factor;
}

/** CPU in whole millicores, rounded up; undefined when unreadable. */
export function cpuMillicores(text: string): number | undefined {
  const cores = parseQuantity(text);
  return cores === undefined ? undefined : Math.ceil(cores * 1000 - 1e-6);
}

/** Memory in whole MiB, rounded up; undefined when unreadable. */
export function memoryMiB(text: string): number | undefined {
  const bytes = parseQuantity(text);
  return bytes === undefined ? undefined : Math.ceil(bytes / 2 ** 20);
}
