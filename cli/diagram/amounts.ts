// Numbers and sizes as a picture has room for them. Pure.
import type { PodSize } from "../../domain/blueprint/types.js";

type Range = { readonly min: number; readonly max: number };

/** `24–240 pods`, `1 pod`. */
export function counted({ min, max }: Range, noun: string): string {
  const range = min === max ? number(min) : `${number(min)}–${number(max)}`;
  return `${range} ${noun}${max === 1 ? "" : "s"}`;
}

/** `1 CPU · 2 GiB`, `250m CPU · 512 MiB`. */
export function sizeOf({ cpuMillicores, memoryMiB }: PodSize): string {
  const cpu = cpuMillicores % 1000 === 0 ? `${cpuMillicores / 1000} CPU` : `${cpuMillicores}m CPU`;
  const memory = memoryMiB % 1024 === 0 ? `${memoryMiB / 1024} GiB` : `${memoryMiB} MiB`;
  return `${cpu} · ${memory}`;
}

/** The share of the zone at `index` when so many are spread over `zones`, the first ones getting what is left over. */
export function shareOf(count: number, zones: number, index: number): number {
  return Math.floor(count / zones) + (index < count % zones ? 1 : 0);
}

export function sharedRange({ min, max }: Range, zones: number, index: number): Range {
  return { min: shareOf(min, zones, index), max: shareOf(max, zones, index) };
}

export function number(value: number): string {
  return value.toLocaleString("en-US");
}
