// The manifest by which Krew, kubectl's manager of plugins, installs the command line. Pure.
import { stringify } from "yaml";
import type { Platform } from "./platforms.js";
import { nameOf } from "./platforms.js";

export type Archive = { readonly platform: Pick<Platform, "os" | "arch">; readonly file: string; readonly sha256: string };

/** `base`: URL of the folder that the archives are in; whoever releases puts their own. */
export function krewManifest(version: string, base: string, archives: readonly Archive[]): string {
  return stringify(
    {
      apiVersion: "krew.googlecontainertools.github.com/v1alpha2",
      kind: "Plugin",
      metadata: { name: "tenfold" },
      spec: {
        version: `v${version}`,
        homepage: base,
        shortDescription: "Plan, show and approve what Tenfold makes of a WebService",
        description:
          "Shows what each number of users gets, what a change of it would do, cost and wait for,\nhow a service stands, and approves plans. Needs no cluster for files.\n",
        caveats:
          "Nothing of the cluster is changed by reading commands. `kubectl tenfold check` says whether\nTenfold's operator and its controllers are there, and which rights you have.\n",
        platforms: archives.map(({ platform: { os, arch }, file, sha256 }) => ({
          selector: { matchLabels: { os, arch } },
          uri: `${base}/${file}`,
          sha256,
          bin: "kubectl-tenfold",
          files: [{ from: `tenfold-${nameOf({ os, arch })}/*`, to: "." }],
        })),
      },
    },
    { lineWidth: 0 },
  );
}
