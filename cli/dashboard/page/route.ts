// Which service the address names: `#/namespace/name`. Pure.

export function serviceIn(hash: string): string | undefined {
  const found = /^#\/([a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(hash);
  return found === null ? undefined : `${found[1] ?? ""}/${found[2] ?? ""}`;
}

export function addressOf(key: string): string {
  return `#/${key}`;
}
