// Zones of subnets. Nobody makes subnets here, so their last digit tells: 1, 4, 7 are in zone a, 2, 5, 8 in b, the others in c.
const ZONES = ["c", "a", "b"] as const;
const HEX = 16;

export function zoneOfSubnet(subnet: string, region: string): string {
  const digit = Number.parseInt(subnet.slice(-1), HEX);
  return `${region}${ZONES[(Number.isNaN(digit) ? 0 : digit) % ZONES.length] ?? "a"}`;
}
