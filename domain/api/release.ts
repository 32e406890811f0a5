// What this release is called, and what it uses where nobody says otherwise. The operator and the command line agree on it here.

export const VERSION = "0.1.0";

/** Images that are rendered into children. Repository of PostgreSQL without tag: the major version is its tag. */
export const DEFAULT_IMAGES = {
  migratorImage: `tenfold-migrator:${VERSION}`,
  poolerImage: `tenfold-pooler:${VERSION}`,
  postgresRepository: "postgres",
} as const;

/** Seconds for which an old way in is kept after DNS has moved: the records' TTL of 60, and five minutes for clients that resolve late. */
export const DEFAULT_DRAIN_SECONDS = 360;
