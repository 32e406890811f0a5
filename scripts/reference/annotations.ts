// docs/reference/annotations.md: every label and annotation. A key without a text does not compile.
import { ANNOTATION, FIELD_MANAGER, FINALIZER, LABEL, MANAGED_BY } from "../../domain/api/keys.js";
import { code, markdownTable } from "./markdown-table.js";

type Text = { readonly on: string; readonly by: "you" | "Tenfold"; readonly text: string };

const LABELS: Readonly<Record<keyof typeof LABEL, Text>> = {
  name: { on: "every child", by: "Tenfold", text: "Name of the WebService." },
  instance: { on: "every child", by: "Tenfold", text: "Name of the WebService." },
  component: { on: "every child", by: "Tenfold", text: "Role of the child in the service, such as `web`, `db` or `retained`." },
  managedBy: { on: "every child", by: "Tenfold", text: `Always \`${MANAGED_BY}\`. The operator watches what has it.` },
  service: {
    on: "every child",
    by: "Tenfold",
    text: "Name of the WebService, in the same namespace. Select the children of a service by it.",
  },
  serviceUid: { on: "every child", by: "Tenfold", text: "UID of the WebService; on data, of the one that first made it." },
  retained: { on: "children with data", by: "Tenfold", text: "`true` on what outlived its WebService." },
  data: {
    on: "children with data",
    by: "Tenfold",
    text: "`true` from the first write on. What has it is never removed by the operator, but for nightly snapshots whose retention has ended.",
  },
  snapshot: {
    on: "VolumeSnapshots of databases",
    by: "Tenfold",
    text: "What it was made for: `nightly`, or `before-move-` and an id. Nightly ones go when their retention has ended: to keep one, write another word, such as `kept`.",
  },
  nodes: {
    on: "nodes",
    by: "you",
    text: "Which pods the node is for: `web` (web pods, poolers and Jobs; workers and internal services as well), `workers` (workers and internal services alone), `databases` (PostgreSQL in the cluster alone, at tier 1 with its web pod), `system` (none of a service). Nodes without it take all. Read by the scheduler, see [nodes for services](../../deploy/eks/README.md#nodes-for-services).",
  },
};

