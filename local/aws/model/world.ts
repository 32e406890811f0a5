// The model of AWS: resources with lifecycles on one clock. Knows nothing of Kubernetes.
import type { Clock } from "../../../operator/ports/clock.js";
import { delayOf, type Act, type Delays } from "./delays.js";
import { remember, type Deletion, type Modification } from "./journal.js";
import { recoverable, terminal, type Refusal } from "./refusal.js";
import type { Attributes, Birth, DeleteRequest, Phase, Place, Resource, ResourceType, WorldView } from "./resource.js";
import { Shelf } from "./shelf.js";
import { snapshotArn, snapshotOf, type Snapshot } from "./snapshot.js";
import { Timers } from "./timers.js";
import { actOf, settled, split } from "./transitions.js";

export type CreateOptions = {
  readonly place: Place;
  readonly attributes: Attributes;
  readonly token: string;
  readonly delayMs?: number;
  /** Stays in creation until released. */
  readonly held?: boolean;
};

export type RestoreOptions = Omit<CreateOptions, "held" | "delayMs"> & {
  /** What was seen last: of it, what the type generates is taken. */
  readonly facts: Attributes;
};

export type WorldState = { readonly resources: readonly Resource[]; readonly snapshots: readonly Snapshot[] };

/** Told after each change of a resource; `isGone` with its last state. */
export type Listener = (resource: Resource, isGone: boolean) => void;

export type WorldOptions = {
  readonly clock: Clock;
  readonly delays: Delays;
  readonly types: ReadonlyMap<string, ResourceType>;
  /** Facts that do not come from the model itself: where a database can be reached. */
  readonly factsBeside?: (type: ResourceType, birth: Birth) => Attributes;
};

export class World implements WorldView {
  readonly clock: Clock;
  readonly delays: Delays;
  readonly types: ReadonlyMap<string, ResourceType>;
  readonly #factsBeside: (type: ResourceType, birth: Birth) => Attributes;
  readonly #shelf = new Shelf();
  readonly resources: ReadonlyMap<string, Resource> = this.#shelf.resources;
  readonly snapshots = new Map<string, Snapshot>();
  readonly modifications: Modification[] = [];
  readonly deletions: Deletion[] = [];
  readonly #timers: Timers;
  readonly #listeners = new Set<Listener>();

  constructor({ clock, delays, types, factsBeside }: WorldOptions) {
    this.clock = clock;
    this.delays = delays;
    this.types = types;
    this.#factsBeside = factsBeside ?? (() => ({}));
    this.#timers = new Timers(clock);
  }

  readonly find = (arn: string): Resource | undefined => this.resources.get(arn);
  readonly all = (type: string): Iterable<Resource> => this.#shelf.all(type);
  readonly named = (type: string, name: string, place: Place): Resource | undefined => this.#shelf.named(type, name, place);
  readonly ofToken = (token: string): Resource | undefined => this.#shelf.ofToken(token);
  readonly hasSnapshot: WorldView["hasSnapshot"] = (kind, name, place) => this.snapshots.has(snapshotArn(kind, name, place));

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  create(type: ResourceType, options: CreateOptions): Resource | Refusal {
    const birth: Birth = { ...options, at: this.clock.now() };
    const arn = type.arnOf(birth);
    if (this.resources.has(arn)) return terminal(`${type.id.split("/")[1] ?? ""}AlreadyExists`, `${arn} already exists`);
    const refusal = type.refuseCreate?.(birth, this);
    if (refusal !== undefined) return refusal;
    const resource = this.#bear(type, birth, options);
    if (resource.phase === "creating" && resource.held !== true) this.#later(resource, "create");
    return resource;
  }

