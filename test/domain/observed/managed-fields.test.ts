// The text of owned fields does not depend on the order in which a server sends them, and on nothing else but them.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ownedFields } from "../../../domain/observed/managed-fields.js";

type Tree = { readonly [path: string]: Tree };

const names = fc.constantFrom("f:a", "f:b", "f:spec", 'k:{"name":"x"}', 'k:{"port":80,"protocol":"TCP"}', 'v:"x"', ".");
const { tree } = fc.letrec<{ readonly tree: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, fc.constant<Tree>({}), fc.dictionary(names, tie("tree"), { maxKeys: 5 })),
}));

function reordered(of: Tree): Tree {
  const own = Object.entries(of).reverse();
  return Object.fromEntries(
    own.map(([name, below]) => [name.replace('"port":80,"protocol":"TCP"', '"protocol":"TCP","port":80'), reordered(below)]),
  );
}

/** Without what says only that a node is owned itself. */
function bare(of: Tree): Tree {
  const own = Object.entries(of).filter(([name]) => name !== ".");
  return Object.fromEntries(own.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, below]) => [name, bare(below)]));
}

describe("the text of owned fields", () => {
  it("is one for all orders", () => {
    fc.assert(
      fc.property(tree, (of) => expect(ownedFields(reordered(of))).toBe(ownedFields(of))),
      { numRuns: 500 },
    );
  });

  it("is another for other fields", () => {
    const same = (one: Tree, other: Tree) => JSON.stringify(bare(one)) === JSON.stringify(bare(other));
    fc.assert(
      fc.property(tree, tree, (one, other) => expect(ownedFields(one) === ownedFields(other)).toBe(same(one, other))),
      { numRuns: 1000 },
    );
  });
});
