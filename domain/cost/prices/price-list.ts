// The shape of one region's price list, and how its figures are to be read.

/** `source`: key of {@link PriceList.sources}. `seen`: day on which the source had it. */
export type PriceRow = readonly [key: string, unit: string, usd: number, seen: string, source: string];

/**
 * On-demand prices in USD, free allowances not subtracted.
 *
 * - `pod.*`: pods by their requests. c7g, m7g and r7g.large have 2 CPUs with 4, 8 and 16 GiB; the least-squares split of their prices into CPU
 *   and GiB, scaled such that 1 CPU with 4 GiB costs exactly what it does on m7g.
 * - `rds.*`: PostgreSQL. Read replicas are Single-AZ. Multi-AZ is mostly twice Single-AZ; AWS rounds them apart.
 * - `aurora.*`: PostgreSQL, Standard: one price an instance, I/O apart.
 * - `cloudfront.*` (by price area), `route53.*` and `waf.*` are the same in every region.
 */
export type PriceList = {
  readonly region: string;
  /** Day on which the whole list was looked through. */
  readonly collected: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly rows: readonly PriceRow[];
};
