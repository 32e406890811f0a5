import { describe, expect, it } from "@jest/globals";
import { pageOf } from "./page.js";
import { transcriptOf, withoutMoment } from "./transcript.js";

describe("the transcript of a page", () => {
  it("pairs commands with the output behind them and leaves out what is done by hand", () => {
    const page = pageOf(
      "docs/p.md",
      "```sh\nmake demo\n```\n```sh\nexport KUBECONFIG=x\nkubectl get ws\n```\n```text\nNAME\n```\n```sh\nkubectl version\n```",
    );
    expect(transcriptOf(page).map(({ script, output }) => [script, output])).toEqual([
      ["kubectl get ws", "NAME"],
      ["kubectl version", undefined],
    ]);
  });
});

describe("an output without what is of the moment", () => {
  it.each([
    ["shop-1k-web-6t3uymxs74qb   2/2   1   107s", "shop-1k-web-HASH 2/2 1 AGE"],
    ["shop 4m18s", "shop AGE"],
    ["uid: 25aa6551-9edd-4e61-8d92-de95093b6b4a", "uid: UID"],
    ["http://198.18.65.112 30", "http://ADDRESS 30"],
    ["tenfold.dev/approve=b35ab0a68f66", "tenfold.dev/approve=PLAN"],
    [
      "shop-100k 100k True Ready 12 https://shop-100k.example.com 5667",
      "shop-100k 100k True Ready PODS https://shop-100k.example.com COST",
    ],
  ])("%s", (output, expected) => {
    expect(withoutMoment(output)).toBe(expected);
  });

  it("still differs where the state does", () => {
    expect(withoutMoment("shop 10k True Ready 3 1m")).not.toBe(withoutMoment("shop 10k False Ready 3 1m"));
    expect(withoutMoment("shop-1k 2/2 1m")).not.toBe(withoutMoment("shop-1k 1/2 1m"));
  });
});
