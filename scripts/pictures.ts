// docs/pictures: each tier, and each step to the next one with what it brings.
import { diagramSvg } from "../cli/diagram/diagram-svg.js";
import { sampleBlueprint } from "../cli/tiers/sample.js";
import { isAtLeast, TIERS, type Tier } from "../domain/api/tier.js";
import type { WebServiceSpec } from "../domain/api/web-service.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import type { GeneratedFile } from "./generated-file.js";

export const PICTURES = "docs/pictures";

/** Their names differ also where upper and lower case do not. */
export function tierPicture(tier: Tier): string {
  return `tier-${tier.toLowerCase()}.svg`;
}

/** Undefined: nothing is below it. */
export function stepPicture(tier: Tier): string | undefined {
  const below = tierBelow(tier);
  return below === undefined ? undefined : `step-${below.toLowerCase()}-${tier.toLowerCase()}.svg`;
}

export function pictures(): readonly GeneratedFile[] {
  return TIERS.flatMap((tier) => {
    const [below, step] = [tierBelow(tier), stepPicture(tier)];
    const whole = { path: `${PICTURES}/${tierPicture(tier)}`, text: diagramSvg(pictured(tier)) };
    if (below === undefined || step === undefined) return [whole];
    return [whole, { path: `${PICTURES}/${step}`, text: diagramSvg(pictured(tier), { before: pictured(below) }) }];
  });
}

function tierBelow(tier: Tier): Tier | undefined {
  return TIERS[TIERS.indexOf(tier) - 1];
}

function pictured(tier: Tier): Blueprint {
  return sampleBlueprint(tier, usualAt(tier));
}

/** What only the spec can name, and what these tiers are there for. */
function usualAt(tier: Tier): Partial<WebServiceSpec> {
  const hasServices = isAtLeast(tier, "5M");
  if (!hasServices) return {};
  const search = { name: "search", image: "example.com/search:1", min: 6, max: 60 };
  const workers = [{ name: "orders", min: 4, max: 80 }];
  if (!isAtLeast(tier, "10M")) return { services: [search], workers };
  return {
    services: [search, { name: "recommendations", image: "example.com/recommendations:1", min: 6, max: 60 }],
    workers: [...workers, { name: "mail", min: 2, max: 40 }],
    functions: [{ name: "thumbnails", image: "example.com/thumbnails:1", trigger: { uploadPrefix: "images/" } }],
  };
}
