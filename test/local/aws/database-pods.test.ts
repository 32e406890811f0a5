import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import { DatabasePods } from "../../../local/aws/databases/database-pods.js";
import { AUTHORITY, CERTIFICATES, CONFIG_MAP } from "../../../local/aws/databases/keep-authority.js";
import { CLAIM, SECRET, SERVICE, STATEFUL_SET } from "../../../local/aws/databases/objects.js";
import { recordOf, recordsOf, textOf } from "../../../local/aws/model/read.js";
import type { KubeObject } from "../../../domain/api/objects.js";
import { FakeApiServer } from "./fake-api-server.js";
import * as made from "./manifests.js";
import { silent, Stage } from "./stage.js";

const NAMESPACE = "databases";

describe("a real database behind an instance", () => {
  it("is another one, with an empty volume at the same address, when AWS lost the instance", async () => {
    const stage = new Stage();
    const api = new FakeApiServer([SECRET, CONFIG_MAP, CLAIM, SERVICE, STATEFUL_SET]);
    const { world, clock } = stage;
    const parts = { cluster: api, world, clock, log: silent, namespace: NAMESPACE, image: "postgres:17" };
    const around = Object.assign(stage.around, { instances: new DatabasePods(parts) });
    expect(around.instances.isReal("rds/DBInstance", { engine: "postgres" }, NAMESPACE)).toBe(true);
    const volumes = () => [...api.objects.values()].filter(({ kind }) => kind === "PersistentVolumeClaim");

    await stage.settle(made.secret("master"), made.subnets, made.database("db"));
    const [first] = volumes();
    expect(volumeOf(api)).toBe(first?.metadata.name);
    await stage.settle(made.database("db", { annotations: { "local.tenfold.dev/lose": "1" } }));
    expect(volumes()).toHaveLength(2);
    expect(volumeOf(api)).not.toBe(first?.metadata.name);
    expect(certificateOf(api)).toEqual({ isTrusted: true, names: "DNS:db.databases.svc.cluster.local" });
    expect([...api.objects.values()].filter(({ kind }) => kind === "Service").map(({ metadata }) => metadata.name)).toEqual([
      "db",
    ]);
  });
});

/** Whether the server's certificate is signed by the authority that is shown to whoever has to trust it. */
function certificateOf(api: FakeApiServer) {
  const objects = [...api.objects.values()];
  const found = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name) ?? {};
  const shown = textOf(recordOf(found("ConfigMap", AUTHORITY), "data"), CERTIFICATES);
  const given = textOf(recordOf(found("Secret", "db"), "stringData"), "tls.crt");
  const [authority, certificate] = [new X509Certificate(shown ?? ""), new X509Certificate(given ?? "")];
  return { isTrusted: certificate.verify(authority.publicKey), names: certificate.subjectAltName };
}

function volumeOf(api: FakeApiServer): string | undefined {
  const set = [...api.objects.values()].find(({ kind }) => kind === "StatefulSet") as KubeObject;
  const pod = recordOf(recordOf(recordOf(set, "spec"), "template"), "spec");
  return textOf(recordOf(recordsOf(pod, "volumes")[0] ?? {}, "persistentVolumeClaim"), "claimName");
}
