// Tags on everything in AWS. Keys are plain words: metric queries name them without quoting.
import { AWS_TAG } from "../domain/api/keys.js";
import type { Scene } from "./scene.js";
import type { ApplicationNames, Identity } from "../domain/blueprint/types.js";

export const SERVICE_TAG = AWS_TAG.service;
export const SERVICE_UID_TAG = AWS_TAG.uid;

export function tagMap(identity: Identity, holdsData = false): Record<string, string> {
  return {
    [SERVICE_TAG]: `${identity.namespace}/${identity.name}`,
    [SERVICE_UID_TAG]: holdsData ? identity.dataUid : identity.uid,
  };
}

export function tagList(identity: Identity, holdsData = false): { key: string; value: string }[] {
  return Object.entries(tagMap(identity, holdsData)).map(([key, value]) => ({ key, value }));
}

type TagList = { key: string; value: string }[];

/** Of what somebody else has made: AWS would take away the tags that we leave out, and gives those that begin with aws: itself. */
export function tagListBeside(identity: Identity, theirs: Readonly<Record<string, string>>): TagList {
  const kept = Object.entries(theirs).filter(([key]) => !key.startsWith("aws:"));
  const all = { ...Object.fromEntries(kept), ...tagMap(identity, true) };
  return Object.entries(all).map(([key, value]) => ({ key, value }));
}

/** What outlives the cluster of how the application finds its data. */
export function nameTags(application: ApplicationNames | undefined): TagList {
  if (application === undefined) return [];
  return [
    { key: AWS_TAG.database, value: application.database },
    { key: AWS_TAG.role, value: application.role },
  ];
}

/** As the load balancer controller's annotations want it. */
export function tagText(identity: Identity): string {
  return Object.entries(tagMap(identity))
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
}

/**
 * On a database that is made in place of a lost one. Its controller looks at nothing but the spec: without a change of it, it would make
 * the database at its next resync, in hours.
 */
export function replacementTag({ late: { replaces } }: Pick<Scene, "late">): { key: string; value: string }[] {
  return replaces === undefined ? [] : [{ key: "tenfold_replaces", value: replaces }];
}
