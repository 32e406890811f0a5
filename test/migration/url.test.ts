// The URL that the application receives, taken as it is by the drivers, against a server whose certificate an authority of
// its own signed, as RDS does. Only the place of the mounted file differs from that in a pod.
import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import pg from "pg";
import { AUTHORITIES_FILE } from "../../cdk8s/database-authorities.js";
import { render } from "../../cdk8s/render.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { ROLE } from "../../domain/blueprint/roles.js";
import { certify, newAuthority } from "../../local/aws/databases/authority.js";
import { at, only } from "../cdk8s/rendering.js";
import { OPTIONS } from "../cdk8s/arbitrary.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { CREDENTIALS, started } from "../fixtures/started.js";
import { postgresProgramFolder } from "../../local/postgres/programs.js";
import type { PostgresServer } from "../postgres/server.js";
import { startPostgres } from "../postgres/server.js";
import { asSuperuser, startProgram } from "./world.js";

jest.setTimeout(120_000);
const run = promisify(execFile);
const NAME = "an authority";
const [OURS, ANOTHER] = [newAuthority(NAME, Date.now()), newAuthority(NAME, Date.now())];
const PSYCOPG = "psycopg[binary]==3.3.9";
const QUESTION =
  "select current_user || ' in ' || current_database() || ', TLS ' || ssl from pg_stat_ssl where pid = pg_backend_pid()";
const ANSWER = "app in app, TLS true";

/** Asks the {@link QUESTION} with nothing but the URL. */
type Driver = { readonly name: string; readonly missing?: string; readonly ask: (url: string) => Promise<string> };

const python = psycopgPython();
const DRIVERS: readonly Driver[] = [
  { name: "node-postgres", ask: askNodePostgres },
  { name: "libpq", ask: askPsql },
  {
    name: "psycopg",
    missing: typeof python === "string" ? undefined : python.missing,
    ask: (url) => askPsycopg(typeof python === "string" ? python : "", url),
  },
];

let server: PostgresServer;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tenfold-url-"));
  server = await startPostgres({ tls: certify(OURS, NAME, { hosts: ["localhost"], now: Date.now() }) });
  await asSuperuser(server, `CREATE ROLE tenfold LOGIN CREATEROLE CREATEDB PASSWORD '${CREDENTIALS.masterPassword}'`);
  const { args, env } = startedIn("bootstrap", OURS.certificate);
  const { code, output } = await startProgram(args, env).end;
  if (code !== 0) throw new Error(output);
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The environment of a container, with the ConfigMap that is mounted there as a file. */
function startedIn(what: "web" | "bootstrap", certificates: string) {
  const late = { uploadQueueARNs: {}, databaseHost: "localhost", databasePort: server.port };
  const service = webService({ userTier: "100" });
  const rendered = render(blueprint(service, webServiceClass({ databaseAuthorities: certificates })), late, OPTIONS);
  const file = join(folder, `${what}.pem`);
  const mounted = only(rendered, BUILT_IN.configMap, ROLE.databaseAuthorities)["data"] as Readonly<Record<string, string>>;
  writeFileSync(file, mounted["ca.pem"] ?? "");
  const isIt = (kind: string) => (what === "web" ? kind === "Deployment" : kind === "Job");
  const { args, env } = started(rendered.children, (object) => isIt(object.kind) && at(object, "spec.template") !== undefined);
  const moved = Object.entries(env).map(([name, value]) => [name, value.replace(AUTHORITIES_FILE, file)]);
  return { args, env: Object.fromEntries(moved) as Readonly<Record<string, string>> };
}

const urlFor = (certificates: string): string => startedIn("web", certificates).env["DATABASE_URL"] ?? "";

for (const { name, missing, ask } of DRIVERS) {
  const test = missing === undefined ? it : it.skip;
  describe(`DATABASE_URL, given to ${name} as it is${missing === undefined ? "" : `: ${missing}`}`, () => {
    test("reaches the database over verified TLS", async () => {
      expect(await ask(urlFor(OURS.certificate))).toBe(ANSWER);
    });

    test("is refused where another authority is trusted, of the same name", async () => {
      await expect(ask(urlFor(ANOTHER.certificate))).rejects.toThrow(/certificate/i);
    });

    test("is refused where the server's certificate names another host", async () => {
      const elsewhere = urlFor(OURS.certificate).replace("@localhost:", "@127.0.0.1:");
      await expect(ask(elsewhere)).rejects.toThrow(/127\.0\.0\.1/);
    });
  });
}

describe("the bootstrap Job", () => {
  it("refuses a server that another authority signed", async () => {
    const { args, env } = startedIn("bootstrap", ANOTHER.certificate);
    const { lines } = await startProgram([...args, "--wait-seconds", "1"], env).end;
    expect(lines.at(-1)).toMatchObject({ code: "tls" });
  });
});

async function askNodePostgres(connectionString: string): Promise<string> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Readonly<Record<string, string>>>(QUESTION);
    return Object.values(rows[0] ?? {})[0] ?? "";
  } finally {
    await client.end();
  }
}

async function askPsql(url: string): Promise<string> {
  const { stdout } = await run(join((await postgresProgramFolder(["psql"])) ?? "", "psql"), [
    "-X",
    "-A",
    "-t",
    "-c",
    QUESTION,
    url,
  ]);
  return stdout.trim();
}

async function askPsycopg(program: string, url: string): Promise<string> {
  const text = "import psycopg, sys; print(psycopg.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])";
  const { stdout } = await run(program, ["-c", text, url, QUESTION]);
  return stdout.trim();
}

/** A Python that has psycopg, made once below .build; or why there is none. */
function psycopgPython(): string | { readonly missing: string } {
  const home = ".build/psycopg";
  const program = join(home, "bin", "python");
  const quietly = { stdio: "ignore", timeout: 100_000 } as const;
  try {
    if (!existsSync(program)) execFileSync("python3", ["-m", "venv", home], quietly);
    execFileSync(program, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", PSYCOPG], quietly);
    return program;
  } catch {
    return { missing: `needs python3 with pip, and ${PSYCOPG} from its index` };
  }
}
