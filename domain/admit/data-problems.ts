// Whether the data of a service is where it must be. Anything in doubt holds everything: an empty database in place of a lost one is
// worse than none.
import { ANNOTATION } from "../api/keys.js";
import type { WebService, WebServiceClass } from "../api/service.js";
import { databaseRoles } from "../blueprint/roles.js";
import type { Binding } from "../observed/binding.js";
import { DATA_KIND, lossToken } from "../observed/binding.js";
import { adoptionProblem } from "./adoption-problem.js";
import { cloudWords } from "./cloud-words.js";
import type { DataOwner, DataSet } from "../observed/data-owner.js";
import type { ChildRecord } from "../observed/record.js";
import { lostInAws as lostInAwsToken } from "../observed/seals.js";
import { standing } from "../observed/standing.js";
import type { Problem } from "./problem.js";
import type { Observed } from "../observed/observe.js";

export function dataProblem(service: WebService, serviceClass: WebServiceClass, observed: Observed): Problem | undefined {
  return (
    ownerProblem(service, observed.owner) ??
    placeProblem(serviceClass, observed.binding) ??
    adoptionProblem(service, observed.adoption) ??
    missingDatabase(service, observed) ??
    lostData(service, observed) ??
    replacedData(service, observed) ??
    unknownVersion(observed)
  );
}

function stalled(reason: Problem["reason"], ...sentences: readonly string[]): Problem {
  return { reason, stalls: true, message: sentences.join(" ") };
}

function ownerProblem(service: WebService, owner: DataOwner): Problem | undefined {
  switch (owner.kind) {
    case "known":
      return undefined;
    case "undecided":
      return stalled(
        "RetainedDataFound",
        `An earlier WebService of this name left data behind. Nothing is created until you decide.`,
        ...owner.found.map((set) => `To use ${inWords(set)} again: ${patchAdoptFrom(service, set.uid)}.`),
        `To start with an empty database beside it: ${patchAdoptFrom(service, "Fresh")}.`,
      );
    case "unknown":
      return stalled(
        "DataNotFound",
        `spec.database.adoptFrom: there is no data of ${owner.wanted} in this namespace under the name ${service.metadata.name}. Nothing is created.`,
        ...cloudWords(service, owner.answer),
        ...(owner.found.length === 0
          ? [
              `There is no data of any earlier WebService of this name in this cluster: remove adoptFrom to begin with an empty database.`,
            ]
          : owner.found.map((set) => `To use ${inWords(set)}: ${patchAdoptFrom(service, set.uid)}.`)),
      );
    case "changed":
      return stalled(
        "DataInUse",
        `spec.database.adoptFrom asks for the data of ${owner.wanted}, but this service already uses that of ${owner.pinned}. Nothing is changed.`,
        `To go on with the data in use: ${patchAdoptFrom(service, owner.pinned === service.metadata.uid ? null : owner.pinned)}.`,
        `To use the other data, create a WebService of this name again after deleting this one; no data is deleted with it.`,
      );
  }
}

/** "PersistentVolumeClaim shop-db-…, Bucket … (UID …)". */
function inWords({ uid, records }: DataSet): string {
  const names = records.map(({ kind, name, facts }) => {
    const version = facts.volume?.version ?? facts.rds?.version ?? facts.aurora?.version;
    return `${kind} ${name}${version === undefined ? "" : ` (PostgreSQL ${version})`}`;
  });
  const shown = names.slice(0, LISTED).join(", ");
  return `${shown}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ""} of ${uid}`;
}
const LISTED = 4;

function patchAdoptFrom({ metadata: { name, namespace } }: WebService, value: string | null): string {
  const patch = JSON.stringify({ spec: { database: { adoptFrom: value } } });
  return `kubectl patch webservice ${name} -n ${namespace} --type merge -p '${patch}'`;
}

/** Everything in AWS has a region, an account and a network for life: another class must not carry a service away. */
function placeProblem({ metadata, spec }: WebServiceClass, binding: Binding | undefined): Problem | undefined {
  const bound = binding?.place;
  if (bound === undefined) return undefined;
  const fields = [
    ["region", bound.region, spec.region],
    ["accountID", bound.accountID, spec.accountID],
    ["vpcID", bound.vpcID, spec.vpcID],
  ] as const;
  const moved = fields.filter(([, before, now]) => before !== "" && before !== (now ?? ""));
  if (moved.length === 0) return undefined;
  const words = moved.map(([field, before, now]) => `${field} ${now ?? "(none)"} instead of ${before}`).join(", ");
  return stalled(
    "PlaceChanged",
    `WebServiceClass ${metadata.name} has ${words}; this service was built there and is not moved. Nothing is changed.`,
    metadata.name === bound.className
      ? `Restore these fields of the class and make another class for the new place,`
      : `Set spec.className to ${bound.className}, with which it was built,`,
    `or create a new WebService for the new place and move the data yourself.`,
  );
}

