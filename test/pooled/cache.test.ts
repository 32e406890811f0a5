// The password of the cache, by a real Valkey: what pods are given opens it, and nothing else does.
import type { ChildProcess } from "node:child_process";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { credentialsFor, fillSecret } from "../../cdk8s/fill-secret.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { listAt, textAt } from "../../domain/observed/reading.js";
import { certify, newAuthority } from "../../local/aws/databases/authority.js";
import { unprivilegedAccount } from "../../local/postgres/account.js";
import { newerPostgres, type Valkey } from "../../local/postgres/newer.js";
import { randomCredentials } from "../../operator/adapters/random-credentials.js";
import { blueprintOf, only, renderedFrom } from "../cdk8s/rendering.js";
import { allLate } from "../cdk8s/arbitrary.js";
import { freePort } from "../postgres/server.js";
import { until } from "./world.js";

const run = promisify(execFile);
const HOST = "127.0.0.1";

const folder = mkdtempSync(join(tmpdir(), "tenfold-cache-"));
const authority = join(folder, "ca.pem");
let port: number;
let valkey: Valkey;
let server: ChildProcess | undefined;

/** As a container's environment has it: the Secret as the operator fills it, and the variables that name others replaced. */
async function environment(): Promise<Readonly<Record<string, string>>> {
  const late = { ...allLate({}), cacheEndpoint: `${HOST}:${port}` };
  const rendered = renderedFrom(blueprintOf({ userTier: "10k" }), late);
  const asked = only(rendered, BUILT_IN.secret, "cache");
  const secret = fillSecret(asked, await randomCredentials.fresh(credentialsFor(asked)));
  return expanded(only(rendered, BUILT_IN.deployment, "web"), secret);
}

function expanded(deployment: KubeObject, secret: KubeObject): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const entry of listAt(deployment, "spec", "template", "spec", "containers", 0, "env")) {
    const reference = textAt(entry, "valueFrom", "secretKeyRef", "name");
    const key = textAt(entry, "valueFrom", "secretKeyRef", "key") ?? "";
    const text = reference === secret.metadata.name ? textAt(secret, "stringData", key) : textAt(entry, "value");
    values[textAt(entry, "name") ?? ""] = (text ?? "").replace(
      /\$\(([A-Z_]+)\)/g,
      (whole, name: string) => values[name] ?? whole,
    );
  }
  return values;
}

/** What the client prints; it says refusals of the server there as well. */
async function ask(parameters: readonly string[]): Promise<string> {
  const { stdout } = await run(valkey.client, ["--no-auth-warning", "--tls", "--cacert", authority, ...parameters]);
  return stdout.trim();
}

async function startWith(password: string): Promise<void> {
  const files = ["--tls-cert-file", join(folder, "cert.pem"), "--tls-key-file", join(folder, "key.pem")];
  const tls = ["--port", "0", "--tls-port", String(port), ...files, "--tls-ca-cert-file", authority, "--tls-auth-clients", "no"];
  const rest = ["--requirepass", password, "--cluster-enabled", "yes", "--bind", HOST, "--save", "", "--dir", folder];
  server = spawn(valkey.server, [...tls, ...rest], { stdio: "ignore", ...unprivilegedAccount() });
  await until(async () => /NOAUTH|PONG/.test(await ask(["-h", HOST, "-p", String(port), "PING"]).catch(() => "")));
}

beforeAll(async () => {
  const reasons: string[] = [];
  const found = await newerPostgres((line) => void reasons.push(line));
  if (found === undefined) throw new Error(reasons.join("; "));
  valkey = found.valkey;
  port = await freePort();
  const signer = newAuthority("cache", Date.now());
  const certified = certify(signer, "cache", { hosts: [HOST], now: Date.now() });
  const account = unprivilegedAccount();
  const texts = { "ca.pem": signer.certificate, "cert.pem": certified.certificate, "key.pem": certified.key };
  if (account) chownSync(folder, account.uid, account.gid);
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(join(folder, name), text);
    if (account) chownSync(join(folder, name), account.uid, account.gid);
  }
});

afterAll(async () => {
  if (server?.exitCode === null && server.kill("SIGKILL")) await once(server, "exit");
  rmSync(folder, { recursive: true, force: true });
});

describe("a cache with a password", () => {
  it("is opened by what CACHE_URL says, over TLS and in cluster mode", async () => {
    const { CACHE_URL = "", CACHE_PASSWORD = "" } = await environment();
    expect(CACHE_PASSWORD).toMatch(/^[A-Za-z0-9]{32,128}$/);
    // valkey-cli takes an empty name of a user for a name, so it is not given the URL itself.
    const url = new URL(CACHE_URL);
    expect(url).toMatchObject({ protocol: "rediss:", username: "", password: CACHE_PASSWORD });
    await startWith(CACHE_PASSWORD);
    const access = ["-h", url.hostname, "-p", url.port, "-a", url.password];
    expect(await ask([...access, "PING"])).toBe("PONG");
    expect(await ask([...access, "INFO", "cluster"])).toContain("cluster_enabled:1");
  });

  it("answers nobody else: neither without a password nor with another service's", async () => {
    const { CACHE_PASSWORD = "" } = await environment();
    const at = ["-h", HOST, "-p", String(port)];
    expect(await ask([...at, "GET", "session"])).toContain("NOAUTH");
    expect(await ask([...at, "-a", CACHE_PASSWORD, "GET", "session"])).toContain("NOAUTH");
    expect(await ask([...at, "AUTH", CACHE_PASSWORD])).toContain("WRONGPASS");
  });
});
