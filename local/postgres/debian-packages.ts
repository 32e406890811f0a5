// Packages of a newer Debian than this machine's, from the mirror that the machine is set up with: apt chooses the version, and verifies
// its signature and sums. Nothing is installed: the archives lie in the user's cache.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

const SUITE = "trixie";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const PATIENCE_MS = 300_000;

/** The programs, and every library that they load: those of this machine are too old for them. */
const PACKAGES = [
  ...["postgresql-17", "postgresql-client-17", "pgbouncer", "libpq5", "libc6", "libgcc-s1", "libstdc++6"],
  ...[
    "libgssapi-krb5-2",
    "libkrb5-3",
    "libk5crypto3",
    "libkrb5support0",
    "libcom-err2",
    "libkeyutils1",
    "libldap2",
    "libsasl2-2",
  ],
  ...["libicu76", "libssl3t64", "libxml2", "libxslt1.1", "liblz4-1", "libzstd1", "liblzma5", "zlib1g", "libxxhash0", "libuuid1"],
  ...[
    "libpam0g",
    "libaudit1",
    "libcap-ng0",
    "libcap2",
    "libselinux1",
    "libpcre2-8-0",
    "libsystemd0",
    "libcares2",
    "libevent-2.1-7t64",
  ],
  // Of the cache, and what it loads beside.
  ...["valkey-server", "valkey-tools", "libjemalloc2", "liblzf1", "libatomic1"],
];

/** The archives; fetched at most once. Throws with a reason where they cannot be had. */
export async function debianArchives(): Promise<readonly string[]> {
  const root = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(root, "tenfold", "debian", `${SUITE}-${fingerprint(PACKAGES)}`);
  if (!existsSync(folder)) await fetchInto(folder);
  const names = readdirSync(folder).filter((name) => name.endsWith(".deb"));
  return names.sort().map((name) => join(folder, name));
}

/** Another list of packages is another folder. */
function fingerprint(packages: readonly string[]): string {
  return createHash("sha256").update(packages.join("\n")).digest("hex").slice(0, 12);
}

async function fetchInto(folder: string): Promise<void> {
  mkdirSync(join(folder, ".."), { recursive: true });
  const work = mkdtempSync(`${folder}-`);
  try {
    const env = { ...process.env, APT_CONFIG: aptConfig(work, mirror()) };
    await run("apt-get", ["-q", "update"], { env, cwd: work, timeout: PATIENCE_MS });
    const archives = join(work, "archives");
    mkdirSync(archives);
    await run("apt-get", ["-q", "download", ...PACKAGES], { env, cwd: archives, timeout: PATIENCE_MS });
    // Only a whole set gets the name; whoever comes second keeps what the first has put there.
    if (!existsSync(folder)) renameSync(archives, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** An apt of its own: its lists, its keys, nothing of the system's. */
function aptConfig(work: string, uri: string): string {
  for (const name of ["state/lists/partial", "cache/archives/partial"]) mkdirSync(join(work, name), { recursive: true });
  writeFileSync(join(work, "status"), "");
  writeFileSync(join(work, "sources.list"), `deb [signed-by=${KEYRING}] ${uri} ${SUITE} main\n`);
  const settings = {
    "Dir::State": join(work, "state"),
    "Dir::State::status": join(work, "status"),
    "Dir::Cache": join(work, "cache"),
    "Dir::Etc::sourcelist": join(work, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferencesparts": "/dev/null",
    "Acquire::Languages": "none",
    // Else a user of apt's own must be able to write here.
    "APT::Sandbox::User": "root",
  };
  const file = join(work, "apt.conf");
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([name, value]) => `${name} "${value}";\n`)
      .join(""),
  );
  return file;
}

/** Where this machine gets Debian's packages from. */
function mirror(): string {
  const parts = "/etc/apt/sources.list.d";
  const files = ["/etc/apt/sources.list", ...(existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : [])];
  const text = files
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  const [uri] = /^(?:URIs:|deb\s(?:\[[^\]]*\]\s)?)\s*\S+\/debian\/?(?=\s|$)/m.exec(text) ?? [];
  const found = uri?.split(/\s+/).at(-1);
  if (found === undefined) throw new Error("this machine has no mirror of Debian among its package sources");
  return found;
}
