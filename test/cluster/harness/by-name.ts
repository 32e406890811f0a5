// Test files run in the order of their names, on every machine.
type TestFile = { readonly path: string };

class ByName {
  sort(files: readonly TestFile[]): readonly TestFile[] {
    return [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  shard(files: readonly TestFile[]): readonly TestFile[] {
    return files;
  }

  allFailedTests(files: readonly TestFile[]): readonly TestFile[] {
    return files;
  }

  cacheResults(): void {
    // Nothing is remembered: the order does not depend on earlier runs.
  }
}

// eslint-disable-next-line no-restricted-syntax -- the contract of jest's testSequencer
export default ByName;
