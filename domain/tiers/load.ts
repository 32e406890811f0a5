// The load that a number of users means, stated once. Every capacity in the tier table is checked against it.

/** Assumption: 10 million users make 100 billion reads and 1 billion writes a month, and load is linear in users. */
const REQUESTS_PER_USER_AND_MONTH = (100e9 + 1e9) / 10e6; // 10 100
const SECONDS_PER_MONTH = 730 * 3600;
/** Assumption: the daily peak is four times the monthly average. */
export const PEAK_FACTOR = 4;
/** Assumption: one web pod serves about 100 requests a second for each 500m of CPU. */
export const REQUESTS_PER_SECOND_PER_MILLICORE = 100 / 500;
/** Assumption: an average response is 10 kB on the load balancer. */
export const BYTES_PER_RESPONSE = 10_000;

/** Assumption: four queries a request, what a cache answers left out. */
export const QUERIES_PER_REQUEST = 4;
/** Assumption: PgBouncer forwards about 20 000 queries a second with one CPU, and uses no second one. */
export const QUERIES_PER_SECOND_PER_MILLICORE = 20_000 / 1000;

/** Average requests per second of so many users. */
export function averageRequestsPerSecond(users: number): number {
  return (users * REQUESTS_PER_USER_AND_MONTH) / SECONDS_PER_MONTH;
}

/** Requests in a month of so many users: reads and writes apart. */
export function monthlyRequests(users: number): { readonly reads: number; readonly writes: number } {
  return { reads: users * 10_000, writes: users * 100 };
}

/**
 * Load balancer capacity units for the average load. One unit carries 1 GB an hour; bytes are the dimension that
 * binds here. AWS allows 1 500 units on one load balancer without a quota increase.
 */
export function capacityUnits(users: number): number {
  const bytesPerHour = averageRequestsPerSecond(users) * BYTES_PER_RESPONSE * 3600;
  return Math.min(MAX_CAPACITY_UNITS, Math.ceil(bytesPerHour / 1e9));
}
export const MAX_CAPACITY_UNITS = 1500;
