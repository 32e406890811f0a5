import { describe, expect, it } from "@jest/globals";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import { DATA_KINDS } from "../../domain/api/permissions.js";
import { kubernetesCluster } from "../../operator/adapters/kubernetes-cluster.js";
import { kubernetesDataDeletion } from "../../operator/adapters/kubernetes-data-deletion.js";
import type { HttpAnswer, HttpRequest, Transport } from "../../operator/adapters/transport.js";

function recorded(answer: (request: HttpRequest) => Partial<HttpAnswer> = () => ({})) {
  const requests: HttpRequest[] = [];
  const transport = {
    request: (request: HttpRequest) => {
      requests.push(request);
      return Promise.resolve({ status: 200, text: "{}", ...answer(request) });
    },
  } as Transport;
  return { requests, transport, deletes: () => requests.filter(({ method }) => method === "DELETE") };
}

const PLACE = { namespace: "store", name: "shop" };
const INSTANCE = { kind: ACK.dbInstance.ref, ...PLACE };

describe("the port for everything", () => {
  it.each(DATA_KINDS.map((kind) => [kind.kind, kind] as const))(
    "deletes no %s, whatever the operator may",
    async (_name, kind) => {
      const { transport, requests } = recorded();
      const options = { uid: "u", propagation: "Background" } as const;
      await expect(kubernetesCluster(transport).remove({ kind, ...PLACE }, options)).rejects.toMatchObject({ kind: "forbidden" });
      expect(requests).toEqual([]);
    },
  );

  it("deletes what computes", async () => {
    const { transport, deletes } = recorded();
    await kubernetesCluster(transport).remove({ kind: BUILT_IN.deployment, ...PLACE }, { uid: "u", propagation: "Background" });
    expect(deletes()).toHaveLength(1);
  });
});

describe("the port that gives data up", () => {
  it("names the UID in a deletion, and stores nothing of a trial", async () => {
    const { transport, requests } = recorded();
    const data = kubernetesDataDeletion(transport);
    await data.tryRemove(INSTANCE, "u");
    await data.remove(INSTANCE, "u");
    const [trial, real] = requests.map(({ body }) => JSON.parse(body ?? "") as Record<string, unknown>);
    expect(trial).toMatchObject({ dryRun: ["All"], preconditions: { uid: "u" } });
    expect(real).toMatchObject({ preconditions: { uid: "u" } });
    expect(real).not.toHaveProperty("dryRun");
    expect(requests.map(({ path }) => path.includes("dryRun=All"))).toEqual([true, false]);
  });

  it("sets locks with the UID as precondition, and takes nothing else away", async () => {
    const { transport, requests } = recorded();
    const locks = { annotations: { a: "b" }, spec: { deletionProtection: false } };
    await kubernetesDataDeletion(transport).setLocks(INSTANCE, locks, "u");
    expect(requests[0]).toMatchObject({ method: "PATCH", contentType: "application/merge-patch+json" });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ metadata: { uid: "u", annotations: { a: "b" } }, spec: locks.spec });
  });

  it.each([
    ["ours", "tenfold", 1],
    ["foreign", "somebody", 0],
  ])("deletes a Secret that is %s so many times: %s %i", async (origin, manager, count) => {
    const metadata = { name: "s", uid: "secret-uid", managedFields: [{ manager, fieldsV1: { "f:data": {} } }] };
    const { transport, deletes } = recorded(() => ({ text: JSON.stringify({ metadata }) }));
    const ref = { kind: BUILT_IN.secret, ...PLACE };
    expect(await kubernetesDataDeletion(transport).removeSecret(ref, { dryRun: false })).toBe(origin);
    expect(deletes()).toHaveLength(count);
    for (const { body } of deletes()) expect(JSON.parse(body ?? "")).toMatchObject({ preconditions: { uid: "secret-uid" } });
  });
});
