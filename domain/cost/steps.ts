// Prices that fall with the amount: which part of a quantity is billed at which step.
const TB = 1024; // GB in a terabyte, as AWS counts the steps of traffic

/** `size`: how much this step holds. The last step holds the rest. */
export type Step = { readonly price: string; readonly size: number; readonly words: string };

export const EGRESS_STEPS: readonly Step[] = [
  { price: "egress.first-10tb", size: 10 * TB, words: "first 10 TB" },
  { price: "egress.next-40tb", size: 40 * TB, words: "next 40 TB" },
  { price: "egress.next-100tb", size: 100 * TB, words: "next 100 TB" },
  { price: "egress.over-150tb", size: Infinity, words: "over 150 TB" },
];

export const CDN_STEPS: Readonly<Record<"us" | "asia", readonly Step[]>> = { us: cdnSteps("us"), asia: cdnSteps("asia") };

/** In millions of queries. */
export const DNS_STEPS: readonly Step[] = [
  { price: "route53.queries.first-1b", size: 1000, words: "first billion" },
  { price: "route53.queries.over-1b", size: Infinity, words: "over a billion" },
];

function cdnSteps(area: string): readonly Step[] {
  return [
    { price: `cloudfront.out.${area}.first-10tb`, size: 10 * TB, words: "first 10 TB" },
    { price: `cloudfront.out.${area}.next-40tb`, size: 40 * TB, words: "next 40 TB" },
    { price: `cloudfront.out.${area}.next-100tb`, size: 100 * TB, words: "next 100 TB" },
    { price: `cloudfront.out.${area}.next-350tb`, size: Infinity, words: "over 150 TB" },
  ];
}

export type StepShare = Pick<Step, "price" | "words"> & { readonly quantity: number };

export function shares(quantity: number, steps: readonly Step[]): readonly StepShare[] {
  let below = 0;
  return steps.flatMap(({ price, size, words }) => {
    const within = Math.min(size, quantity - below);
    below += size;
    return within > 0 ? [{ price, words, quantity: within }] : [];
  });
}
