// Amounts and times as people read them. Pure.

/** `$1,234`; cents only below ten dollars. */
export function dollars(usd: number): string {
  const digits = Math.abs(usd) < 10 ? 2 : 0;
  const text = Math.abs(usd).toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${usd < 0 ? "-" : ""}$${text}`;
}

/** `+$12`, `-$12`, `±$0`. */
export function dollarsMore(usd: number): string {
  const rounded = Math.round(usd);
  if (rounded === 0) return "±$0";
  return rounded > 0 ? `+${dollars(rounded)}` : dollars(rounded);
}

/** As kubectl says ages: `45s`, `12m`, `3h20m`, `5d`. */
export function age(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  return `${Math.floor(hours / 24)}d`;
}

/** `none`, `about 30 s`, `about 4 min`. */
export function downtime(seconds: number): string {
  if (seconds === 0) return "none";
  return seconds < 120 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} min`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
