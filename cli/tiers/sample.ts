// A service of each tier with nothing overridden, for whoever only asks about tiers. Pure.
import { API_VERSION } from "../../domain/api/keys.js";
import { PLACEHOLDER_UID } from "../../domain/api/service.js";
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

export function sampleBlueprint(tier: Tier): Blueprint {
  const stored = { uid: PLACEHOLDER_UID, resourceVersion: "1", generation: 1 };
  const { metadata, ...service } = sampleService(tier);
  return blueprint(
    { ...service, metadata: { ...metadata, namespace: "default", ...stored } },
    { ...SAMPLE_CLASS, metadata: { ...SAMPLE_CLASS.metadata, ...stored } },
    { losses: 0 },
  );
}
