// What lines and colours of a picture mean. Pure.
import type { LegendEntry, Point } from "./geometry.js";
import { FONTS } from "./geometry.js";
import type { Model } from "./model.js";
import { textWidth } from "./text-width.js";

type Entry = Pick<LegendEntry, "sample"> & { readonly words: string };

const SAMPLE = 30;
const GAP = 20;
const LINE = 20;

/** From the baseline of its first line on; as many entries in a line as fit. */
export function legendOf(model: Model, room: Point & { readonly width: number }): readonly LegendEntry[] {
  let { x, y } = room;
  return entriesOf(model).map(({ sample, words }) => {
    const sampleWidth = sample === "none" ? 0 : SAMPLE;
    const width = sampleWidth + textWidth(words, FONTS.legend) + GAP;
    if (x > room.x && x + width - GAP > room.x + room.width) {
      x = room.x;
      y += LINE;
    }
    const entry: LegendEntry = { sample, at: { x, y: y - 4 }, text: { x: x + sampleWidth, y, text: words, tone: "legend" } };
    x += width;
    return entry;
  });
}

function entriesOf({ edges, nodes, zones, isCompared }: Model): readonly Entry[] {
  const flows = new Set(edges.map(({ flow }) => flow));
  const things = nodes.flatMap((node) => [node, ...node.parts]);
  const states = new Set(things.map(({ state }) => state));
  return [
    ...(flows.has("request") ? [{ sample: "request", words: "request" } as const] : []),
    ...(flows.has("data") ? [{ sample: "data", words: "data" } as const] : []),
    ...(flows.has("message") ? [{ sample: "message", words: "asynchronous" } as const] : []),
    ...(isCompared && states.has("new") ? [{ sample: "new", words: "new" } as const] : []),
    ...(isCompared && states.has("larger") ? [{ sample: "larger", words: "larger or changed" } as const] : []),
    ...(isCompared && !states.has("larger") && (states.has("smaller") || states.has("changed"))
      ? [{ sample: "changed", words: "changed" } as const]
      : []),
    ...(states.has("gone") ? [{ sample: "gone", words: "no longer there" } as const] : []),
    ...(zones.length > 1 ? [{ sample: "none", words: "Zones are an example: AWS chooses." } as const] : []),
  ];
}
