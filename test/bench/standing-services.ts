// Services that are Ready, with their children and all that an API server says of them, made without a cluster: the operator's own
// reconcile over a world in memory. For what is measured of taking in and holding many of them.
import { createHash } from "node:crypto";
import { ANNOTATION, FIELD_MANAGER } from "../../domain/api/keys.js";
import type { KubeObject, ManagedFieldsEntry } from "../../domain/api/objects.js";
import { VERSION } from "../../domain/api/release.js";
import { serviceKey } from "../../domain/api/service.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { Tier } from "../../domain/api/tier.js";
import { isAck } from "../../domain/observed/extract.js";
import { reconcile } from "../../operator/reconcile/reconcile.js";
import { OwnedFields } from "../../domain/observed/managed-fields.js";
import { fakeWorld } from "../fakes/fake-world.js";
import { webService, webServiceClass } from "../fixtures/services.js";

type Fields = { readonly [path: string]: Fields };
/** As a server says them, without the marks of the nodes themselves. */
const FIELDS_V1 = new OwnedFields<Fields>((fields) => Object.fromEntries(fields));

export type Standing = {
  readonly service: WebService;
  readonly children: readonly KubeObject[];
  /** Milliseconds since the epoch: when it had come to rest. */
  readonly at: number;
};

/** So many reconciles, and ten seconds between two of them, until nothing is written any more. */
const RECONCILES = 8;
const NAMESPACES = 50;

export async function standing(index: number, userTier: Tier): Promise<Standing> {
  const name = `shop-${index}`;
  const given = webService({ userTier, image: "registry.example.com/shop:1.4.2", hosts: [`${name}.example.com`] });
  const metadata = { ...given.metadata, ...named(name, `team-${index % NAMESPACES}`), finalizers: [] };
  const world = fakeWorld({ ...given, metadata }, standardClass());
  await world.run(RECONCILES);
  // The status names the version of the operator that wrote it.
  const options = { ...world.world.options, operatorVersion: VERSION };
  await reconcile({ ...world.world, options }, serviceKey(metadata));
  const sent = world.sent();
  const children = world.standing().map((object) => child(object, sent.get(`${object.kind}/${object.metadata.name}`) ?? object));
  return { service: asStored(world.service()), children, at: world.clock.now() };
}

export function standardClass(): WebServiceClass {
  const given = webServiceClass();
  return {
    ...given,
    metadata: { ...given.metadata, annotations: { [ANNOTATION.isDefaultClass]: "true" } },
  };
}

let versions = 48_000_000;

function named(name: string, namespace: string) {
  return { name, namespace, uid: uuid(`${namespace}/${name}`), resourceVersion: String((versions += 7)) };
}

function child(object: KubeObject, applied: KubeObject): KubeObject {
  const { name, namespace = "", creationTimestamp = "" } = object.metadata;
  const finalizers = isAck(object) ? [`finalizers.${object.apiVersion.split("/")[0] ?? ""}/${object.kind}`] : undefined;
  const time = creationTimestamp.replace(/\.[0-9]+Z$/, "Z");
  const managedFields = [
    entry({ manager: FIELD_MANAGER, operation: "Apply", apiVersion: object.apiVersion, time }, FIELDS_V1.of(applied)),
    ...(finalizers === undefined ? [] : [byController(object, { time, fields: finalizing(finalizers) })]),
    ...(object.status === undefined
      ? []
      : [byController(object, { time, fields: { "f:status": tree(object.status) }, subresource: "status" })]),
  ];
  const own = named(name, namespace);
  const metadata = { ...object.metadata, ...own, uid: uuid(`${object.kind}/${namespace}/${name}`), creationTimestamp: time };
  return { ...object, metadata: { ...metadata, ...(finalizers === undefined ? {} : { finalizers }), managedFields } };
}

function asStored(service: WebService): WebService {
  const { metadata, status, apiVersion } = service;
  const { finalizers = [] } = metadata;
  const time = "2026-01-07T12:00:00Z";
  const managedFields = [
    entry({ manager: "kubectl-client-side-apply", operation: "Update", apiVersion, time }, { "f:spec": tree(service.spec) }),
    entry({ manager: FIELD_MANAGER, operation: "Update", apiVersion, time }, finalizing(finalizers)),
    {
      ...entry({ manager: FIELD_MANAGER, operation: "Update", apiVersion, time }, { "f:status": tree(status) }),
      subresource: "status",
    },
  ];
  return { ...service, metadata: { ...metadata, creationTimestamp: time, managedFields } };
}

type Controlled = { readonly time: string; readonly fields: Fields; readonly subresource?: string };

function byController({ apiVersion }: KubeObject, { time, fields, ...rest }: Controlled): ManagedFieldsEntry {
  return { ...entry({ manager: "controller", operation: "Update", apiVersion, time }, fields), ...rest };
}

function entry(by: Pick<ManagedFieldsEntry, "manager" | "operation" | "time"> & { readonly apiVersion: string }, fields: Fields) {
  return { ...by, fieldsType: "FieldsV1", fieldsV1: fields };
}

function finalizing(finalizers: readonly string[]): Fields {
  const all = finalizers.map((one): [string, Fields] => [`v:${JSON.stringify(one)}`, {}]);
  return { "f:metadata": { "f:finalizers": { ".": {}, ...Object.fromEntries(all) } } };
}

/** Of definitions: lists are taken whole. */
function tree(value: unknown): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const fields = Object.entries(value as Readonly<Record<string, unknown>>)
    .filter(([, own]) => own !== undefined)
    .map(([key, own]): [string, Fields] => [`f:${key}`, tree(own)]);
  return { ".": {}, ...Object.fromEntries(fields) };
}

function uuid(of: string): string {
  const hex = createHash("sha256").update(of).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}
