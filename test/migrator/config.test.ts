// The program's environment: exactly what the rendered bootstrap Job and the Secrets of the service give it.
import { describe, expect, it } from "@jest/globals";
import { AUTHORITIES_FILE } from "../../cdk8s/database-authorities.js";
import { render } from "../../cdk8s/render.js";
import { readConfig } from "../../migrator/config.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { MoveCommand } from "../../domain/blueprint/types.js";
import { databaseRoles } from "../../domain/blueprint/roles.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Tier } from "../../domain/api/tier.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { CREDENTIALS, started } from "../fixtures/started.js";

const VERIFIED = { mode: "verify-full", caFile: AUTHORITIES_FILE };

/** What the container of a Job of a move from the cluster to RDS starts with. */
function mover(command: MoveCommand) {
  const [from, to] = (["10", "100"] as const).map((tier) => blueprint(webService({ userTier: tier }), webServiceClass()));
  if (from?.database === undefined || to?.database === undefined) throw new Error("no database");
  const job = {
    command,
    role: "move-job",
    id: "0123456789ab",
    attempt: 2,
    freezeSeconds: 90,
    source: from.database,
    target: to.database,
    by: "copy",
  } as const;
  const endpoint = { host: "db.example.com", port: 5432 };
  const late = { uploadQueueARNs: {}, databaseEndpoints: { [databaseRoles(to.database).main]: endpoint } };
  const options = { migratorImage: "migrator:1", poolerImage: "pooler:1", postgresRepository: "postgres" };
  const { children } = render({ ...from, otherDatabases: [to.database], move: { job } }, late, options);
  const isJob = ({ kind, spec }: KubeObject) => kind === "Job" && JSON.stringify(spec).includes(`"args":["${command}"]`);
  return started(children, isJob);
}

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

  it.each(["rehearse", "move", "catch-up", "verify", "undo"] as const)(
    "takes the environment of the Job that is to %s",
    (command) => {
      const { args, env } = mover(command);
      expect(readConfig(args, env)).toMatchObject({
        command,
        papers: { job: expect.any(String), signingKeyFile: expect.stringMatching(/^\//) },
        order: {
          move: "0123456789ab",
          attempt: 2,
          freezeSeconds: 90,
          by: "copy",
          source: {
            host: expect.stringMatching(/\.store\.svc$/),
            tls: { mode: "disable" },
            password: CREDENTIALS.masterPassword,
          },
          target: { host: "db.example.com", tls: { mode: "verify-full", caVariable: "TARGET_CA_FILE" } },
          ...{
            role: "app",
            database: "app",
            password: CREDENTIALS.applicationPassword,
            verifier: CREDENTIALS.applicationVerifier,
          },
        },
      });
    },
  );

  it.each([
    { variable: "MOVE_ID", value: "move 1" },
    { variable: "MOVE_ATTEMPT", value: "0" },
    { variable: "MOVE_BY", value: "magic" },
    { variable: "COPY_JOBS", value: "0" },
    { variable: "FREEZE_SECONDS", value: "long" },
    { variable: "SOURCE_PASSWORD", value: "" },
  ])("refuses $variable that is no such thing, and names it", ({ variable, value }) => {
    const { args, env } = mover("move");
    expect(() => readConfig(args, { ...env, [variable]: value })).toThrow(variable);
  });
});
