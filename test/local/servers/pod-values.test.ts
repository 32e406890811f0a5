// What a program on this machine is given in place of what the kubelet would give its container.
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { CONFIG_MAP } from "../../../local/aws/databases/keep-authority.js";
import { SECRET } from "../../../local/aws/databases/objects.js";
import { dialedHere } from "../../../local/programs/real.js";
import { environmentOf, mountsOf, withMounts } from "../../../local/servers/pod-values.js";
import { FakeApiServer } from "../aws/fake-api-server.js";

const POD: KubeObject = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "shop-move", namespace: "demo" },
  spec: {
    containers: [
      {
        env: [
          { name: "SOURCE_HOST", value: "shop-db.demo.svc" },
          { name: "SOURCE_PASSWORD", valueFrom: { secretKeyRef: { name: "master", key: "password" } } },
          { name: "SIGNING_KEY_FILE", value: "/etc/signing/key.pem" },
          { name: "WORK_FOLDER", value: "/work" },
        ],
        volumeMounts: [
          { name: "signing", mountPath: "/etc/signing" },
          { name: "authorities", mountPath: "/etc/database" },
          { name: "work", mountPath: "/work" },
        ],
      },
    ],
    volumes: [
      { name: "signing", secret: { secretName: "key" } },
      { name: "authorities", configMap: { name: "authorities" } },
      { name: "work", emptyDir: {} },
    ],
  },
};

const folder = mkdtempSync(join(tmpdir(), "tenfold-values-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function secret(name: string, key: string, value: string): KubeObject {
  const data = { [key]: Buffer.from(value).toString("base64") };
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: "demo" }, data };
}

describe("a program of a pod that runs here", () => {
  it("gets values of Secrets, and its mounts as files that nobody else may read", async () => {
    const api = new FakeApiServer([SECRET, CONFIG_MAP]);
    api.apply(secret("master", "password", "of the master"));
    api.apply(secret("key", "key.pem", "of the Job"));
    const metadata = { name: "authorities", namespace: "demo" };
    api.apply({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { "ca.pem": "of RDS" } });
    const [values = {}, mounts = new Map<string, string>()] = [await environmentOf(POD, api), await mountsOf(POD, folder, api)];
    const env = withMounts(values, mounts);
    expect(env).toMatchObject({ SOURCE_HOST: "shop-db.demo.svc", SOURCE_PASSWORD: "of the master" });
    const file = env["SIGNING_KEY_FILE"] ?? "";
    expect(file.startsWith(folder)).toBe(true);
    expect(readFileSync(file, "utf8")).toBe("of the Job");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(mounts.get("/etc/database") ?? "", "ca.pem"), "utf8")).toBe("of RDS");
    expect(statSync(env["WORK_FOLDER"] ?? "").isDirectory()).toBe(true);
  });

  it("does not start before what it names is there", async () => {
    const api = new FakeApiServer([SECRET, CONFIG_MAP]);
    expect(await environmentOf(POD, api)).toBeUndefined();
    expect(await mountsOf(POD, folder, api)).toBeUndefined();
  });

  it("dials the server behind the name, without TLS and without a pooler, and waits for one that is not there", () => {
    const env = {
      SOURCE_HOST: "shop-db.demo.svc",
      SOURCE_PORT: "5432",
      SOURCE_TLS: "verify-full",
      SOURCE_CA_FILE: "/ca",
      POOLER_HOSTS: "p",
    };
    const find = (host: string) => (host === "shop-db.demo.svc" ? { host: "127.0.0.1", port: 40001 } : undefined);
    expect(dialedHere(env, find)).toEqual({ SOURCE_HOST: "127.0.0.1", SOURCE_PORT: "40001", SOURCE_TLS: "disable" });
    expect(dialedHere({ ...env, TARGET_HOST: "shop.rds.amazonaws.com" }, find)).toBeUndefined();
  });
});