const ANNOTATIONS: Readonly<Record<keyof typeof ANNOTATION, Text>> = {
  hash: { on: "every child", by: "Tenfold", text: "Hash of the object as rendered. The child is written again when it differs." },
  fingerprint: {
    on: "Deployments, StatefulSets",
    by: "Tenfold",
    text: "Of the pod template as it was written, by which the plan sees every replacement of pods, whatever it comes from.",
  },
  approve: {
    on: "WebService",
    by: "you",
    text: "The plan that you approve: the value of `status.plan.id`. See [windows and approvals](../how-to/windows-and-approvals.md).",
  },
  confirmDelete: {
    on: "WebService",
    by: "you",
    text: "First key of a deletion with `deletion.data: Delete`: the UID of the WebService. See [delete safely](../how-to/delete-safely.md).",
  },
  finalSnapshot: {
    on: "WebService",
    by: "you",
    text: "Second key of such a deletion: names of finished snapshots that you took, one of each database, separated by commas.",
  },
  deletionPolicy: {
    on: "data in AWS",
    by: "Tenfold",
    text: "ACK's own: `retain` from the first write on, so that the thing in AWS outlives its object; `delete` only while a deletion with both keys gives it up.",
  },
  storageChangedAt: {
    on: "databases",
    by: "Tenfold",
    text: "When a change of size was last asked for, since AWS takes one in six hours.",
  },
  bornOf: {
    on: "Aurora clusters",
    by: "Tenfold",
    text: "Number of the RDS instance of the service, from 0, that the cluster was made as a replica of. The password of its master is that one's.",
  },
  classChangedAt: {
    on: "instances of databases",
    by: "Tenfold",
    text: "When another instance class was last asked for: the next instance waits until the controller has looked at this one since.",
  },
  postgresVersion: {
    on: "volumes of databases",
    by: "Tenfold",
    text: "PostgreSQL's major version that wrote the volume. Set it yourself on a volume of which `DatabaseVersionUnknown` speaks.",
  },
  moveTarget: {
    on: "databases and volumes",
    by: "Tenfold",
    text: "`true` on the target of a move until the application uses it: it is never taken for the database of the service.",
  },
  publicKey: {
    on: "Secrets of the programs that move data",
    by: "Tenfold",
    text: "The public half of the key with which the program signs what it reports.",
  },
  restoring: {
    on: "PersistentVolumeClaims of databases",
    by: "Tenfold",
    text: "`true` on a volume that is made from a snapshot, until the application is moved to it. It is never taken for the database by itself.",
  },
  databasePod: { on: "volumes of databases", by: "Tenfold", text: "Size and place of the pod that the volume serves." },
  resourceID: {
    on: "databases, buckets and tables in AWS",
    by: "Tenfold",
    text: "Resource id that it had when it was first ready. Another one under the same name is `DataReplaced`.",
  },
  adopting: {
    on: "databases in AWS",
    by: "Tenfold",
    text: "Resource id of a database that was found in AWS after the loss of a cluster, until its controller has taken it over. See [lost cluster](../how-to/lost-cluster.md).",
  },
  adoptedAs: {
    on: "databases in AWS",
    by: "Tenfold",
    text: "As JSON: identifier, master user, security groups and tags of a database that somebody else has made, as it was found. Never edit it. See [adopt a database](../how-to/adopt-a-database.md).",
  },
  applicationNames: {
    on: "databases in AWS",
    by: "Tenfold",
    text: "As JSON: database and role that the application had before it was Tenfold's.",
  },
  adoptDatabase: {
    on: "WebService",
    by: "you",
    text: "Name of the database to take over, where `DataNotFound` says that AWS has several.",
  },
  adoptionPolicy: {
    on: "data in AWS",
    by: "Tenfold",
    text: "ACK's own annotation: whether its controller takes over what AWS has already, and whether it makes what AWS has not.",
  },
  adoptionFields: {
    on: "data in AWS",
    by: "Tenfold",
    text: "ACK's own annotation: what its controller finds the thing in AWS by.",
  },
  adopted: {
    on: "databases, buckets and tables in AWS",
    by: "Tenfold",
    text: "`true` once it was ready: ACK's own annotation, by which its controller never creates it again, empty, in place of a lost one.",
  },
  region: {
    on: "ACK objects",
    by: "Tenfold",
    text: "ACK's own annotation: the region in which its controller works for the object.",
  },
  acceptDataLoss: {
    on: "WebService",
    by: "you",
    text: "The value that `DatabaseMissing`, `DataMissing` or `DataReplaced` names, or a bucket or table that AWS does not have: the service goes on without the data that is lost. See [restore](../how-to/restore.md).",
  },
  isDefaultClass: {
    on: "WebServiceClass",
    by: "you",
    text: "`true` on the class of services that name none. One class at most.",
  },
};

export function annotationsReference(): string {
  return [
    "# Labels and annotations",
    `Those that *you* set are an interface. Those that Tenfold sets are put back when somebody changes them. Its field manager is \`${FIELD_MANAGER}\`, its finalizer on a WebService \`${FINALIZER}\`.`,
    "## Annotations",
    tableOf(ANNOTATION, ANNOTATIONS),
    "## Labels",
    tableOf(LABEL, LABELS),
    "The stand-in of AWS of the demo has annotations of its own: [local/aws](../../local/aws/README.md#failures-to-order).",
  ].join("\n\n");
}

function tableOf<Name extends string>(keys: Readonly<Record<Name, string>>, texts: Readonly<Record<Name, Text>>): string {
  const names = Object.keys(keys) as Name[];
  const rows = names.map((name) => [code(keys[name]), texts[name].on, texts[name].by, texts[name].text]);
  return markdownTable(["key", "on", "set by", ""], rows);
}
