// An IAM role with one policy, and the identity of the application's pods.
// AWS refuses to delete a policy that is attached; the garbage collector has no order, so ACK tries until it works.
import { partition } from "../domain/api/arn.js";
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import type { Part } from "../domain/api/status.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { ackAnnouncement, ackObject, refTo } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import { needsIdentity, permissions } from "./permissions.js";
import { placeGaps } from "./place-gaps.js";
import type { Statement, Trust } from "./policy-document.js";
import { policyDocument, trust } from "./policy-document.js";
import type { Scene } from "./scene.js";

export type RoleOrder = {
  readonly part: Part;
  readonly role: string;
  readonly trusts: Trust;
  readonly statements: readonly Statement[];
  /** What the ARNs in the statements need and the class does not say. */
  readonly gaps: readonly string[];
};

export function iamRole(scene: Scene, { part, role, trusts, statements, gaps }: RoleOrder): void {
  const { identity, place } = scene.blueprint;
  const [policyKind, roleKind] = [ACK.policy, ACK.role];
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement({ ack: policyKind, part, role }), gaps);
    scene.wait(ackAnnouncement({ ack: roleKind, part, role }), gaps);
    return;
  }
  const policyName = childNameOf(identity, { kind: policyKind.ref, role });
  const description = `${identity.namespace}/${identity.name} ${role}`;
  ackObject(
    scene,
    { ack: policyKind, part, role },
    {
      name: policyName,
      description,
      policyDocument: policyDocument(...statements),
      tags: tagList(identity),
    },
  );
  ackObject(
    scene,
    { ack: roleKind, part, role },
    {
      name: childNameOf(identity, { kind: roleKind.ref, role }),
      description,
      assumeRolePolicyDocument: trust(trusts),
      policyRefs: [refTo(policyName)],
      ...(place.permissionsBoundaryARN === undefined ? {} : { permissionsBoundary: place.permissionsBoundaryARN }),
      tags: tagList(identity),
    },
  );
}

export function applicationRole(scene: Scene): void {
  const { blueprint } = scene;
  if (!needsIdentity(blueprint)) return;
  iamRole(scene, {
    part: "Identity",
    role: ROLE.app,
    trusts: { service: "pods.eks.amazonaws.com", actions: ["sts:AssumeRole", "sts:TagSession"], tags: podTags(blueprint) },
    statements: permissions(blueprint),
    gaps: placeGaps(blueprint.place, "region", "accountID", "clusterName"),
  });
}

/** What EKS says of the pods that it asks for: another cluster, namespace or account of pods gets nothing by this role. */
function podTags({ identity, place }: Blueprint): Trust["tags"] {
  const { region, accountID, clusterName } = place;
  return {
    "eks-cluster-arn": `arn:${partition(region)}:eks:${region}:${accountID}:cluster/${clusterName}`,
    "kubernetes-namespace": identity.namespace,
    "kubernetes-service-account": childNameOf(identity, { kind: BUILT_IN.serviceAccount, role: ROLE.app }),
  };
}
