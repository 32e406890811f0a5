// Autoscalers and disruption budgets stand beside a Deployment and are made with it: before it they only report that it is missing.
import { BUILT_IN } from "../domain/api/kinds.js";
import { childNameOf } from "./child-names.js";
import type { AnnouncedChild, Announcement, Scene } from "./scene.js";

/** Undefined: waits. Beside a Deployment that exists and waits for something new it is kept, and follows the spec. */
export function besideDeployment(scene: Scene, announcement: Announcement): AnnouncedChild | undefined {
  const deployment = { kind: BUILT_IN.deployment, role: announcement.role };
  const exists = scene.late.deployedRoles?.includes(announcement.role) === true;
  if (exists || !scene.isWaiting(deployment)) return scene.child(announcement);
  scene.wait(announcement, [`${deployment.kind.kind} ${childNameOf(scene.blueprint.identity, deployment)}`]);
  return undefined;
}
