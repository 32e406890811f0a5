// The nine tiers and how a user may write them. Decides what a legal `userTier` is.

/** Canonical tiers, smallest first. */
export const TIERS = ["1", "10", "100", "1k", "10k", "100k", "1M", "5M", "10M"] as const;
export type Tier = (typeof TIERS)[number];

const USERS: Readonly<Record<Tier, number>> = {
  "1": 1,
  "10": 10,
  "100": 100,
  "1k": 1_000,
  "10k": 10_000,
  "100k": 100_000,
  "1M": 1_000_000,
  "5M": 5_000_000,
  "10M": 10_000_000,
};

/** Number of users of a tier. */
export function usersOf(tier: Tier): number {
  return USERS[tier];
}

/** Every spelling that the API accepts: `1k`, `"1000"` and `1000` mean the same. */
export const TIER_SPELLINGS: readonly (string | number)[] = TIERS.flatMap((tier) => {
  const users = String(USERS[tier]);
  return users === tier ? [users, USERS[tier]] : [tier, users, USERS[tier]];
});

/** Reads `userTier`. Returns undefined for anything that is not one of {@link TIER_SPELLINGS}. */
export function parseTier(value: unknown): Tier | undefined {
  return TIERS.find((tier) => value === tier || value === USERS[tier] || value === String(USERS[tier]));
}

/** Negative if `a` is below `b`, zero if equal, positive if above. */
export function compareTiers(a: Tier, b: Tier): number {
  return TIERS.indexOf(a) - TIERS.indexOf(b);
}

export function isAtLeast(tier: Tier, floor: Tier): boolean {
  return compareTiers(tier, floor) >= 0;
}
