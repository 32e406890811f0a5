// What every Cluster promises of Secrets: made once, told apart without being read, labelled past their values.
import { beforeEach, describe, expect, it } from "@jest/globals";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { KubeObject, ObjectRef } from "../../domain/api/objects.js";
import type { Cluster } from "../../operator/ports/cluster.js";

export type SecretsOf = Pick<Cluster, "createOnce" | "inspectSecret" | "labelSecret" | "secretAnnotations">;
export type SecretsUnderTest = {
  readonly cluster: SecretsOf;
  /** Somebody else makes a Secret of this name. */
  readonly makeForeign: (ref: ObjectRef) => Promise<void>;
  /** Somebody else writes another value over one key of it. */
  readonly overwrite: (ref: ObjectRef, key: string) => Promise<void>;
  readonly labelsOf: (ref: ObjectRef) => Promise<Readonly<Record<string, string>>>;
  readonly versionOf: (ref: ObjectRef) => Promise<string>;
};

export const PASSWORD = "not-for-any-eye";
const LABEL = "tenfold.dev/retained";
const NAMESPACE = "demo";
let count = 0;

function secret(name: string): KubeObject {
  const metadata = { name, namespace: NAMESPACE, labels: { "tenfold.dev/data": "true" } };
  return { apiVersion: "v1", kind: "Secret", metadata, type: "Opaque", stringData: { username: "app", password: PASSWORD } };
}

export function secretsContract(open: () => SecretsUnderTest): void {
  describe("a Secret", () => {
    let ref: ObjectRef;
    let object: KubeObject;
    beforeEach(() => {
      count += 1;
      const name = `secret-${count}`;
      ref = { kind: BUILT_IN.secret, namespace: NAMESPACE, name };
      object = secret(name);
    });

    it("that was never made is absent, and is not made by looking for it or labelling it", async () => {
      const { cluster } = open();
      expect(await cluster.inspectSecret(ref)).toBe("absent");
      expect(await cluster.labelSecret(ref, { [LABEL]: "true" })).toBe("absent");
      expect(await cluster.inspectSecret(ref)).toBe("absent");
    });

    it("that we made is ours, also when somebody has changed a value of it", async () => {
      const { cluster, overwrite } = open();
      expect(await cluster.createOnce(ref, object)).toBe("created");
      expect(await cluster.inspectSecret(ref)).toBe("ours");
      await overwrite(ref, "password");
      expect(await cluster.inspectSecret(ref)).toBe("ours");
    });

    it("that somebody else made is foreign, is not made again and is not labelled", async () => {
      const { cluster, makeForeign, labelsOf } = open();
      await makeForeign(ref);
      expect(await cluster.createOnce(ref, object)).toBe("exists");
      expect(await cluster.inspectSecret(ref)).toBe("foreign");
      expect(await cluster.labelSecret(ref, { [LABEL]: "true" })).toBe("foreign");
      expect(await labelsOf(ref)).not.toHaveProperty([LABEL]);
    });

    it("of ours gets a label beside those that it has, stays ours, and loses it again", async () => {
      const { cluster, labelsOf } = open();
      await cluster.createOnce(ref, object);
      expect(await cluster.labelSecret(ref, { [LABEL]: "true" })).toBe("ours");
      expect(await labelsOf(ref)).toEqual({ "tenfold.dev/data": "true", [LABEL]: "true" });
      expect(await cluster.inspectSecret(ref)).toBe("ours");
      await cluster.labelSecret(ref, { [LABEL]: null });
      expect(await labelsOf(ref)).toEqual({ "tenfold.dev/data": "true" });
    });

    it("of ours shows its annotations, and one of somebody else shows none", async () => {
      const { cluster, makeForeign } = open();
      expect(await cluster.secretAnnotations(ref)).toBeUndefined();
      const { metadata } = object;
      await cluster.createOnce(ref, { ...object, metadata: { ...metadata, annotations: { "tenfold.dev/public-key": "pem" } } });
      expect(await cluster.secretAnnotations(ref)).toMatchObject({ "tenfold.dev/public-key": "pem" });
      const other = { ...ref, name: `${ref.name}-other` };
      await makeForeign(other);
      expect(await cluster.secretAnnotations(other)).toBeUndefined();
    });

    it("that has the label, or lacks the one to be taken off, is not written", async () => {
      const { cluster, versionOf } = open();
      await cluster.createOnce(ref, object);
      await cluster.labelSecret(ref, { [LABEL]: null });
      const before = await versionOf(ref);
      await cluster.labelSecret(ref, { "tenfold.dev/data": "true" });
      await cluster.inspectSecret(ref);
      expect(await versionOf(ref)).toBe(before);
    });
  });
}
