// The label of Secrets that outlive their service, in a fake that meets the contract of the real cluster.
import { describe, expect, it } from "@jest/globals";
import { secretName } from "../../cdk8s/database-facts.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { ObjectRef } from "../../domain/api/objects.js";
import type { DatabaseKind, Identity } from "../../domain/blueprint/types.js";
import { ClusterError, type ClusterErrorKind } from "../../operator/ports/cluster.js";
import { labelSecretAsUsed, labelSecretsAsKept } from "../../operator/reconcile/act/label-secrets.js";
import type { World } from "../../operator/reconcile/world.js";
import { secretsContract } from "../contracts/secrets.js";
import { fakeLog } from "../fakes/fake-log.js";
import { fakeSecrets, type FakeSecrets } from "../fakes/fake-secrets.js";
import { UID } from "../fixtures/services.js";

const RETAINED = "tenfold.dev/retained";
const OWN: Identity = { name: "shop", namespace: "store", uid: UID, dataUid: UID };
const ADOPTED: Identity = { ...OWN, dataUid: "99999999-2222-3333-4444-555555555555" };

describe("the fake", () => secretsContract(fakeSecrets));

function worldOf({ cluster }: Pick<FakeSecrets, "cluster">): World {
  return { cluster, log: fakeLog() } as unknown as World;
}

function refOf(kind: DatabaseKind, identity = OWN): ObjectRef {
  return { kind: BUILT_IN.secret, namespace: "store", name: secretName(identity, { kind }, "masterSecret") };
}

const secretOf = ({ name }: ObjectRef) => ({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace: "store" } });

async function made(secrets: FakeSecrets, ref: ObjectRef): Promise<ObjectRef> {
  await secrets.cluster.createOnce(ref, secretOf(ref));
  return ref;
}

function failing(kind: ClusterErrorKind): World {
  const labelSecret = () => Promise.reject(new ClusterError(kind, "no"));
  return worldOf({ cluster: { ...fakeSecrets().cluster, labelSecret } });
}

describe("deleting a service", () => {
  it("labels the Secrets of each database that it had, and of no other service", async () => {
    const secrets = fakeSecrets();
    const application = { ...refOf("rds"), name: secretName(OWN, { kind: "rds" }, "appSecret") };
    const own = await Promise.all([refOf("in-cluster"), refOf("rds"), application].map((ref) => made(secrets, ref)));
    const before = [...secrets.names()];
    const other = await made(secrets, { ...refOf("rds"), name: "shop-rds-app-of-another" });
    await labelSecretsAsKept(worldOf(secrets), OWN);
    for (const ref of own) expect(await secrets.labelsOf(ref)).toEqual({ [RETAINED]: "true" });
    expect(await secrets.labelsOf(other)).toEqual({});
    expect(secrets.names()).toEqual([...before, other.name]);
  });

  it("labels those of the data that it had adopted", async () => {
    const secrets = fakeSecrets();
    const ref = await made(secrets, refOf("rds", ADOPTED));
    expect(ref.name).not.toBe(refOf("rds").name);
    await labelSecretsAsKept(worldOf(secrets), ADOPTED);
    expect(await secrets.labelsOf(ref)).toEqual({ [RETAINED]: "true" });
  });

  it("leaves a Secret of that name that somebody else made", async () => {
    const secrets = fakeSecrets();
    await secrets.makeForeign(refOf("rds"));
    await labelSecretsAsKept(worldOf(secrets), OWN);
    expect(await secrets.labelsOf(refOf("rds"))).toEqual({});
  });

  it.each(["forbidden", "invalid"] as const)("does not wait for a label that cannot be set (%s)", async (kind) => {
    await expect(labelSecretsAsKept(failing(kind), OWN)).resolves.toBeUndefined();
  });

  it.each(["unavailable", "throttled", "conflict"] as const)("tries again where that may help (%s)", async (kind) => {
    await expect(labelSecretsAsKept(failing(kind), OWN)).rejects.toMatchObject({ kind });
  });
});

describe("adopting data", () => {
  it("takes the label off its Secret again", async () => {
    const secrets = fakeSecrets();
    const ref = await made(secrets, refOf("rds"));
    await labelSecretsAsKept(worldOf(secrets), OWN);
    await labelSecretAsUsed(worldOf(secrets), ref);
    expect(await secrets.labelsOf(ref)).toEqual({});
  });
});