/** The binding names an object that holds the data, and it is not there, not even past the store. */
export function missingObject(service: WebService, { binding, byRole }: Observed): MissingObject | undefined {
  if (binding === undefined || binding.database === "none" || binding.object === undefined) return undefined;
  const kind = DATA_KIND[binding.database];
  const isThere = [...byRole.values()].some((record) => record.kind === kind && record.name === binding.object);
  if (isThere || service.metadata.annotations?.[ANNOTATION.acceptDataLoss] === lossToken(binding)) return undefined;
  return { kind, name: binding.object, binding };
}
export type MissingObject = { readonly kind: string; readonly name: string; readonly binding: Binding };

function missingDatabase(service: WebService, observed: Observed): Problem | undefined {
  const missing = missingObject(service, observed);
  if (missing === undefined) return undefined;
  const { kind, name, binding } = missing;
  const inAws = kind !== "PersistentVolumeClaim";
  return stalled(
    "DatabaseMissing",
    `${kind} ${name}, which holds the data of this service, is gone. Nothing is created in its place and nothing is changed.`,
    inAws
      ? `The database itself may still stand in AWS under that name: put the object back (see docs/how-to/restore.md), and the service goes on.`
      : `Restore a claim of that name with the labels of docs/how-to/restore.md, and the service goes on.`,
    `If the data is lost for good, begin with what is left or with an empty database: ${accept(service, lossToken(binding))}.`,
  );
}

function accept({ metadata: { name, namespace } }: WebService, token: string): string {
  return `kubectl annotate webservice ${name} -n ${namespace} --overwrite ${ANNOTATION.acceptDataLoss}=${token}`;
}

/** AWS was asked and does not have it any more; its controller says nothing of it, and makes nothing in its place. */
function lostData(service: WebService, { byId, lostInAws }: Observed): Problem | undefined {
  const accepted = service.metadata.annotations?.[ANNOTATION.acceptDataLoss];
  const lost = [...byId].find(([id, { facts }]) => facts.sealedID !== undefined && lostInAws.get(id) === facts.sealedID);
  const resourceID = lost?.[1].facts.sealedID;
  if (lost === undefined || resourceID === undefined || accepted === lostInAwsToken(resourceID)) return undefined;
  const [, { kind, name }] = lost;
  return stalled(
    "DataMissing",
    `AWS has no database ${name} (${kind}, resource id ${resourceID}) any more. Nothing is created in its place and nothing is changed.`,
    `Restore its last snapshot, or a point in time, under the same name (see docs/how-to/restore.md); the service then asks whether that is right.`,
    `If the data is lost for good, begin with an empty database: ${accept(service, lostInAwsToken(resourceID))}.`,
  );
}

/** Under the name of sealed data AWS has something else. */
function replacedData(service: WebService, { byRole }: Observed): Problem | undefined {
  const accepted = service.metadata.annotations?.[ANNOTATION.acceptDataLoss];
  const replaced = [...byRole.values()].find((record) => isReplaced(record) && record.facts.resourceID !== accepted);
  if (replaced === undefined) return undefined;
  const { kind, name, facts } = replaced;
  return stalled(
    "DataReplaced",
    `AWS has other data under the name of ${kind} ${name}: its resource id is ${facts.resourceID ?? ""} and was ${facts.sealedID ?? facts.adopting ?? ""}. Nothing is changed until you decide.`,
    `If you have restored it on purpose: ${accept(service, facts.resourceID ?? "")}.`,
    `If not, somebody deleted it: restore its last snapshot under the same name first.`,
  );
}

function isReplaced({ facts }: ChildRecord): boolean {
  const { resourceID } = facts;
  const knownID = facts.sealedID ?? facts.adopting;
  return resourceID !== undefined && knownID !== undefined && resourceID !== knownID;
}

/** A volume from before volumes said which PostgreSQL wrote them, and nothing has it open that would tell. */
function unknownVersion({ byRole }: Observed): Problem | undefined {
  const { database } = standing(byRole);
  if (database?.kind !== "in-cluster" || database.version !== "") return undefined;
  const claim = byRole.get(`${DATA_KIND["in-cluster"]}/${databaseRoles(database).main}`)?.name ?? "";
  return stalled(
    "DatabaseVersionUnknown",
    `PersistentVolumeClaim ${claim} holds a database and does not say which version of PostgreSQL wrote it; another version cannot open it. Nothing is started.`,
    `Look into the file PG_VERSION on the volume, then: kubectl annotate pvc ${claim} ${ANNOTATION.postgresVersion}=VERSION.`,
  );
}
