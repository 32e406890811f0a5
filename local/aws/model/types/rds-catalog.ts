// Which engine versions and instance classes the local RDS offers: those that AWS offers for PostgreSQL, in short.
export const ENGINE_VERSIONS: Readonly<Record<string, readonly string[]>> = {
  postgres: ["13.22", "14.19", "15.14", "16.4", "16.10", "17.4", "17.6", "18.1"],
  "aurora-postgresql": ["13.22", "14.19", "15.14", "16.4", "16.10", "17.4", "17.6"],
};

const NEWEST_MAJOR = 18;

const TINY = ["micro", "small", "medium", "large", "xlarge", "2xlarge"];
const LARGE = ["large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"];
const LARGEST = [...LARGE, "24xlarge"];

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  t3: TINY,
  t4g: TINY,
  m5: LARGEST,
  m6g: LARGE,
  m6i: LARGEST,
  m7g: LARGE,
  m7i: LARGEST,
  m8g: LARGEST,
  r5: LARGEST,
  r6g: LARGE,
  r6i: LARGEST,
  r7g: LARGE,
  r7i: LARGEST,
  r8g: LARGEST,
};
const AURORA_FAMILIES = /^(t3|t4g|r)/;

/** "17" → "17.6", "16.4" → "16.4"; undefined: not offered. */
export function fullVersion(engine: string, version: string | undefined): string | undefined {
  const offered = ENGINE_VERSIONS[engine] ?? [];
  if (version === undefined) return offered.at(-2);
  return offered.findLast((known) => known === version || known.startsWith(`${version}.`));
}

export function isOffered(engine: string, instanceClass: string): boolean {
  if (instanceClass === "db.serverless") return engine === "aurora-postgresql";
  const [, family = "", size = ""] = /^db\.([a-z0-9]+)\.([a-z0-9]+)$/.exec(instanceClass) ?? [];
  if (FAMILIES[family]?.includes(size) !== true) return false;
  if (engine !== "aurora-postgresql") return true;
  return AURORA_FAMILIES.test(family) && !["micro", "small"].includes(size);
}

export function offeredClasses(engine: string): readonly string[] {
  const all = Object.entries(FAMILIES).flatMap(([family, sizes]) => sizes.map((size) => `db.${family}.${size}`));
  return all.filter((instanceClass) => isOffered(engine, instanceClass));
}

export function minorOf(version: string): number {
  return Number(version.split(".")[1] ?? 0);
}

export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}

/**
 * The versions that one is upgraded to. Several majors are taken in one step; the newest of them only by the newest minor version, since an
 * older one knows nothing of what came after it.
 */
export function upgradeTargets(engine: string, version: string): readonly string[] {
  const offered = ENGINE_VERSIONS[engine] ?? [];
  const major = majorOf(version);
  const isNewestMinor = fullVersion(engine, String(major)) === version;
  return offered.filter((other) =>
    majorOf(other) === major
      ? minorOf(other) > minorOf(version)
      : majorOf(other) > major && (isNewestMinor || majorOf(other) < NEWEST_MAJOR),
  );
}
