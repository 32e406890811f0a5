// The web application firewall of the distribution: managed rules, and a limit for each address.
import { ACK } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import { ackObject } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { cdnServes } from "./cdn-facts.js";
import { childNameOf } from "./child-names.js";
import type { Scene } from "./scene.js";

/** CloudFront's firewalls live there, wherever the service is. */
const CLOUDFRONT_REGION = "us-east-1";
/** Twenty requests a second from one address, over five minutes: more than a household, less than a flood. */
const RATE_LIMIT = 6000;
const RATE_WINDOW_SECONDS = 300;
const MANAGED = ["AWSManagedRulesAmazonIpReputationList", "AWSManagedRulesKnownBadInputsRuleSet", "AWSManagedRulesCommonRuleSet"];

export function webACL(scene: Scene): void {
  const { cdn, identity } = scene.blueprint;
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
      rules: [rateRule(), ...MANAGED.map((group, index) => managedRule(group, index + 1))],
      visibilityConfig: visibility(name),
      tags: tagList(identity),
    },
  );
}

function rateRule() {
  return {
    name: "rate",
    priority: 0,
    action: { block: {} },
    statement: { rateBasedStatement: { aggregateKeyType: "IP", evaluationWindowSec: RATE_WINDOW_SECONDS, limit: RATE_LIMIT } },
    visibilityConfig: visibility("rate"),
  };
}

function managedRule(name: string, priority: number) {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name } },
    visibilityConfig: visibility(name),
  };
}

function visibility(metricName: string) {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
