// PostgreSQL 17, PgBouncer and Valkey beside what the machine has: unpacked, with the libraries and the loader that they were built for.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { debianArchives } from "./debian-packages.js";

const run = promisify(execFile);

export type NewerPostgres = { readonly major: 17; readonly bin: string; readonly pgbouncer: string; readonly valkey: Valkey };
/** Programs. */
export type Valkey = { readonly server: string; readonly client: string };

/** Undefined where it cannot be had; `say` hears why. */
export async function newerPostgres(say: (line: string) => void = () => undefined): Promise<NewerPostgres | undefined> {
  try {
    return await unpacked(await debianArchives());
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    say(`PostgreSQL 17 cannot be had here (${reason}); the installed version is used instead, where there is one`);
    return undefined;
  }
}

/** Not in the cache, which only its owner may read: a server does not run as root. */
async function unpacked(archives: readonly string[]): Promise<NewerPostgres> {
  const fingerprint = createHash("sha256")
    .update(archives.map((file) => basename(file)).join("\n"))
    .digest("hex")
    .slice(0, 12);
  const root = join(tmpdir(), `tenfold-postgres-17-${fingerprint}`);
  if (!existsSync(root)) {
    const fresh = mkdtempSync(`${root}-`);
    chmodSync(fresh, 0o755);
    for (const archive of archives) await run("dpkg", ["-x", archive, fresh]);
    wrapPrograms(fresh, root);
    if (existsSync(root)) rmSync(fresh, { recursive: true });
    else renameSync(fresh, root);
  }
  if (statSync(root).uid !== process.getuid?.()) throw new Error(`${root} belongs to somebody else`);
  return { major: 17, bin: join(root, BIN), pgbouncer: join(root, "usr/sbin/pgbouncer"), valkey: valkeyIn(root) };
}

function valkeyIn(root: string): Valkey {
  return { server: join(root, "usr/bin/valkey-server"), client: join(root, "usr/bin/valkey-cli") };
}

const HOME = "usr/lib/postgresql/17";
const BIN = `${HOME}/bin`;

/** Each program becomes a script that starts it with its own loader, under the path that it looks for its files from. */
function wrapPrograms(fresh: string, root: string): void {
  const [libraries = ""] = readdirSync(join(fresh, "usr/lib")).filter((name) => name.endsWith("-linux-gnu"));
  const loader = readdirSync(join(fresh, "usr/lib", libraries)).find((name) => /^ld-linux.*\.so\.\d+$/.test(name));
  if (loader === undefined) throw new Error("the packages hold no dynamic loader");
  // Would want a compiler's library that is larger than all the rest.
  rmSync(join(fresh, HOME, "lib/llvmjit.so"), { force: true });
  const lib = join(root, "usr/lib", libraries);
  for (const folder of [BIN, "usr/sbin", "usr/bin"]) {
    const originals = `${folder}-original`;
    renameSync(join(fresh, folder), join(fresh, originals));
    mkdirSync(join(fresh, folder));
    for (const name of readdirSync(join(fresh, originals))) {
      const start = `exec ${join(lib, loader)} --library-path ${lib} --argv0 ${join(root, folder, name)} ${join(root, originals, name)} "$@"`;
      writeFileSync(join(fresh, folder, name), `#!/bin/sh\n${start}\n`, { mode: 0o755 });
    }
  }
}
