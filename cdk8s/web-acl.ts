// The web application firewall of the distribution: managed rules, and a limit for each address.
import { ACK } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Firewall } from "../domain/blueprint/types.js";
import { ackObject } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { cdnServes } from "./cdn-facts.js";
import { childNameOf } from "./child-names.js";
import type { Scene } from "./scene.js";

/** CloudFront's firewalls live there, wherever the service is. */
const CLOUDFRONT_REGION = "us-east-1";
const RATE_WINDOW_SECONDS = 300;
const COMMON = "AWSManagedRulesCommonRuleSet";
const MANAGED = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet", COMMON];
/** Blocks every body above 8 KiB: uploads, long texts. */
const BODY_SIZE_RULE = "SizeRestrictions_BODY";

export function webACL(scene: Scene): void {
  const { cdn, firewall, identity } = scene.blueprint;
  if (cdn?.waf !== true || !cdnServes(scene.blueprint)) return;
  const name = childNameOf(identity, { kind: ACK.webACL.ref, role: ROLE.cdn });
  ackObject(
    scene,
    { ack: ACK.webACL, part: "Edge", role: ROLE.cdn, region: CLOUDFRONT_REGION },
    {
      name,
      scope: "CLOUDFRONT",
      description: `Distribution of ${identity.namespace}/${identity.name}`,
      defaultAction: { allow: {} },
      rules: [rateRule(firewall), ...MANAGED.map((group, index) => managedRule(firewall, group, index + 1))],
      visibilityConfig: visibility(name),
      tags: tagList(identity),
    },
  );
}

function rateRule({ requestsPerAddress }: Firewall) {
  return {
    name: "rate",
    priority: 0,
    action: { block: {} },
    statement: {
      rateBasedStatement: { aggregateKeyType: "IP", evaluationWindowSec: RATE_WINDOW_SECONDS, limit: requestsPerAddress },
    },
    visibilityConfig: visibility("rate"),
  };
}

function managedRule({ blocksLargeBodies }: Firewall, name: string, priority: number) {
  const counted = name === COMMON && !blocksLargeBodies ? [{ name: BODY_SIZE_RULE, actionToUse: { count: {} } }] : [];
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: { vendorName: "AWS", name, ...(counted.length === 0 ? {} : { ruleActionOverrides: counted }) },
    },
    visibilityConfig: visibility(name),
  };
}

function visibility(metricName: string) {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
