// Jest runs the compiled output: no transform, real ES modules.
const base = {
  testEnvironment: "node",
  transform: {},
  moduleFileExtensions: ["js", "json"],
  // Nothing else is looked at: neither sources nor the files of a running cluster.
  roots: ["<rootDir>/dist"],
};
// Those of these names run on control planes of their own, so that they run side by side.
const clusterTests = (...names) => names.map((name) => `<rootDir>/dist/test/cluster/${name}.test.js`);
const OF_DATA = ["backups", "data", "ending", "lost-data"];
const MOVING = clusterTests("adopted-database", "gates", "lost-cluster", "moves", "programs", "replica-moves", ...OF_DATA);
const DASHBOARD = clusterTests("dashboard");
const LADDER = clusterTests("docs-tutorial", "ladder", "pairs", "walk");

function onControlPlane(displayName, testFolder, files) {
  return {
    ...base,
    displayName,
    testMatch: ["<rootDir>/dist/test/cluster/**/*.test.js"],
    globals: { testFolder },
    globalSetup: "<rootDir>/dist/test/cluster/harness/global-setup.js",
    globalTeardown: "<rootDir>/dist/test/cluster/harness/global-teardown.js",
    ...files,
  };
}

export default {
  // For machines that do other things beside: no test measures time.
  testTimeout: 60_000,
  testSequencer: "<rootDir>/dist/test/cluster/harness/by-name.js",
  projects: [
    {
      ...base,
      displayName: "unit",
      testMatch: ["<rootDir>/dist/test/**/*.test.js"],
      testPathIgnorePatterns: [
        "/node_modules/",
        ...["cluster", "server", "argocd", "keda", "afterwards", "migration", "pooled", "e2e"].map(
          (name) => `<rootDir>/dist/test/${name}/`,
        ),
      ],
    },
    onControlPlane("cluster", ".local/test", { testPathIgnorePatterns: [...DASHBOARD, ...MOVING, ...LADDER] }),
    onControlPlane("dashboard", ".local/test-dashboard", { testMatch: DASHBOARD }),
    onControlPlane("moving", ".local/test-moving", { testMatch: MOVING }),
    onControlPlane("ladder", ".local/test-ladder", { testMatch: LADDER }),
    // Beside a real Argo CD.
    onControlPlane("argocd", ".local/test-argocd", { testMatch: ["<rootDir>/dist/test/argocd/**/*.test.js"] }),
    // Beside a real KEDA.
    onControlPlane("keda", ".local/test-keda", { testMatch: ["<rootDir>/dist/test/keda/**/*.test.js"] }),
    // Looks back at all of these.
    { ...base, displayName: "afterwards", testMatch: ["<rootDir>/dist/test/afterwards/**/*.test.js"] },
    // Each of these starts a control plane of its own.
    { ...base, displayName: "server", testMatch: ["<rootDir>/dist/test/server/**/*.test.js"] },
    // On a kind cluster, made by "make e2e-kind".
    { ...base, displayName: "e2e", testMatch: ["<rootDir>/dist/test/e2e/*.test.js"] },
    { ...base, displayName: "pooled", testMatch: ["<rootDir>/dist/test/pooled/**/*.test.js"] },
    { ...base, displayName: "migration", testMatch: ["<rootDir>/dist/test/migration/**/*.test.js"] },
  ],
};
