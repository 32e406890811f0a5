// Pages whose commands a cluster test runs; their `text` blocks are the output that it compares.
export const EXECUTED_PAGES: readonly string[] = [
  "docs/tutorials/five-minutes-without-aws.md",
  "docs/tutorials/from-one-user-to-ten-million.md",
];
