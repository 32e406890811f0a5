// The part of the Cluster port that is about Secrets, in memory. Meets the same contract as the real one.
import type { ObjectRef } from "../../domain/api/objects.js";
import type { SecretsUnderTest } from "../contracts/secrets.js";

type Stored = {
  readonly labels: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly ours: boolean;
  version: number;
};

export type FakeSecrets = SecretsUnderTest & { readonly names: () => readonly string[] };

export function fakeSecrets(): FakeSecrets {
  const stored = new Map<string, Stored>();
  const find = ({ name }: ObjectRef) => stored.get(name);
  const originOf = (found: Stored | undefined) => (found === undefined ? "absent" : found.ours ? "ours" : "foreign");
  return {
    cluster: {
      createOnce: (ref, { metadata }) => {
        if (find(ref) !== undefined) return Promise.resolve("exists");
        stored.set(ref.name, {
          labels: { ...metadata.labels },
          annotations: { ...metadata.annotations },
          ours: true,
          version: 1,
        });
        return Promise.resolve("created");
      },
      secretAnnotations: (ref) => Promise.resolve(find(ref)?.ours === true ? find(ref)?.annotations : undefined),
      inspectSecret: (ref) => Promise.resolve(originOf(find(ref))),
      labelSecret: (ref, labels) => {
        const found = find(ref);
        if (found?.ours === true) label(found, labels);
        return Promise.resolve(originOf(found));
      },
    },
    makeForeign: (ref) => {
      stored.set(ref.name, { labels: {}, ours: false, version: 1 });
      return Promise.resolve();
    },
    overwrite: (ref) => {
      const found = find(ref);
      if (found !== undefined) found.version += 1;
      return Promise.resolve();
    },
    labelsOf: (ref) => Promise.resolve({ ...find(ref)?.labels }),
    versionOf: (ref) => Promise.resolve(String(find(ref)?.version)),
    names: () => [...stored.keys()],
  };
}

function label(found: Stored, labels: Readonly<Record<string, string | null>>): void {
  for (const [key, value] of Object.entries(labels)) {
    if ((found.labels[key] ?? null) === value) continue;
    found.version += 1;
    if (value === null) Reflect.deleteProperty(found.labels, key);
    else found.labels[key] = value;
  }
}
