// What an answer of the API server means for a write.
import { describe, expect, it } from "@jest/globals";
import { clusterError } from "../../operator/adapters/kubernetes-paths.js";

const kindOf = (status: number, message: string) => clusterError({ status, text: JSON.stringify({ message }) }).kind;

describe("a refused write", () => {
  it("of a kind whose definition is being deleted is of a kind that is missing, and no lack of rights", () => {
    const message =
      'scaledobjects.keda.sh "shop" is forbidden: create not allowed while custom resource definition is terminating';
    expect(kindOf(403, message)).toBe("kind-missing");
    expect(kindOf(403, 'scaledobjects.keda.sh "shop" is forbidden: User "x" cannot create')).toBe("forbidden");
  });
});
