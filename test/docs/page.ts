// Markdown pages as the tests see them: code blocks, links, anchors and inline code.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import GithubSlugger from "github-slugger";
import { lexer, walkTokens, type Token } from "marked";

export type Block = {
  /** `docs/how-to/restore.md:12` */
  readonly where: string;
  /** First word behind the fence; empty: none. */
  readonly language: string;
  /** What follows it, such as `fragment`. */
  readonly mark: string;
  readonly text: string;
};

export type Page = {
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
  /** Inline code. */
  readonly spans: readonly string[];
};

const TOP_PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];
const FOLDERS = ["docs", "deploy", "charts", "local"];

/** Every page of the checkout, which is the working directory. */
export function allPages(): readonly Page[] {
  return [...TOP_PAGES, ...FOLDERS.flatMap(markdownIn)].map((path) => pageOf(path, readFileSync(path, "utf8")));
}

function markdownIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(".md"));
  return files.map((entry) => posix.join(entry.parentPath, entry.name)).sort();
}

export function pageOf(path: string, text: string): Page {
  const slugger = new GithubSlugger();
  const anchors = new Set([...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = ""]) => id));
  const [blocks, links, spans]: [Block[], string[], string[]] = [[], [], []];
  const lineOf = lineFinder(text);
  // The callback is for extensions that wait; nothing here does.
  void walkTokens(lexer(text), (token) => {
    if (token.type === "heading") anchors.add(slugger.slug(plainText(token)));
    if (token.type === "link" || token.type === "image") links.push(String(token.href));
    if (token.type === "codespan") spans.push(token.raw.replace(/^`+\s?|\s?`+$/g, ""));
    if (token.type === "code") {
      const [language = "", ...rest] = (typeof token.lang === "string" ? token.lang : "").split(/\s+/);
      const code = String(token.text);
      blocks.push({ where: `${path}:${lineOf(code)}`, language, mark: rest.join(" "), text: code });
    }
  });
  return { path, text, blocks, links, anchors, spans };
}

function plainText(token: Token): string {
  const inner = "tokens" in token ? (token.tokens ?? []) : [];
  return inner.length > 0 ? inner.map(plainText).join("") : "text" in token ? String(token.text) : "";
}

/** Blocks come in the order of the page, so each is looked for behind the one before. */
function lineFinder(text: string): (code: string) => number {
  let from = 0;
  return (code) => {
    const first = code.split("\n").find((line) => line.trim() !== "") ?? "```";
    const at = Math.max(text.indexOf(first.trim(), from), from);
    from = at + 1;
    return text.slice(0, at).split("\n").length;
  };
}
