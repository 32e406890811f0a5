// DBSubnetGroup and DBParameterGroup: the small things that RDS databases need.
import { regionalArn } from "../identifiers.js";
import { textOf, textsOf } from "../read.js";
import { recoverable, terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type Place, type ResourceType, type WorldView } from "../resource.js";

const FEWEST_SUBNETS = 2;
const FAMILY = /^(postgres|aurora-postgresql)1[3-8]$/;

export function subnetGroupArn(name: string, place: Place): string {
  return regionalArn("rds", place, `subgrp:${name}`);
}

export function parameterGroupArn(name: string, place: Place): string {
  return regionalArn("rds", place, `pg:${name}`);
}

export const dbSubnetGroup: ResourceType = {
  id: "rds/DBSubnetGroup",
  pace: "instant",
  words: { ...plainWords, ready: "Complete" },
  identity: "named",
  nameOf,
  arnOf: ({ attributes, place }) => subnetGroupArn(nameOf(attributes), place),
  refuseCreate: ({ attributes }) => refuseSubnets(attributes),
  refuseModify: ({ result }) => refuseSubnets(result),
  refuseDelete: ({ name }, _request, world) =>
    isUsed(world, "dbSubnetGroupName", name)
      ? recoverable(
          "InvalidDBSubnetGroupStateFault",
          `Cannot delete the subnet group '${name}' because at least one database instance is still using it.`,
        )
      : undefined,
};

export const dbParameterGroup: ResourceType = {
  id: "rds/DBParameterGroup",
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf,
  arnOf: ({ attributes, place }) => parameterGroupArn(nameOf(attributes), place),
  refuseCreate: ({ attributes }) =>
    FAMILY.test(textOf(attributes, "family") ?? "")
      ? undefined
      : terminal(
          "InvalidParameterValue",
          `ParameterGroupFamily ${textOf(attributes, "family") ?? ""} is not a valid parameter group family`,
        ),
  refuseDelete: ({ name }, _request, world) =>
    isUsed(world, "dbParameterGroupName", name)
      ? recoverable("InvalidDBParameterGroupState", "One or more database instances are still members of this parameter group")
      : undefined,
};

function nameOf(attributes: Attributes): string {
  return textOf(attributes, "name") ?? "";
}

function refuseSubnets(attributes: Attributes): Refusal | undefined {
  return textsOf(attributes, "subnetIDs").length < FEWEST_SUBNETS
    ? terminal(
        "DBSubnetGroupDoesNotCoverEnoughAZs",
        "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement.",
      )
    : undefined;
}

function isUsed(world: WorldView, field: string, name: string): boolean {
  return ["rds/DBInstance", "rds/DBCluster"].some((type) => [...world.all(type)].some((user) => user.attributes[field] === name));
}
