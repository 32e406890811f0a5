// Makes what proves identities in a control plane: bearer tokens, kubeconfigs, and the key that signs service account tokens.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { stringify } from "yaml";
import { certify, newAuthority } from "../aws/databases/authority.js";
import type { Access } from "./api-request.js";
import { callers, kubeconfigOf, type Caller, type Layout } from "./layout.js";

const OWNER_ONLY = { mode: 0o600 };
/** The API server's name towards servers that it passes requests on to. */
export const FRONT_PROXY = "front-proxy";

// Nobody needs more rights than here: Kubernetes binds its own roles to the names of its own components.
const identities: Readonly<Record<Caller, { readonly user: string; readonly groups: string }>> = {
  admin: { user: "admin", groups: "system:masters" },
  "kube-controller-manager": { user: "system:kube-controller-manager", groups: "" },
  "kube-scheduler": { user: "system:kube-scheduler", groups: "" },
  // Acts for kubelets and for the storage driver at once; no built-in role covers both.
  kwok: { user: "kwok", groups: "system:masters" },
};

/** Keeps what is there already, so that a cluster that is started again still accepts its old tokens. */
export async function ensureCredentials(layout: Layout): Promise<void> {
  for (const folder of [layout.certificates, layout.kubeconfigs, layout.logs, layout.pids]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  if (!existsSync(layout.tokens)) {
    const lines = callers.map((caller) => {
      const { user, groups } = identities[caller];
      return [randomBytes(24).toString("hex"), user, caller, `"${groups}"`].join(",");
    });
    await writeFile(layout.tokens, `${lines.join("\n")}\n`, OWNER_ONLY);
  }
  if (!existsSync(layout.serviceAccountPublicKey)) {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    await writeFile(layout.serviceAccountKey, privateKey.export({ type: "pkcs8", format: "pem" }), OWNER_ONLY);
    await writeFile(layout.serviceAccountPublicKey, publicKey.export({ type: "spki", format: "pem" }), OWNER_ONLY);
  }
  if (!existsSync(layout.frontProxyKey)) await writeFrontProxy(layout);
}

/** Servers behind an APIService believe it who asks. Its key comes last: it says that all are there. */
async function writeFrontProxy(layout: Layout): Promise<void> {
  const now = Date.now();
  const name = "front-proxy-authority";
  const authority = newAuthority(name, now);
  const { certificate, key } = certify(authority, name, { hosts: [FRONT_PROXY], now });
  await writeFile(layout.frontProxyAuthority, authority.certificate, OWNER_ONLY);
  await writeFile(layout.frontProxyCertificate, certificate, OWNER_ONLY);
  await writeFile(layout.frontProxyKey, key, OWNER_ONLY);
}

export async function accessOf(layout: Layout, server: string, caller: Caller): Promise<Access> {
  const lines = (await readFile(layout.tokens, "utf8")).split("\n").map((line) => line.split(","));
  const token = lines.find(([, , uid]) => uid === caller)?.[0];
  if (token === undefined) throw new Error(`${layout.tokens} has no token for ${caller}`);
  return { server, token, certificateAuthority: await readFile(layout.caFile, "utf8") };
}

/** Possible only once the API server has written its certificate. */
export async function writeKubeconfigs(layout: Layout, server: string): Promise<void> {
  for (const caller of callers) {
    await writeKubeconfig(kubeconfigOf(layout, caller), { ...(await accessOf(layout, server, caller)), user: caller });
  }
}

export type KubeconfigContent = Access & { readonly user: string; readonly namespace?: string };

export async function writeKubeconfig(path: string, content: KubeconfigContent): Promise<void> {
  const { server, certificateAuthority, token, user, namespace } = content;
  const name = "tenfold-local";
  const authority = Buffer.from(certificateAuthority).toString("base64");
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server, "certificate-authority-data": authority } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name, context: { cluster: name, user, ...(namespace === undefined ? {} : { namespace }) } }],
    "current-context": name,
  };
  await writeFile(path, stringify(kubeconfig), OWNER_ONLY);
}
