// The program's environment: exactly what the rendered bootstrap Job and the Secrets of the service give it.
import { describe, expect, it } from "@jest/globals";
import { fillSecret } from "../../cdk8s/fill-secret.js";
import { render } from "../../cdk8s/render.js";
import { readConfig } from "../../migrator/config.js";
import { scramVerifier } from "../../domain/credentials/scram.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Tier } from "../../domain/api/tier.js";
import { webService, webServiceClass } from "../fixtures/services.js";

const CREDENTIALS = {
  masterPassword: "master-password",
  applicationPassword: "app-password",
  applicationVerifier: scramVerifier("app-password", Buffer.alloc(16, 7), 4096),
};

type Variable = {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
};
type Job = { readonly template: { readonly spec: { readonly containers: readonly { args: string[]; env: Variable[] }[] } } };

/** What the container of the bootstrap Job starts with, once the kubelet has looked up the Secrets. */
function started(tier: Tier) {
  const late = { uploadQueueARNs: {}, databaseHost: "db.example.com", databasePort: 5432 };
  const options = { migratorImage: "migrator:1", postgresRepository: "postgres" };
  const { children } = render(blueprint(webService({ userTier: tier }), webServiceClass()), late, options);
  const secrets = children
    .filter(({ kind }) => kind.kind === "Secret")
    .map(
      ({ object }) =>
        fillSecret(object, CREDENTIALS) as unknown as { metadata: { name: string }; stringData: Record<string, string> },
    );
  const job = children.find(({ kind }) => kind.kind === "Job")?.object as unknown as { readonly spec: Job } | undefined;
  const container = job?.spec.template.spec.containers[0];
  if (container === undefined) throw new Error("no bootstrap Job");
  const valueOf = ({ value, valueFrom }: Variable) =>
    value ??
    secrets.find(({ metadata }) => metadata.name === valueFrom?.secretKeyRef.name)?.stringData[valueFrom?.secretKeyRef.key ?? ""];
  return { args: container.args, env: Object.fromEntries(container.env.map((entry) => [entry.name, valueOf(entry)])) };
}

describe("readConfig", () => {
  it.each([
    { tier: "10" as const, host: /\.store\.svc$/, mode: "disable" },
    { tier: "10k" as const, host: /^db\.example\.com$/, mode: "require" },
    { tier: "1M" as const, host: /^db\.example\.com$/, mode: "require" },
  ])("takes the environment of the Job of tier $tier, every variable of it", ({ tier, host, mode }) => {
    const { args, env } = started(tier);
    expect(readConfig(args, env)).toEqual({
      command: "bootstrap",
      waitSeconds: 300,
      server: {
        host: expect.stringMatching(host),
        port: 5432,
        user: "tenfold",
        password: CREDENTIALS.masterPassword,
        tls: { mode, caFile: undefined },
      },
      order: { masterDatabase: "postgres", role: "app", database: "app", verifier: CREDENTIALS.applicationVerifier },
    });
    expect(JSON.stringify(env)).not.toContain(CREDENTIALS.applicationPassword);
  });
});
