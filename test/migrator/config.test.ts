// The program's environment: exactly what the rendered bootstrap Job and the Secrets of the service give it.
import { describe, expect, it } from "@jest/globals";
import { AUTHORITIES_FILE } from "../../cdk8s/database-authorities.js";
import { render } from "../../cdk8s/render.js";
import { readConfig } from "../../migrator/config.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Tier } from "../../domain/api/tier.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { CREDENTIALS, started } from "../fixtures/started.js";

const VERIFIED = { mode: "verify-full", caFile: AUTHORITIES_FILE };

/** What the container of the bootstrap Job starts with. */
function bootstrap(tier: Tier) {
  const late = { uploadQueueARNs: {}, databaseHost: "db.example.com", databasePort: 5432 };
  const options = { migratorImage: "migrator:1", poolerImage: "pooler:1", postgresRepository: "postgres" };
  const { children } = render(blueprint(webService({ userTier: tier }), webServiceClass()), late, options);
  return started(children, ({ kind }) => kind === "Job");
}

describe("readConfig", () => {
  it.each([
    { tier: "10" as const, host: /\.store\.svc$/, tls: { mode: "disable", caFile: undefined } },
    { tier: "10k" as const, host: /^db\.example\.com$/, tls: VERIFIED },
    { tier: "1M" as const, host: /^db\.example\.com$/, tls: VERIFIED },
  ])("takes the environment of the Job of tier $tier, every variable of it", ({ tier, host, tls }) => {
    const { args, env } = bootstrap(tier);
    expect(readConfig(args, env)).toEqual({
      command: "bootstrap",
      waitSeconds: 300,
      server: {
        host: expect.stringMatching(host),
        port: 5432,
        user: "tenfold",
        password: CREDENTIALS.masterPassword,
        tls,
      },
      order: { masterDatabase: "postgres", role: "app", database: "app", verifier: CREDENTIALS.applicationVerifier },
    });
    expect(JSON.stringify(env)).not.toContain(CREDENTIALS.applicationPassword);
  });
});
