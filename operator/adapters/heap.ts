// How much room the engine takes beside what is held. Left to itself it waits until the heap is four times as large, on a machine with memory
// to spare: measured with 3 000 services that are looked at for the first time, 650 MB resident, and 390 MB with this and the young generation
// that the image sets; for a twelfth more CPU.
import { setFlagsFromString } from "node:v8";

/** Of what lives: how much garbage may lie beside it until the next full collection. */
const ROOM_PERCENT = 100;

export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${ROOM_PERCENT}`);
}
