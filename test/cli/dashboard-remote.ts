// A cluster with one service, whose plan waits for approval. Remembers what was written.
import type { Remote } from "../../cli/cluster/remote.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { WEB_SERVICE } from "../../domain/api/service.js";

export const SERVICE = {
  apiVersion: "tenfold.dev/v1alpha1",
  kind: "WebService",
  metadata: { name: "shop", namespace: "store", uid: "u-1", resourceVersion: "7", generation: 2 },
  spec: { userTier: "1k", image: "registry.example.com/shop:1", env: [{ name: "KEY", value: "a-value-of-the-spec" }] },
  status: { observedGeneration: 2, plan: { id: "3f9a1c07b2de", changes: [] } },
} as const;

export type FakeRemote = Remote & { readonly patches: unknown[] };

export function fakeRemote(): FakeRemote {
  const patches: unknown[] = [];
  return {
    context: "here",
    namespace: "store",
    server: "there",
    patches,
    read: ({ kind }) => Promise.resolve(kind === WEB_SERVICE ? (SERVICE as unknown as KubeObject) : undefined),
    list: () => Promise.resolve([]),
    patch: (_, patch) => {
      patches.push(patch);
      return Promise.resolve(SERVICE as unknown as KubeObject);
    },
    follow: () => Promise.resolve(),
    mayI: () => Promise.resolve(true),
    get: () => Promise.resolve({}),
    close: () => Promise.resolve(),
  };
}
