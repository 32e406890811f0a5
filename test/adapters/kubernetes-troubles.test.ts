// The lists of events and pods: what is asked for, how much at most, and errors in the words of the port.
import { describe, expect, it } from "@jest/globals";
import { kubernetesTroubles } from "../../operator/adapters/kubernetes-troubles.js";
import type { HttpAnswer, Transport } from "../../operator/adapters/transport.js";

type Page = { readonly names: readonly string[]; readonly next?: string };

function serving(answer: (url: URL) => HttpAnswer): { readonly transport: Transport; readonly asked: URL[] } {
  const asked: URL[] = [];
  const transport: Transport = {
    request: ({ method, path }) => {
      const url = new URL(path, "http://localhost");
      if (method !== "GET") return Promise.reject(new Error(`a question by ${method}`));
      asked.push(url);
      return Promise.resolve(answer(url));
    },
    stream: () => Promise.reject(new Error("nothing is watched")),
    close: () => Promise.resolve(),
  };
  return { transport, asked };
}

const page = ({ names, next }: Page): HttpAnswer => ({
  status: 200,
  text: JSON.stringify({ metadata: { continue: next ?? "" }, items: names.map((name) => ({ metadata: { name } })) }),
});
const namesOf = (items: readonly { readonly metadata: { readonly name: string } }[]) =>
  items.map(({ metadata }) => metadata.name);

describe("asking for warnings", () => {
  it("asks for those of one namespace, page by page", async () => {
    const { transport, asked } = serving(({ searchParams }) =>
      page(searchParams.get("continue") === "more" ? { names: ["c"] } : { names: ["a", "b"], next: "more" }),
    );
    expect(namesOf(await kubernetesTroubles(transport).warnings("store"))).toEqual(["a", "b", "c"]);
    expect(asked[0]?.pathname).toBe("/apis/events.k8s.io/v1/namespaces/store/events");
    expect(asked.map(({ searchParams }) => searchParams.get("fieldSelector"))).toEqual(["type=Warning", "type=Warning"]);
  });

  it("ends after four pages, however many there are", async () => {
    const { transport, asked } = serving(() => page({ names: ["a"], next: "more" }));
    expect(await kubernetesTroubles(transport).warnings("store")).toHaveLength(4);
    expect(asked).toHaveLength(4);
  });
});

describe("asking for pods", () => {
  it("asks for one page of those of one service", async () => {
    const { transport, asked } = serving(() => page({ names: ["a"], next: "more" }));
    expect(namesOf(await kubernetesTroubles(transport).pods("store", "shop"))).toEqual(["a"]);
    expect(asked.map(({ pathname }) => pathname)).toEqual(["/api/v1/namespaces/store/pods"]);
    expect(asked[0]?.searchParams.get("labelSelector")).toBe("tenfold.dev/service=shop");
  });

  it("asks for those of one role alone where only they matter", async () => {
    const { transport, asked } = serving(() => page({ names: [] }));
    await kubernetesTroubles(transport).pods("store", "shop", "web");
    expect(asked[0]?.searchParams.get("labelSelector")).toBe("tenfold.dev/service=shop,app.kubernetes.io/component=web");
  });
});

describe("asking for what load balancers are bound to", () => {
  it("asks for one namespace", async () => {
    const { transport, asked } = serving(() => page({ names: ["k8s-store-shop"] }));
    expect(namesOf(await kubernetesTroubles(transport).targetGroupBindings("store"))).toEqual(["k8s-store-shop"]);
    expect(asked[0]?.pathname).toBe("/apis/elbv2.k8s.aws/v1beta1/namespaces/store/targetgroupbindings");
  });
});

describe("asking for the end of a log", () => {
  it("asks for few lines of one pod, and keeps no more than was asked for", async () => {
    const { transport, asked } = serving(() => ({ status: 200, text: "x".repeat(20_000) }));
    expect(await kubernetesTroubles(transport).logEnd("store", "shop-move-1-x")).toHaveLength(8192);
    expect(asked[0]?.pathname).toBe("/api/v1/namespaces/store/pods/shop-move-1-x/log");
    expect(Object.fromEntries(asked[0]?.searchParams ?? [])).toEqual({
      ...{ container: "migrator", tailLines: "10", limitBytes: "8192" },
    });
  });

  it("tells that it is forbidden, and that a node has none", async () => {
    const forbidden = serving(() => ({ status: 403, text: "{}" })).transport;
    await expect(kubernetesTroubles(forbidden).logEnd("store", "a")).rejects.toMatchObject({ kind: "forbidden" });
    const none = serving(() => ({ status: 500, text: "no preferred addresses found" })).transport;
    await expect(kubernetesTroubles(none).logEnd("store", "a")).rejects.toMatchObject({ kind: "unavailable" });
  });
});

describe("a question that is not answered", () => {
  it("tells that it is forbidden", async () => {
    const { transport } = serving(() => ({ status: 403, text: '{"message":"events is forbidden"}' }));
    await expect(kubernetesTroubles(transport).warnings("store")).rejects.toMatchObject({ kind: "forbidden" });
  });

  it("tells that the server is away", async () => {
    const { transport } = serving(() => {
      throw new Error("connection refused");
    });
    const broken: Transport = { ...transport, request: () => Promise.reject(new Error("connection refused")) };
    await expect(kubernetesTroubles(broken).pods("store", "shop")).rejects.toMatchObject({ kind: "unavailable" });
  });
});