  /** Puts back what existed before this process did. */
  restore(type: ResourceType, options: RestoreOptions): Resource {
    const birth: Birth = { ...options, at: this.clock.now() };
    const known = this.resources.get(type.arnOf(birth));
    if (known !== undefined) return known;
    const born = this.#bear(type, birth, {});
    const seen = Object.keys(born.facts).filter((name) => options.facts[name] !== undefined);
    const facts = { ...born.facts, ...Object.fromEntries(seen.map((name) => [name, options.facts[name]])) };
    return this.#put({ ...born, facts, phase: "ready", state: type.words.ready });
  }

  modify(arn: string, changes: Attributes): Resource | Refusal {
    const resource = this.resources.get(arn);
    if (resource === undefined) return recoverable("ResourceNotFound", `${arn} not found`);
    if (resource.phase === "deleting") return recoverable("InvalidState", `${resource.name} is being deleted`);
    const type = this.#typeOf(resource);
    const at = this.clock.now();
    const result = { ...resource.attributes, ...changes };
    const refusal = type.refuseModify?.({ resource, changes, result, at }, this);
    if (refusal !== undefined) return refusal;
    const { name } = resource;
    const fields = Object.keys(changes);
    remember(this.modifications, { arn, type: type.id, name, fields, at });
    const given = [...new Set([...resource.given, ...fields])].filter((field) => result[field] !== undefined);
    if (type.pace === "instant") return this.#put({ ...resource, attributes: settled(type, result), given });
    const [now, pending] = split({ ...resource.pending, ...changes }, type.immediate ?? []);
    const attributes = { ...resource.attributes, ...now };
    const changing = this.#put({ ...resource, attributes, given, pending, phase: "modifying", state: type.words.modifying });
    this.#later(changing, "modify");
    return changing;
  }

  /** A call that a real controller would make again and again. It changes nothing. */
  recordWasted(arn: string, fields: readonly string[], wasted: string): void {
    const { type = "", name = "" } = this.resources.get(arn) ?? {};
    remember(this.modifications, { arn, type, name, fields, at: this.clock.now(), wasted });
  }

  delete(arn: string, request: DeleteRequest = {}): Resource | Refusal | undefined {
    const resource = this.resources.get(arn);
    if (resource === undefined || resource.phase === "deleting") return resource;
    const type = this.#typeOf(resource);
    const refusal = type.refuseDelete?.(resource, request, this);
    if (refusal !== undefined) return refusal;
    const { name } = resource;
    remember(this.deletions, { arn, type: type.id, name, at: this.clock.now(), request });
    const isLeft = this.#leaveSnapshot(resource, request);
    if (type.pace === "instant") {
      this.vanish(arn);
      return undefined;
    }
    const leaving = this.#put({ ...resource, phase: "deleting", state: type.words.deleting });
    // What it is a snapshot of is there until it is finished.
    this.#later(leaving, "delete", isLeft ? this.delays.modifyMs : 0);
    return leaving;
  }

