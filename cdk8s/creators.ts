// The flat list of creators. Each looks whether the blueprint names its thing, and if so adds it to the scene.
import { cacheSecret } from "./cache-secret.js";
import { bucket } from "./bucket.js";
import { binding } from "./config-map.js";
import { dashboard } from "./dashboard.js";
import { databaseAuthorities } from "./database-authorities.js";
import { databases } from "./databases.js";
import { internalServiceDeployments, webDeployment, workerDeployments } from "./deployment.js";
import { distribution } from "./distribution.js";
import { elasticIPAddress } from "./elastic-ip-address.js";
import { uploadFunctions } from "./function.js";
import { internalServiceAutoscalers, poolerAutoscaler, webAutoscaler, workerAutoscalers } from "./horizontal-pod-autoscaler.js";
import { albIngresses } from "./ingress.js";
import { bootstrapJob } from "./job.js";
import { logGroup } from "./log-group.js";
import { metricAlarms } from "./metric-alarm.js";
import { moveJob } from "./move-job.js";
import {
  bootstrapPolicy,
  databasePolicy,
  defaultDeny,
  movePolicy,
  internalServicePolicies,
  poolerPolicy,
  webPolicy,
  workerPolicies,
} from "./network-policy.js";
import { originAccessControl } from "./origin-access-control.js";
import { disruptionBudgets } from "./pod-disruption-budget.js";
import { podIdentityAssociation } from "./pod-identity-association.js";
import { poolerDeployment } from "./pooler.js";
import { poolerSecret } from "./pooler-secret.js";
import { poolerConfigMap } from "./pooler-settings.js";
import { applicationQueue, deadLetterQueues, uploadQueues } from "./queue.js";
import { recordSets } from "./record-set.js";
import { cacheSubnetGroup, replicationGroup } from "./replication-group.js";
import { applicationRole } from "./role.js";
import type { Scene } from "./scene.js";
import { cacheSecurityGroup } from "./security-group.js";
import { serviceAccount } from "./service-account.js";
import { databaseService, internalServices, nlbService, poolerServices, webServices } from "./service.js";
import { sessionsTable } from "./table.js";
import { webACL } from "./web-acl.js";

export const CREATORS: readonly ((scene: Scene) => void)[] = [
  // Workload
  serviceAccount,
  defaultDeny,
  webDeployment,
  webAutoscaler,
  webPolicy,
  webServices,
  internalServiceDeployments,
  internalServices,
  internalServiceAutoscalers,
  internalServicePolicies,
  // Database
  binding,
  databaseAuthorities,
  databases,
  bootstrapJob,
  databaseService,
  databasePolicy,
  bootstrapPolicy,
  moveJob,
  movePolicy,
  poolerSecret,
  poolerConfigMap,
  poolerDeployment,
  poolerAutoscaler,
  poolerServices,
  poolerPolicy,
  // Cache and storage
  cacheSubnetGroup,
  cacheSecurityGroup,
  cacheSecret,
  replicationGroup,
  bucket,
  sessionsTable,
  // Edge
  elasticIPAddress,
  nlbService,
  albIngresses,
  originAccessControl,
  webACL,
  distribution,
  recordSets,
  // Asynchronous
  deadLetterQueues,
  applicationQueue,
  workerDeployments,
  workerAutoscalers,
  workerPolicies,
  uploadQueues,
  uploadFunctions,
  // After all Deployments, since it looks whether they wait
  disruptionBudgets,
  // Identity
  applicationRole,
  podIdentityAssociation,
  // Seen by
  metricAlarms,
  dashboard,
  logGroup,
];
