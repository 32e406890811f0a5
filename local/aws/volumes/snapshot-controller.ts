// Stands in for the CSI snapshot controller and the snapshotter of the EBS driver. Where volumes hold no data nothing is copied: only what
// both would say is said. Serves one class, like a driver of its own; of any other it says that there is none.
import { BUILT_IN } from "../../../domain/api/kinds.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import type { Clock } from "../../../operator/ports/clock.js";
import type { Log } from "../../../operator/ports/log.js";
import type { ClusterAccess } from "../controllers/cluster-access.js";
import { refOf } from "../controllers/cluster-access.js";
import type { Delays } from "../model/delays.js";
import { recordOf, textOf } from "../model/read.js";

const MANAGER = "snapshot-controller";
export const SNAPSHOT_FINALIZER = "snapshot.storage.kubernetes.io/volumesnapshot-bound-protection";

type Parts = {
  readonly cluster: ClusterAccess;
  readonly clock: Clock;
  readonly log: Log;
  readonly delays: Delays;
  /** Name of the one VolumeSnapshotClass that there is. */
  readonly className: string;
};

export class SnapshotController {
  /** UIDs of snapshots that are worked on, or are done. */
  readonly #known = new Set<string>();

  constructor(private readonly parts: Parts) {}

  seen(snapshot: KubeObject): void {
    const { uid = "", deletionTimestamp } = snapshot.metadata;
    if (deletionTimestamp !== undefined) {
      void this.#attempt(snapshot, () => this.#letGo(snapshot));
      return;
    }
    if (this.#known.has(uid) || recordOf(snapshot, "status")["readyToUse"] === true) return;
    this.#known.add(uid);
    void this.#attempt(snapshot, () => this.#take(snapshot));
  }

  gone({ metadata }: KubeObject): void {
    this.#known.delete(metadata.uid ?? "");
  }

  async #take(snapshot: KubeObject): Promise<void> {
    const { delays, clock, className } = this.parts;
    const spec = recordOf(snapshot, "spec");
    const wanted = textOf(spec, "volumeSnapshotClassName");
    if (wanted !== className) {
      const missing = `volumesnapshotclass.snapshot.storage.k8s.io "${wanted ?? ""}" not found`;
      return this.#fail(snapshot, `Failed to get snapshot class with error ${missing}`);
    }
    const claimName = textOf(recordOf(spec, "source"), "persistentVolumeClaimName") ?? "";
    const { namespace, uid = "" } = snapshot.metadata;
    const claim = await this.parts.cluster.read({ kind: BUILT_IN.persistentVolumeClaim, namespace, name: claimName });
    const size = claim === undefined ? undefined : textOf(recordOf(recordOf(claim, "status"), "capacity"), "storage");
    if (size === undefined)
      return this.#fail(snapshot, `Failed to create snapshot content with error cannot get claim from snapshot`);
    await this.#patch(snapshot, { metadata: { uid, finalizers: [...(snapshot.metadata.finalizers ?? []), SNAPSHOT_FINALIZER] } });
    const creationTime = new Date(clock.now()).toISOString();
    const taken = { boundVolumeSnapshotContentName: `snapcontent-${uid}`, creationTime, readyToUse: false };
    await this.#report(snapshot, taken);
    clock.after(delays.createMs, () => {
      void this.#attempt(snapshot, () => this.#report(snapshot, { ...taken, readyToUse: true, restoreSize: size, error: null }));
    });
  }

  /** It tries again, as the real one does. */
  async #fail(snapshot: KubeObject, message: string): Promise<void> {
    const { clock, delays } = this.parts;
    await this.#report(snapshot, { readyToUse: false, error: { time: new Date(clock.now()).toISOString(), message } });
    clock.after(delays.retryMaxMs, () => {
      if (this.#known.has(snapshot.metadata.uid ?? "")) void this.#attempt(snapshot, () => this.#take(snapshot));
    });
  }

  async #letGo(snapshot: KubeObject): Promise<void> {
    const { uid, resourceVersion, finalizers = [] } = snapshot.metadata;
    const left = finalizers.filter((finalizer) => finalizer !== SNAPSHOT_FINALIZER);
    if (left.length === finalizers.length) return;
    await this.#patch(snapshot, { metadata: { uid, resourceVersion, finalizers: left } });
  }

  async #report(snapshot: KubeObject, status: unknown): Promise<void> {
    const body = { metadata: { uid: snapshot.metadata.uid }, status };
    await this.parts.cluster.patch(refOf(BUILT_IN.volumeSnapshot, snapshot), body, { manager: MANAGER, subresource: "status" });
  }

  async #patch(snapshot: KubeObject, body: unknown): Promise<void> {
    await this.parts.cluster.patch(refOf(BUILT_IN.volumeSnapshot, snapshot), body, { manager: MANAGER });
  }

  async #attempt({ metadata }: KubeObject, act: () => Promise<void>): Promise<void> {
    await act().catch((error: unknown) => {
      this.parts.log.warn("snapshot not handled", { name: metadata.name, error: String(error) });
      this.#known.delete(metadata.uid ?? "");
    });
  }
}