  #leaveSnapshot(resource: Resource, { skipFinalSnapshot, finalSnapshotID: name }: DeleteRequest): boolean {
    const kind = this.#typeOf(resource).snapshots;
    const isCopy = ["dbClusterIdentifier", "sourceDBInstanceIdentifier"].some(
      (field) => resource.attributes[field] !== undefined,
    );
    if (resource.type === "rds/DBInstance" && isCopy) return false;
    if (kind === undefined || skipFinalSnapshot !== false || name === undefined) return false;
    this.#take(snapshotOf(resource, { name, kind, origin: "final" }, this.clock.now()));
    return true;
  }

  /** As if somebody had removed it behind everybody's back. */
  vanish(arn: string): void {
    const resource = this.resources.get(arn);
    if (resource === undefined) return;
    this.#timers.cancel(arn);
    this.#shelf.remove(resource);
    this.#tell(resource, true);
  }

  /** As if AWS or somebody else had changed it: storage grown by autoscaling, a state, a fact. */
  alter(arn: string, change: Partial<Resource>): Resource | undefined {
    const resource = this.resources.get(arn);
    return resource === undefined ? undefined : this.#put({ ...resource, ...change });
  }

  /** Lets go on what was held in creation. */
  release(arn: string): void {
    const resource = this.resources.get(arn);
    if (resource?.held !== true) return;
    this.#later(this.#put({ ...resource, held: false }), "create");
  }

  snapshot(resource: Resource, name: string, kind: "db" | "cluster"): Snapshot | Refusal {
    const { place } = resource;
    if (this.snapshots.has(snapshotArn(kind, name, place))) {
      return terminal(
        "DBSnapshotAlreadyExists",
        `Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`,
      );
    }
    return this.#take(snapshotOf(resource, { name, kind, origin: "manual" }, this.clock.now()));
  }

  dump(): WorldState {
    return { resources: [...this.resources.values()], snapshots: [...this.snapshots.values()] };
  }

  /** Goes on where a dump was taken: what was under way takes its whole time again. */
  load(state: WorldState): void {
    for (const snapshot of state.snapshots) this.snapshots.set(snapshot.arn, { ...snapshot, status: "available" });
    for (const resource of state.resources) {
      if (!this.types.has(resource.type)) continue;
      this.#put(resource);
      const act = resource.held === true ? undefined : actOf(resource.phase);
      if (act !== undefined) this.#later(resource, act);
    }
  }

  stop(): void {
    this.#timers.stop();
    this.#listeners.clear();
  }

  #bear(type: ResourceType, birth: Birth, options: Pick<CreateOptions, "held" | "delayMs">): Resource {
    const { attributes, place, token, at } = birth;
    const phase: Phase = type.pace === "instant" && options.held !== true ? "ready" : "creating";
    return this.#put({
      type: type.id,
      arn: type.arnOf(birth),
      name: type.nameOf(attributes),
      place,
      token,
      phase,
      state: type.words[phase],
      attributes: settled(type, { ...type.defaults?.(birth, this), ...attributes }),
      given: Object.keys(attributes),
      pending: {},
      facts: { ...type.facts?.(birth), ...this.#factsBeside(type, birth) },
      createdAt: at,
      delayMs: options.delayMs,
      held: options.held,
    });
  }

  #take(snapshot: Snapshot): Snapshot {
    this.snapshots.set(snapshot.arn, snapshot);
    this.#timers.set(snapshot.arn, this.delays.modifyMs, () => {
      this.snapshots.set(snapshot.arn, { ...snapshot, status: "available" });
    });
    return snapshot;
  }

  #later(resource: Resource, act: Act, afterMs = 0): void {
    const { pace } = this.#typeOf(resource);
    this.#timers.set(resource.arn, afterMs + (resource.delayMs ?? delayOf(this.delays, pace, act)), () => {
      this.#arrive(resource.arn, act);
    });
  }

  #arrive(arn: string, act: Act): void {
    const resource = this.resources.get(arn);
    if (resource === undefined) return;
    if (act === "delete") {
      this.vanish(arn);
      return;
    }
    const type = this.#typeOf(resource);
    const optimizes = type.hasStorage === true && "allocatedStorage" in resource.pending;
    const phase = act === "modify" && optimizes ? "optimizing" : "ready";
    const arrived: Resource = {
      ...resource,
      attributes: settled(type, { ...resource.attributes, ...resource.pending }),
      pending: {},
      phase,
      state: type.words[phase],
      ...(optimizes ? { storageChangedAt: this.clock.now() } : {}),
      ...(type.restartedBy?.some((field) => field in resource.pending) === true ? { restartedAt: this.clock.now() } : {}),
    };
    this.#put(arrived);
    if (phase === "optimizing") this.#later(arrived, "optimize");
  }

  #put(resource: Resource): Resource {
    this.#shelf.put(resource);
    this.#tell(resource, false);
    return resource;
  }

  #tell(resource: Resource, isGone: boolean): void {
    for (const listener of this.#listeners) listener(resource, isGone);
  }

  #typeOf(resource: Resource): ResourceType {
    const type = this.types.get(resource.type);
    if (type === undefined) throw new Error(`unknown type of resource ${resource.type}`);
    return type;
  }
}
