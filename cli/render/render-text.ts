// Rendered objects as text: one stream of YAML, one list, or one file for each. Pure.
import { stringify } from "yaml";
import { plural } from "../terminal/words.js";
import type { RenderedObject, RenderedService } from "./rendered-objects.js";

/** First line of everything that is rendered: by it a later run knows its own files. */
export const MARK = "# Rendered by tenfold.";

export function asStream(services: readonly RenderedService[]): string {
  return services.map((service) => [heading(service), ...service.objects.map(document)].join("\n---\n")).join("\n---\n");
}

/** A List, which kubectl reads as well. Comments have no place in it. */
export function asList(services: readonly RenderedService[]): string {
  const items = services.flatMap(({ objects }) => objects.map(({ object }) => object));
  return JSON.stringify({ apiVersion: "v1", kind: "List", items }, undefined, 2);
}

/** Texts by file name. Names of objects carry what they belong to, so that none meets another. */
export function asFiles(services: readonly RenderedService[]): ReadonlyMap<string, string> {
  return new Map(
    services.flatMap((service) =>
      service.objects.map((rendered): [string, string] => {
        const { kind, metadata } = rendered.object;
        const of = `${service.service.metadata.namespace}/${service.service.metadata.name}`;
        return [`${kind.toLowerCase()}-${metadata.name}.yaml`, `${MARK} For WebService ${of}\n${document(rendered)}\n`];
      }),
    ),
  );
}

function heading(service: RenderedService): string {
  const { metadata, spec } = service.service;
  return [
    `${MARK} ${plural(service.objects.length, "object")} of WebService ${metadata.namespace}/${metadata.name} at tier ${spec.userTier}, class ${service.className},`,
    "# as the operator has written them once everything has settled.",
    ...remarks(service).map((remark) => `# ${remark}`),
  ].join("\n");
}

/** What in them is not as a cluster will have it. */
export function remarks({ isSampleClass, isPlaceholderUid, objects }: RenderedService): readonly string[] {
  return [
    ...(isSampleClass ? ["The class is a sample: its account, network, zone and certificates belong to nobody."] : []),
    ...(isPlaceholderUid ? ["No cluster has given the service a UID yet: the names that are made from it will be others."] : []),
    ...(objects.some(({ madeUp }) => madeUp !== undefined)
      ? ["What AWS generates (endpoints, host names, ids) is made up, in the objects that say so."]
      : []),
    ...(objects.some(({ object }) => object.kind === "Secret")
      ? ["Secrets are without their values: the operator makes them up once and never shows them."]
      : []),
  ];
}

function document({ object, part, holdsData, isMadeOnce, madeUp }: RenderedObject): string {
  const facts = [
    part,
    holdsData ? "is kept when the service goes" : "goes with the service",
    ...(isMadeOnce ? ["made once"] : []),
  ];
  const lines = [
    `# ${facts.join(", ")}`,
    ...(madeUp === undefined ? [] : [`# Holds a made-up value; written when this is known: ${madeUp}`]),
  ];
  return [...lines, stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }).trimEnd()].join("\n");
}
