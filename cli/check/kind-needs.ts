// Which tiers need which kinds of objects: what the operator would write for a service of each tier. Pure.
import { desireOffline } from "../../cdk8s/desire-offline.js";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KindRef } from "../../domain/api/objects.js";
import { DEFAULT_IMAGES, VERSION } from "../../domain/api/release.js";
import type { Tier } from "../../domain/api/tier.js";
import { TIERS } from "../../domain/api/tier.js";
import { SAMPLE_CLASS } from "../input/sample-class.js";
import type { WrittenService } from "../input/services.js";
import { sampleService } from "../tiers/sample.js";

/** Some moment: no tier's kinds depend on it. */
const ANY_TIME = Date.UTC(2026, 0, 1);

/** With all that any tier may need. */
const CLASS = { ...SAMPLE_CLASS, spec: { ...SAMPLE_CLASS.spec, domain: "example.com" } };

export type KindNeed = {
  readonly kind: KindRef;
  /** Tiers at which every service has one. */
  readonly tiers: readonly Tier[];
};

/** Every kind that a child can have. One without tiers is only made for what somebody asks for by a field of its own. */
export function kindNeeds(): readonly KindNeed[] {
  const kindsOf = new Map(TIERS.map((tier) => [tier, kindsFor(sampleService(tier))]));
  return CHILD_KINDS.map((kind) => ({ kind, tiers: TIERS.filter((tier) => kindsOf.get(tier)?.has(nameOf(kind)) === true) }));
}

function kindsFor(service: WrittenService): ReadonlySet<string> {
  const answer = desireOffline({
    service,
    serviceClass: CLASS,
    now: ANY_TIME,
    render: DEFAULT_IMAGES,
    operatorVersion: VERSION,
    standing: [],
  });
  if (!answer.ok) throw new Error(`a sample of each tier can be built: ${answer.problem.message}`);
  return new Set([...answer.objects.values()].map(nameOf));
}

function nameOf({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string {
  return `${apiVersion}/${kind}`;
}

/** `tiers 1 and 10`, `tiers 100k to 1M`, `every tier`, `100 users and more`. */
export function tiersInWords(tiers: readonly Tier[]): string {
  const [first, last] = [tiers[0], tiers.at(-1)];
  if (first === undefined || last === undefined) return "no tier by itself";
  if (tiers.length === TIERS.length) return "every tier";
  if (tiers.length === 1) return `tier ${first}`;
  const isUnbroken = tiers.length === TIERS.indexOf(last) - TIERS.indexOf(first) + 1;
  if (!isUnbroken) return `the tiers ${tiers.join(", ")}`;
  if (last === TIERS.at(-1)) return `tier ${first} and all above`;
  return tiers.length === 2 ? `the tiers ${first} and ${last}` : `the tiers ${first} to ${last}`;
}
