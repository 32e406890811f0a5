// The objects of a plan as a table, and what changes in them. Pure.
import { table } from "../terminal/table.js";
import type { Paint } from "../terminal/terminal.js";
import { plural } from "../terminal/words.js";
import type { GoodOutlook, ObjectAction, ObjectChange } from "./types.js";

type Sign = "+" | "~" | "-" | "=" | "*";

const SIGNS: Readonly<Record<ObjectAction, readonly [sign: Sign, words: string]>> = {
  create: ["+", "to create"],
  update: ["~", "to change"],
  frozen: ["=", "to stay until the approval"],
  "create-later": ["+", "to create later"],
  "update-later": ["~", "to change later"],
  remove: ["-", "to remove"],
  retain: ["*", "to keep, with data that the tier no longer names"],
};

export function objectsText(
  { objects, unchanged, alreadyRetained, namesAreFinal }: GoodOutlook,
  paint: Paint,
): readonly string[] {
  const rest = [
    ...(unchanged === 0 ? [] : [`${plural(unchanged, "object")} as they should be`]),
    ...(alreadyRetained.length === 0 ? [] : [`${alreadyRetained.length} kept from before`]),
  ];
  if (objects.length === 0) return [];
  const colour = { "+": paint.green, "~": paint.yellow, "-": paint.red, "=": paint.dim, "*": paint.cyan };
  const rows = objects.map((object) => {
    const [sign] = SIGNS[object.action];
    return [`  ${colour[sign](sign)} ${object.kind}`, object.name, remark(object)];
  });
  const counts = (Object.keys(SIGNS) as readonly ObjectAction[]).flatMap((action) => {
    const count = objects.filter((object) => object.action === action).length;
    return count === 0 ? [] : [`${count} ${SIGNS[action][1]}`];
  });
  const placeholders = paint.dim("The service is new: its names end otherwise once the API server has given it a UID.");
  return [`Objects: ${[...counts, ...rest].join(", ")}\n${table(rows)}`, ...(namesAreFinal ? [] : [placeholders])];
}

function remark({ waitsFor, because, unlessThere }: ObjectChange): string {
  if (waitsFor !== undefined) return `after ${shortened(waitsFor)}`;
  if (unlessThere === true) return "unless it is there: nobody reads Secrets";
  return because === "drifted" ? "somebody has changed it by hand" : "";
}

/** All of it is in the JSON. */
function shortened(waitsFor: string): string {
  const change = /^(?:change [\d and]+|what waits)(?=:)/.exec(waitsFor);
  if (change !== null) return change[0];
  const [first = "", ...others] = waitsFor.split(", ");
  return others.length < 2 ? waitsFor : `${first} and ${others.length} more`;
}

/** Those that were asked for, each under the object that it is of. */
export function diffsText(objects: readonly ObjectChange[], paint: Paint): readonly string[] {
  return objects.flatMap(({ diff }) =>
    diff === undefined || diff === "" ? [] : [diff.split("\n").map(painted(paint)).join("\n")],
  );
}

function painted(paint: Paint): (line: string) => string {
  return (line) => {
    if (line.startsWith("+++") || line.startsWith("---")) return paint.bold(line);
    if (line.startsWith("+")) return paint.green(line);
    if (line.startsWith("-")) return paint.red(line);
    return line.startsWith("@@") ? paint.cyan(line) : line;
  };
}
