// What may stand at a place of a command line that only the world knows: names, namespaces, contexts. Never an error: who completes a
// line wants suggestions, or none.
import { WEB_SERVICE } from "../../domain/api/service.js";
import { parseTier, TIERS } from "../../domain/api/tier.js";
import type { KindRef } from "../../domain/api/objects.js";
import type { Session } from "../session.js";

export type Suggestion = { readonly value: string; readonly about: string };

const NAMESPACES: KindRef = { apiVersion: "v1", kind: "Namespace", plural: "namespaces", namespaced: false };
/** Longer nobody waits for a tab key. */
const PATIENCE_MS = 2_000;

/** `what`: the name of an argument or a flag, as the commands declare them. */
export async function suggestions(session: Session, what: string): Promise<readonly Suggestion[]> {
  const find = SOURCES[what];
  if (find === undefined) return [];
  try {
    return await Promise.race([find(session), nothingAfter(PATIENCE_MS)]);
  } catch {
    return [];
  }
}

type Source = (session: Session) => Promise<readonly Suggestion[]>;

const tiers: Source = () => Promise.resolve(TIERS.map((tier) => ({ value: tier, about: "tier" })));

const SOURCES: Readonly<Record<string, Source>> = {
  name: async (session) => {
    const remote = await session.cluster();
    const services = await remote.list(WEB_SERVICE, session.flags.allNamespaces === true ? {} : { namespace: remote.namespace });
    return services.map(({ metadata, spec }) => ({ value: metadata.name, about: `tier ${tierOf(spec)}` }));
  },
  namespace: async (session) => {
    const namespaces = await (await session.cluster()).list(NAMESPACES, {});
    return namespaces.map(({ metadata }) => ({ value: metadata.name, about: "namespace" }));
  },
  context: async ({ flags }) => {
    const { contextNames } = await import("../../operator/adapters/kubeconfig.js");
    return contextNames({ path: flags.kubeconfig }).map((value) => ({ value, about: "context" }));
  },
  tier: tiers,
  from: tiers,
  compare: tiers,
};

function tierOf(spec: unknown): string {
  const { userTier } = (spec ?? {}) as { readonly userTier?: string | number };
  return parseTier(userTier) ?? "unknown";
}

function nothingAfter(milliseconds: number): Promise<readonly Suggestion[]> {
  return new Promise((resolve) => setTimeout(() => resolve([]), milliseconds).unref());
}
