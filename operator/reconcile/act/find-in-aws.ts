// Asks AWS for data that is to be taken over and that no object of this cluster stands for: after the loss of a cluster the database is
// there under its name. What AWS was not seen to have is never made in its place.
import { validateService } from "../../../domain/api/validate.js";
import type { WebService } from "../../../domain/api/service.js";
import { serviceKey } from "../../../domain/api/service.js";
import { classOf } from "../../../domain/admit/admit.js";
import type { CloudDatabase } from "../../../domain/api/cloud-database.js";
import type { CloudAnswer } from "../../../domain/observed/cloud-answer.js";
import { databaseIn } from "../../../domain/observed/binding.js";
import { chosenDatabase, soughtInCloud } from "../../../domain/observed/found-in-cloud.js";
import type { Sought } from "../../../domain/observed/found-in-cloud.js";
import type { Observed } from "../../../domain/observed/observe.js";
import { observe } from "../../../domain/observed/observe.js";
import { SERVICE_TAG, SERVICE_UID_TAG } from "../../../cdk8s/aws-tags.js";
import type { World } from "../world.js";

/** An answer counts for so long, in milliseconds, unless somebody asks for other data. */
const FRESH_MS = 15_000;

export async function findInAws(world: World, service: WebService, observed: Observed): Promise<Observed> {
  const memory = world.memory(serviceKey(service.metadata));
  const wanted = wantedUid(observed);
  if (wanted === undefined) {
    memory.inCloud = undefined;
    return observed;
  }
  const now = world.clock.now();
  const isKnown = memory.inCloud?.dataUid === wanted && now - memory.askedCloudAt < FRESH_MS;
  // While it is being taken over its objects say more than AWS: only what they do not stand for yet is remembered.
  if (!isKnown && !isTakenUp(observed)) {
    memory.inCloud = await ask(world, service, wanted);
    memory.askedCloudAt = now;
    world.log.info("asked AWS for data of a lost cluster", { dataUid: wanted, answer: memory.inCloud.kind });
  }
  return observe(world.children.of(serviceKey(service.metadata)), service, memory);
}

/** The UID whose data AWS has to be asked for, or was asked for and is not all taken over. */
function wantedUid({ owner, byRole }: Observed): string | undefined {
  if (owner.kind === "unknown") return owner.wanted;
  return owner.kind === "known" && [...byRole.values()].some(({ isOnlyInCloud }) => isOnlyInCloud === true)
    ? owner.dataUid
    : undefined;
}

/** The object of the database itself is there; only replicas or members are not. */
function isTakenUp({ owner, byId }: Observed): boolean {
  return owner.kind === "known" && [...byId.values()].some((record) => databaseIn(record) !== undefined);
}

async function ask(world: World, service: WebService, dataUid: string): Promise<CloudAnswer> {
  const { databases } = world;
  const region = regionOf(world, service);
  if (region === undefined) return { kind: "unasked", dataUid, why: "its WebServiceClass names no region" };
  try {
    const sought = soughtInCloud(service, dataUid);
    const { instances, clusters } = await databases.list(region);
    const there = sought.filter(({ kind, name }) => (kind === "rds" ? instances : clusters).has(name));
    const chosen = there.find(({ name }) => name === chosenDatabase(service));
    const [only, ...others] = chosen === undefined ? there : [chosen];
    if (only === undefined) return absent(dataUid, region, sought);
    if (others.length > 0) return { kind: "several", dataUid, names: there.map(({ name }) => name) };
    const database = await databases.find(region, only);
    return database === undefined ? absent(dataUid, region, sought) : judge(service, dataUid, { ...only, database });
  } catch (error) {
    return { kind: "unasked", dataUid, why: error instanceof Error ? error.message : String(error) };
  }
}

/** The spec may be wrong in other ways as well: then that is said first. */
function regionOf(world: World, service: WebService): string | undefined {
  if (!validateService(service.spec).ok) return undefined;
  const serviceClass = classOf(world, service);
  return typeof serviceClass === "string" ? undefined : serviceClass.spec.region;
}

function absent(dataUid: string, region: string, sought: readonly Sought[]): CloudAnswer {
  const names = sought.filter(({ generation }) => generation === 0).map(({ name }) => name);
  return { kind: "absent", dataUid, region, names };
}

type Seen = { readonly generation: number; readonly database: CloudDatabase };

function judge({ metadata }: WebService, dataUid: string, { generation, database }: Seen): CloudAnswer {
  const { name, status, tags } = database;
  const ours = [
    [SERVICE_UID_TAG, dataUid],
    [SERVICE_TAG, `${metadata.namespace}/${metadata.name}`],
  ] as const;
  const wrong = ours.find(([tag, value]) => tags[tag] !== value);
  if (wrong !== undefined) {
    const [tag, wanted] = wrong;
    return { kind: "foreign", dataUid, name, tag, wanted, found: tags[tag] ?? "" };
  }
  if (UNFIT.test(status)) return { kind: "unfit", dataUid, name, status };
  return { kind: "found", dataUid, database, generation };
}

/** Nothing can be taken over in these states; in all others its controller waits by itself. */
const UNFIT = /^(creating|deleting|failed|stopp.*|starting|incompatible-.*|inaccessible-.*|restore-error)$/;
