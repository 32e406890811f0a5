import { describe, expect, it } from "@jest/globals";
import type { Binaries } from "../../../local/control-plane/build.js";
import { commandLine, type Setup } from "../../../local/control-plane/command-lines.js";
import { layoutOf } from "../../../local/control-plane/layout.js";

const binaries: Binaries = {
  etcd: "etcd",
  "kube-apiserver": "kube-apiserver",
  "kube-controller-manager": "kube-controller-manager",
  "kube-scheduler": "kube-scheduler",
  kwok: "kwok",
  kubectl: "kubectl",
  kwokStages: "stages.yaml",
};
const SETUP: Setup = {
  layout: layoutOf("cluster"),
  components: [],
  binaries,
  ports: { apiServer: 1, controllerManager: 2, scheduler: 3 },
  audit: false,
  sourceFolder: "sources",
};

describe("the command line of a component", () => {
  it("ends with what a control plane wants beside the usual flags, which so counts", () => {
    const period = "--horizontal-pod-autoscaler-sync-period";
    const { flags } = commandLine("kube-controller-manager", {
      ...SETUP,
      flags: { "kube-controller-manager": [`${period}=15s`] },
    });
    expect(flags.filter((flag) => flag.startsWith(period))).toEqual([`${period}=3s`, `${period}=15s`]);
    expect(flags.at(-1)).toBe(`${period}=15s`);
  });

  it("is the usual one without, and for the other components", () => {
    const usual = commandLine("kube-scheduler", SETUP);
    expect(commandLine("kube-scheduler", { ...SETUP, flags: { kwok: ["--x"] } })).toEqual(usual);
  });
});
