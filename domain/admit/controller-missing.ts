// A kind that the cluster does not know: which controller brings it, and what becomes of the rest.
import type { Part } from "../api/status.js";
import type { Problem } from "./problem.js";

/** Controllers by the group of the kinds that they serve. */
const CONTROLLERS: Readonly<Record<string, string>> = {
  "elbv2.k8s.aws": "the AWS Load Balancer Controller",
  "keda.sh": "KEDA",
};

export function controllerFor(apiVersion: string): string {
  const group = apiVersion.split("/")[0] ?? "";
  const service = group.endsWith(".services.k8s.aws") ? group.split(".")[0] : undefined;
  return service === undefined
    ? (CONTROLLERS[group] ?? `the controller of ${group}`)
    : `the ACK controller for ${service} (${service}-controller)`;
}

type Missing = { readonly apiVersion: string; readonly kind: string; readonly part?: Part };

export function controllerMissing({ apiVersion, kind, part }: Missing): Problem {
  return {
    reason: "ControllerMissing",
    part,
    stalls: false,
    message: `${kind} is not known to the cluster: install ${controllerFor(apiVersion)}. The rest of the service works; this part goes on by itself.`,
  };
}
