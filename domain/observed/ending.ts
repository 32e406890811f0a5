// What a deletion that gives data up has written down before its first step: whose data, and which databases in AWS leave a snapshot.
// Their objects are gone while AWS still works on it, so nothing else tells.
import { DELETION_MANAGER, ANNOTATION, LABEL } from "../api/keys.js";
import type { KubeObject } from "../api/objects.js";
import { at, jsonIn, listAt, numberAt, textAt, timeOf } from "./reading.js";

export type EndingDatabase = {
  readonly kind: "DBInstance" | "DBCluster";
  readonly name: string;
  /** Tells it from others of its kind: its Secret is named by it. */
  readonly generation: number;
  readonly region: string;
  /** Taken by AWS as it deletes the database. */
  readonly finalSnapshot: string;
};

export type Ending = {
  /** UID of the WebService that is deleted. */
  readonly service: string;
  /** Finished snapshots that were named as the second key. */
  readonly named: string;
  readonly databases: readonly EndingDatabase[];
};

/**
 * Data in AWS whose locks have been opened, so that it goes with its object. `whole`: all of them. `at`: when, in milliseconds since the epoch.
 */
export type Released = { readonly whole: boolean; readonly at: number | undefined };

export const ENDING_KEY = "deletes";

/** Undefined for ConfigMaps that speak of no such deletion. */
export function readEnding(object: KubeObject): Ending | undefined {
  const said = jsonIn(textAt(object, "data", ENDING_KEY));
  const service = textAt(said, "service");
  if (service === undefined) return undefined;
  return {
    service,
    named: textAt(said, "named") ?? "",
    databases: listAt(said, "databases").flatMap((one) => database(one) ?? []),
  };
}

function database(said: unknown): EndingDatabase | undefined {
  const kind = textAt(said, "kind");
  const [name, finalSnapshot] = [textAt(said, "name"), textAt(said, "finalSnapshot")];
  if ((kind !== "DBInstance" && kind !== "DBCluster") || name === undefined || finalSnapshot === undefined) return undefined;
  return {
    kind,
    name,
    generation: numberAt(said, "generation") ?? 0,
    region: textAt(said, "region") ?? "",
    finalSnapshot,
  };
}

/** Of data in AWS that goes along with its object, or is on the way to it. */
export function releaseOf(object: KubeObject): { readonly released?: Released } {
  const { labels = {}, annotations = {}, managedFields = [] } = object.metadata;
  const goesAlong = annotations[ANNOTATION.deletionPolicy] === "delete";
  if (labels[LABEL.data] !== "true" || (!goesAlong && !isProtection(object, false))) return {};
  const opened = managedFields.find(({ manager }) => manager === DELETION_MANAGER);
  return { released: { whole: goesAlong && !isProtection(object, true), at: timeOf(opened?.time) } };
}

function isProtection(object: KubeObject, value: boolean): boolean {
  return ["deletionProtection", "deletionProtectionEnabled"].some((field) => at(object, "spec", field) === value);
}
