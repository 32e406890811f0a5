// Policies for the ACK controllers of CloudWatch and its logs, and for the operator itself.
import { alarmRole, ROLE } from "../../domain/blueprint/roles.js";
import { arn, globalArn, named } from "./arn-pattern.js";
import { RDS_ARNS } from "./data-policies.js";
import type { Grant } from "./policy.js";
import { actionsOf } from "./policy.js";

export const cloudwatch: readonly Grant[] = [
  {
    sid: "Find",
    actions: ["cloudwatch:DescribeAlarms"],
    resources: [arn("cloudwatch", "alarm:*")],
    why: "AWS checks this call against all alarms of the account, whichever is asked for.",
  },
  {
    sid: "Alarms",
    actions: actionsOf("cloudwatch", "PutMetricAlarm", "DeleteAlarms", "ListTagsForResource", "TagResource", "UntagResource"),
    resources: [arn("cloudwatch", `alarm:${named(alarmRole("*"))}`)],
    why: "Alarms by name.",
  },
  {
    sid: "Dashboards",
    actions: actionsOf("cloudwatch", "GetDashboard", "PutDashboard", "DeleteDashboards"),
    resources: [globalArn("cloudwatch", `dashboard/${named(ROLE.dashboard)}`)],
    why: "Dashboards by name.",
  },
];

export const LOG_GROUPS = [arn("logs", "log-group:/tenfold/*")];

export const cloudwatchlogs: readonly Grant[] = [
  {
    sid: "Find",
    actions: ["logs:DescribeLogGroups"],
    resources: ["*"],
    why: "The controller finds a group by its prefix in the list of all. AWS has no resource to narrow it to.",
  },
  {
    sid: "LogGroups",
    actions: actionsOf(
      "logs",
      ...["CreateLogGroup", "PutRetentionPolicy", "DescribeSubscriptionFilters"],
      ...["ListTagsForResource", "TagResource", "UntagResource"],
    ),
    resources: LOG_GROUPS,
    why: "Everything below /tenfold/. Log lines cannot be read or written with it.",
  },
];

export const operator: readonly Grant[] = [
  {
    sid: "WhatRuns",
    actions: ["rds:DescribeDBInstances", "rds:DescribeDBClusters"],
    // A listing names no single one.
    resources: [arn("rds", "db:*"), arn("rds", "cluster:*")],
    why: "What the operator asks AWS: which databases there are, and what one runs that RDS refuses to change. It only reads.",
  },
  {
    sid: "Snapshots",
    actions: ["rds:DescribeDBSnapshots", "rds:DescribeDBClusterSnapshots"],
    resources: [arn("rds", "db:*"), arn("rds", "cluster:*"), arn("rds", "snapshot:*"), arn("rds", "cluster-snapshot:*")],
    why: "Before it gives up a database, with both keys, it looks whether the snapshots that were named are finished, and afterwards for the final one.",
  },
  {
    sid: "BeforeAReplica",
    actions: ["rds:DescribeDBEngineVersions", "rds:DescribeOrderableDBInstanceOptions"],
    resources: ["*"],
    why: "Before it makes a replica for a move to Aurora, or upgrades a database, it looks whether AWS offers that. Offers belong to nobody, so that no resource narrows them.",
  },
  {
    sid: "SnapshotBeforeAMove",
    actions: ["rds:CreateDBSnapshot"],
    resources: [...RDS_ARNS.instances, arn("rds", "snapshot:*-move-*")],
    why: "Before a move to Aurora shuts the application out it takes a snapshot of the instance, named by the move.",
  },
  {
    sid: "SnapshotBeforeAnUpgrade",
    actions: ["rds:CreateDBSnapshot", "rds:CreateDBClusterSnapshot"],
    resources: [
      ...[...RDS_ARNS.instances, ...RDS_ARNS.clusters],
      ...[arn("rds", "snapshot:*-before-upgrade-*"), arn("rds", "cluster-snapshot:*-before-upgrade-*")],
    ],
    why: "Before another major version is written it takes a snapshot of the database, named by the two versions.",
  },
  {
    sid: "Promotion",
    actions: ["rds:PromoteReadReplicaDBCluster"],
    resources: RDS_ARNS.clusters,
    why: "ACK has no word for it: the replica that a move to Aurora has made becomes a database of its own. It cannot be done to any other cluster.",
  },
];
