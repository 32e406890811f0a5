// PgBouncer for tests, 1.24 or newer.
export function pgbouncer(): Promise<string> {
  return Promise.resolve("/tmp/w/pgb-apt/bin/pgbouncer");
}
