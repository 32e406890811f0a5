// A database that was never Tenfold's and that the spec names: whether it has to be looked for still, and, once it was seen to fit, records of it
// that no object stands behind yet. The plan then starts from it as it stands.
import { ACK } from "../api/kinds.js";
import type { OutsideDatabase } from "../api/cloud-database.js";
import type { WebService } from "../api/service.js";
import { dataName, databaseRoles } from "../blueprint/roles.js";
import type { Adopted } from "../blueprint/types.js";
import type { Binding } from "./binding.js";
import { DATA_KIND, databaseIn } from "./binding.js";
import { factsInCloud, recordInCloud } from "./found-in-cloud.js";
import type { ChildRecord } from "./record.js";
import { nameInAws } from "./record.js";

export type AdoptionWish = { readonly kind: OutsideDatabase["kind"]; readonly name: string };

/** What came of looking at it. `asked`: for which generation of the spec. */
export type AdoptionAnswer = { readonly asked: number } & (
  | { readonly kind: "fit"; readonly database: OutsideDatabase }
  | { readonly kind: "unfit"; readonly obstacles: readonly string[] }
  | { readonly kind: "absent"; readonly region: string }
  | { readonly kind: "unasked"; readonly why: string }
);

export type Adoption =
  /** Nothing stands for it yet. Without an answer nobody has asked. */
  | { readonly kind: "sought"; readonly wish: AdoptionWish; readonly answer?: AdoptionAnswer }
  /** The service has a database already, and it is not this one: the object that holds it. */
  | { readonly kind: "other"; readonly wish: AdoptionWish; readonly object: string };

export function adoptionWish({ spec }: Pick<WebService, "spec">): AdoptionWish | undefined {
  const { instance, cluster } = spec.database?.adopt ?? {};
  if (instance !== undefined) return { kind: "rds", name: instance };
  return cluster === undefined ? undefined : { kind: "aurora", name: cluster };
}

type Known = { readonly binding: Binding | undefined; readonly answer: AdoptionAnswer | undefined };

/** Undefined: none is wished for, or it was taken over. `own`: the children of the service. */
export function adoptionOf(service: WebService, own: readonly ChildRecord[], { binding, answer }: Known): Adoption | undefined {
  const wish = adoptionWish(service);
  if (wish === undefined) return undefined;
  const databases = own.filter((record) => databaseIn(record) !== undefined);
  if (databases.some((record) => record.kind === DATA_KIND[wish.kind] && nameInAws(record) === wish.name)) return undefined;
  const [first] = databases;
  if (first !== undefined) return { kind: "other", wish, object: `${first.kind} ${first.name}` };
  // What is bound and not there is missing, which is said elsewhere.
  if (binding !== undefined && binding.database !== "none") return undefined;
  return { kind: "sought", wish, answer: answer?.asked === service.metadata.generation ? answer : undefined };
}

/** Of one that was seen to fit, or that is being taken over: what no object stands for. */
export function outsideRecords(
  service: WebService,
  own: readonly ChildRecord[],
  { adoption, dataUid }: { readonly adoption: Adoption | undefined; readonly dataUid: string },
): readonly ChildRecord[] {
  if (adoption?.kind === "sought" && adoption.answer?.kind === "fit") {
    const main = mainRecord(service, dataUid, adoption.answer.database);
    return [main, ...instancesOf(service, dataUid, main)];
  }
  // An operator that starts anew finds the cluster taken over in part: its object says which instances it had.
  const begun = own.filter(({ facts }) => facts.adopting !== undefined && facts.sealedID === undefined);
  const there = new Set(own.filter(({ kind }) => kind === ACK.dbInstance.ref.kind).map(({ role }) => role));
  return begun.flatMap((main) => instancesOf(service, main.serviceUid, main)).filter(({ role }) => !there.has(role));
}

function mainRecord({ metadata, spec }: WebService, dataUid: string, database: OutsideDatabase): ChildRecord {
  const kind = database.kind === "rds" ? ACK.dbInstance.ref : ACK.dbCluster.ref;
  const { main: role } = databaseRoles(database.kind);
  const name = dataName({ ...metadata, dataUid }, role, database.kind === "aurora" ? "rdsCluster" : "kubernetes");
  const application = spec.database?.adopt?.application;
  const origin = { adopted: asAdopted(database), ...(application === undefined ? {} : { application }) };
  const { rds, aurora, ...facts } = factsInCloud({ ...database, tags: {} });
  return recordInCloud({
    ...{ metadata, dataUid, kind, role, name },
    facts: {
      ...{ ...facts, adopting: database.resourceID, identifier: database.name },
      ...(rds === undefined ? {} : { rds: { ...rds, ...origin } }),
      ...(aurora === undefined ? {} : { aurora: { ...aurora, ...origin } }),
    },
  });
}

function asAdopted({ kind, name, masterUser, securityGroupIDs, tags, outsideInstances }: OutsideDatabase): Adopted {
  const common = { identifier: name, masterUser, securityGroupIDs, tags };
  if (kind === "rds") return common;
  const instances = outsideInstances.map(({ name: identifier, instanceClass, promotionTier, isPublic, tags: theirs }) => ({
    ...{ identifier, instanceClass, promotionTier, isPublic },
    tags: theirs,
  }));
  return { ...common, instances };
}

function instancesOf({ metadata }: WebService, dataUid: string, main: ChildRecord): readonly ChildRecord[] {
  const { generation = 0 } = databaseIn(main) ?? {};
  const { member } = databaseRoles({ kind: "aurora", generation });
  const found = main.facts.aurora?.adopted?.instances ?? [];
  return found.map(({ identifier, instanceClass }, index) =>
    recordInCloud({
      ...{ metadata, dataUid, kind: ACK.dbInstance.ref, role: member(index) },
      name: dataName({ ...metadata, dataUid }, member(index)),
      facts: { instanceClass, identifier },
    }),
  );
}
