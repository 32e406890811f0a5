// A service of each tier with nothing overridden, for whoever only asks about tiers. Pure.
import { classAsStored, serviceAsStored } from "../../cdk8s/as-stored.js";
import { API_VERSION } from "../../domain/api/keys.js";
import type { Tier } from "../../domain/api/tier.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { SAMPLE_CLASS } from "../input/sample-class.js";
import type { WrittenService } from "../input/services.js";

export function sampleService(tier: Tier): WrittenService {
  return {
    apiVersion: API_VERSION,
    kind: "WebService",
    metadata: { name: "shop", namespace: "default" },
    spec: { userTier: tier, image: "example.com/shop:1", hosts: ["shop.example.com"] },
  };
}

/** `spec`: what it has beside what every sample has. */
export function sampleBlueprint(tier: Tier, spec: Partial<WrittenService["spec"]> = {}): Blueprint {
  const service = sampleService(tier);
  return blueprint(serviceAsStored({ ...service, spec: { ...service.spec, ...spec } }), classAsStored(SAMPLE_CLASS));
}
