// The policies as files: one JSON document each, the trust policy of their roles, and the reasons, which JSON has no room for.
import type { GeneratedFile } from "../generated-file.js";
import { yamlFile } from "../generated-file.js";
import { arn, FILL_IN } from "./arn-pattern.js";
import { POLICIES } from "./policies.js";
import type { Policy } from "./policy.js";
import { grantDocument } from "./policy.js";

export const IAM_FOLDER = "deploy/eks/iam";

export function iamFiles(): readonly GeneratedFile[] {
  return [
    ...POLICIES.map(({ name, grants }) => jsonFile(`${IAM_FOLDER}/${name}.json`, grantDocument(grants))),
    jsonFile(`${IAM_FOLDER}/trust.json`, trust()),
    yamlFile(`${IAM_FOLDER}/reasons.yaml`, "scripts/eks", [Object.fromEntries(POLICIES.map(reasons))]),
  ];
}

/** One service account of one namespace of one cluster may take on the role, and nobody else. */
function trust(): object {
  const tags = {
    "aws:RequestTag/eks-cluster-arn": arn("eks", `cluster/${FILL_IN.cluster}`),
    "aws:RequestTag/kubernetes-namespace": FILL_IN.namespace,
    "aws:RequestTag/kubernetes-service-account": FILL_IN.serviceAccount,
  };
  const statement = {
    Sid: "PodIdentity",
    Effect: "Allow",
    Principal: { Service: "pods.eks.amazonaws.com" },
    Action: ["sts:AssumeRole", "sts:TagSession"],
    Condition: { StringEquals: tags },
  };
  return { Version: "2012-10-17", Statement: [statement] };
}

function reasons({ name, holder, grants }: Policy): readonly [string, object] {
  return [name, { holder, ...Object.fromEntries(grants.map(({ sid, why }) => [sid, why])) }];
}

function jsonFile(path: string, document: object): GeneratedFile {
  return { path, text: `${JSON.stringify(document, null, 2)}\n` };
}
