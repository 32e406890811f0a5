// The first import of every program, since imports run in their order: ends the program in one line on a Node that is too old, before a
// library crashes on what that Node lacks. Imports nothing, and says nothing that an old Node could not read.

/** As package.json says under engines: what undici asks for. */
const NEEDED = { major: 22, minor: 19 } as const;
const EXIT_FAILED = 1;

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < NEEDED.major || (major === NEEDED.major && minor < NEEDED.minor);
}

if (isTooOld(process.versions.node)) {
  const needed = `Node ${NEEDED.major}.${NEEDED.minor} or newer`;
  const found = `Node ${process.versions.node} at ${process.execPath}`;
  process.stderr.write(
    `tenfold: this program needs ${needed} and was started with ${found}: start it with a newer one; in a checkout "make" brings one, node_modules/.bin/node\n`,
  );
  process.exit(EXIT_FAILED);
}
