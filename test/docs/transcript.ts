// Commands of a page with the output that the page shows, and what of an output differs from run to run. Pure.
import type { Page } from "./page.js";

export type Step = { readonly where: string; readonly script: string; readonly output: string | undefined };

/** What the reader does once by hand and a test does in its own way: the cluster is there, and kubectl finds it. */
const BY_HAND = /^(make |export KUBECONFIG=|alias )/;

export function transcriptOf({ blocks }: Page): readonly Step[] {
  return blocks.flatMap((block, index) => {
    if (block.language !== "sh") return [];
    const script = block.text.split("\n").filter((line) => !BY_HAND.test(line));
    const next = blocks[index + 1];
    const output = next?.language === "text" && next.mark === "" ? next.text : undefined;
    return script.every((line) => line.trim() === "") ? [] : [{ where: block.where, script: script.join("\n"), output }];
  });
}

/** Names end in a hash of the service's UID; ages, addresses and ids are of the moment. */
export function withoutMoment(output: string): string {
  return (
    output
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UID")
      .replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
      .replace(/\b[a-z0-9-]+\.us-east-1\.elb\.amazonaws\.com/g, "HOST")
      .replace(/-[a-z0-9]{12}\b/g, "-HASH")
      .replace(/=[0-9a-f]{12}\b/g, "=PLAN")
      .replace(/\b\d{1,3}(\.\d{1,3}){3}\b/g, "ADDRESS")
      .replace(/\b(\d+[dhms]){1,2}(?=\s|$)/gm, "AGE")
      // Its floor is another one on weekday mornings, and with it what it costs.
      .replace(/^(shop-100k\s.*\s)\d+(\s+https:\S+\s+)\d+/gm, "$1PODS$2COST")
      .split("\n")
      .map((line) => line.trim().replace(/\s+/g, " "))
      .filter((line) => line !== "")
      .join("\n")
  );
}
