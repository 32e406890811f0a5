// What the object of a database says of where it comes from: one that somebody else has made stays what it was found as.
import { ANNOTATION } from "../api/keys.js";
import type { KubeObject } from "../api/objects.js";
import type { Adopted, AdoptedInstance, ApplicationNames } from "../tiers/shapes.js";
import { at, isRecord, jsonIn, listAt, numberAt, textAt } from "./reading.js";

type Origin = { readonly adopted?: Adopted; readonly application?: ApplicationNames };

/** `field`: of the spec, where its identifier is. Another one than the object's name was never given by us, whatever became of the annotation. */
export function originOf(object: KubeObject, field: string): Origin {
  const { annotations = {} } = object.metadata;
  const adopted = readAdopted(jsonIn(annotations[ANNOTATION.adoptedAs])) ?? bySpec(object, field);
  const application = readApplication(jsonIn(annotations[ANNOTATION.applicationNames]));
  return { ...(adopted === undefined ? {} : { adopted }), ...(application === undefined ? {} : { application }) };
}

export function originAnnotations({ adopted, application }: Origin): Record<string, string> {
  return {
    ...(adopted === undefined ? {} : { [ANNOTATION.adoptedAs]: JSON.stringify(adopted) }),
    ...(application === undefined ? {} : { [ANNOTATION.applicationNames]: JSON.stringify(application) }),
  };
}

function bySpec({ metadata, ...object }: KubeObject, field: string): Adopted | undefined {
  const identifier = textAt(object, "spec", field);
  if (identifier === undefined || identifier === metadata.name) return undefined;
  const tags = listAt(object, "spec", "tags").map((tag) => [textAt(tag, "key") ?? "", textAt(tag, "value") ?? ""] as const);
  return {
    identifier,
    masterUser: textAt(object, "spec", "masterUsername") ?? "",
    securityGroupIDs: textsIn(listAt(object, "spec", "vpcSecurityGroupIDs")),
    tags: Object.fromEntries(tags),
  };
}

function readAdopted(said: unknown): Adopted | undefined {
  const [identifier, masterUser] = [textAt(said, "identifier"), textAt(said, "masterUser")];
  if (identifier === undefined || masterUser === undefined) return undefined;
  const securityGroupIDs = textsIn(listAt(said, "securityGroupIDs"));
  const common = { identifier, masterUser, securityGroupIDs, tags: textsAt(said, "tags") };
  if (at(said, "instances") === undefined) return common;
  return { ...common, instances: listAt(said, "instances").flatMap((one) => readInstance(one) ?? []) };
}

function readInstance(said: unknown): AdoptedInstance | undefined {
  const [identifier, instanceClass] = [textAt(said, "identifier"), textAt(said, "instanceClass")];
  if (identifier === undefined || instanceClass === undefined) return undefined;
  const promotionTier = numberAt(said, "promotionTier") ?? 1;
  return { identifier, instanceClass, promotionTier, isPublic: at(said, "isPublic") === true, tags: textsAt(said, "tags") };
}

function readApplication(said: unknown): ApplicationNames | undefined {
  const [database, role] = [textAt(said, "database"), textAt(said, "role")];
  return database === undefined || role === undefined ? undefined : { database, role };
}

function textsIn(list: readonly unknown[]): readonly string[] {
  return list.filter((one) => typeof one === "string");
}

function textsAt(said: unknown, field: string): Readonly<Record<string, string>> {
  const found = at(said, field);
  if (!isRecord(found)) return {};
  return Object.fromEntries(Object.entries(found).flatMap(([key, text]) => (typeof text === "string" ? [[key, text]] : [])));
}
