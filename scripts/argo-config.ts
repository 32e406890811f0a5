// deploy/argocd/argocd-cm.yaml: the Lua scripts beside it, as Argo CD's settings want them.
import { readFileSync } from "node:fs";
import { stringify } from "yaml";

const FOLDER = "deploy/argocd";
const KIND = "tenfold.dev_WebService";
const ACTIONS = ["suspend", "resume", "approve"] as const;

/** The working directory is the checkout. */
export function argoConfig(): unknown {
  const script = (path: string): string => readFileSync(`${FOLDER}/${path}`, "utf8");
  const definitions = ACTIONS.map((name) => ({ name, "action.lua": script(`actions/${name}/action.lua`) }));
  const actions = { "discovery.lua": script("actions/discovery.lua"), definitions };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "argocd-cm", namespace: "argocd", labels: { "app.kubernetes.io/part-of": "argocd" } },
    data: {
      [`resource.customizations.health.${KIND}`]: script("health.lua"),
      [`resource.customizations.actions.${KIND}`]: stringify(actions, { lineWidth: 0 }),
    },
  };
}
