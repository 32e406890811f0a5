// In place of RDS where the operator may not ask it.
import type { CloudDatabases } from "../ports/cloud-databases.js";
import type { CloudReplicas } from "../ports/cloud-replicas.js";
import { CloudRefusal } from "../ports/cloud-replicas.js";

export const unaskedDatabases: CloudDatabases = {
  asks: false,
  list: () => Promise.reject(new Error(UNASKED)),
  describe: () => Promise.reject(new Error(UNASKED)),
  state: () => Promise.reject(new Error(UNASKED)),
  snapshot: () => Promise.reject(new Error(UNASKED)),
  find: () => Promise.reject(new Error(UNASKED)),
  inspect: () => Promise.reject(new Error(UNASKED)),
};
const UNASKED = "questions to AWS are switched off (--no-aws-queries)";

export const unaskedReplicas: CloudReplicas = {
  asks: false,
  obstacles: () => Promise.reject(new CloudRefusal(unaskedWords())),
  state: () => Promise.reject(new CloudRefusal(unaskedWords())),
  promote: () => Promise.reject(new CloudRefusal(unaskedWords())),
  upgrade: () => Promise.reject(new CloudRefusal(unaskedWords())),
  snapshot: () => Promise.reject(new CloudRefusal(unaskedWords())),
};
function unaskedWords(): string {
  return "the operator runs with --no-aws-queries: start it without (with the chart: aws.queries.enabled), with credentials that allow what deploy/eks/iam/tenfold-operator.json lists";
}
