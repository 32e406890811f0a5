// Who may have an answer: this machine's own browser, with the token, from our own page. Pure.
import { createHash, timingSafeEqual } from "node:crypto";

export type Asking = {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

export type Lock = {
  readonly port: number;
  readonly token: string;
  readonly mayChange: boolean;
};

export type Verdict =
  { readonly ok: true } | { readonly ok: false; readonly status: 401 | 403 | 405 | 415 | 421; readonly message: string };

/** The page itself: the same for everybody, and empty until somebody with the token fills it. */
export const OPEN_PATHS: readonly string[] = ["/", "/page.js", "/page.css", "/icon.svg"];

const NEW_LINK = "Open the link that `tenfold dashboard` printed when it started; it carries the token.";

/** In order: a name that is not ours is told nothing at all. */
export function admit(asking: Asking, lock: Lock): Verdict {
  const { method, path, headers } = asking;
  const hosts = [`127.0.0.1:${lock.port}`, `localhost:${lock.port}`];
  // Against a name of somebody else's that resolves to this machine.
  if (!hosts.includes(text(headers.host)))
    return { ok: false, status: 421, message: `this page is served as ${hosts.join(" or ")} only` };
  const isChange = method !== "GET";
  if (isChange && (method !== "POST" || OPEN_PATHS.includes(path)))
    return { ok: false, status: 405, message: `${method} is not answered here` };
  if (OPEN_PATHS.includes(path)) return { ok: true };
  if (!isOurOwn(headers)) return { ok: false, status: 403, message: "another site asked for this" };
  if (!isToken(text(headers.authorization), lock.token)) return { ok: false, status: 401, message: NEW_LINK };
  return isChange ? admitChange(headers, hosts, lock) : { ok: true };
}

function admitChange(headers: Asking["headers"], hosts: readonly string[], { mayChange }: Lock): Verdict {
  const origins = hosts.map((host) => `http://${host}`);
  const isFromHere = origins.includes(text(headers.origin)) && text(headers.origin) === `http://${text(headers.host)}`;
  if (!isFromHere) return { ok: false, status: 403, message: "a change is taken from our own page only" };
  if (!/^application\/json\b/.test(text(headers["content-type"])))
    return { ok: false, status: 415, message: "a change is sent as application/json" };
  if (!mayChange)
    return {
      ok: false,
      status: 403,
      message: "this page only shows. To approve and suspend here, start it with: tenfold dashboard --allow-changes",
    };
  return { ok: true };
}

/** Browsers say so; other programs say nothing. */
function isOurOwn(headers: Asking["headers"]): boolean {
  const site = headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}

/** Takes as long for a wrong one as for the right one. */
function isToken(authorization: string, token: string): boolean {
  const given = authorization.startsWith("Bearer ") ? authorization.slice("Bearer ".length) : "";
  return timingSafeEqual(digest(given), digest(token));
}

function digest(value: string): Buffer {
  return createHash("sha256").update(value).digest();
}

function text(header: string | string[] | undefined): string {
  return typeof header === "string" ? header : "";
}

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  // No text ever becomes markup or a program: the browser refuses it, whatever a defect of the page would try.
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

export const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "cache-control": "no-store",
};
