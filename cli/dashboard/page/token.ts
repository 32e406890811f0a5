// The token: comes with the link, is kept for this tab alone, and leaves the address bar at once.

const KEPT_AS = "tenfold-token";

export function takeToken(): string | undefined {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(KEPT_AS, given);
    history.replaceState(null, "", "/");
  }
  return given ?? sessionStorage.getItem(KEPT_AS) ?? undefined;
}
