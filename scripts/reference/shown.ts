// Pages that show what the command line prints: each block between its marks is what the command after the mark prints now.
import { readFileSync } from "node:fs";
import { Readable, Writable } from "node:stream";
import { run } from "../../cli/program.js";
import type { GeneratedFile } from "../generated-file.js";

const PAGES = ["README.md"];
/** As `<!-- shown: tenfold tiers -->`; ends at `<!-- end -->`. */
const BLOCK = /<!-- shown: tenfold (.+?) -->\n[\s\S]*?<!-- end -->/g;

/** Runs from the checkout, without a cluster. Throws when a command fails. */
export function shownPages(): Promise<readonly GeneratedFile[]> {
  return Promise.all(
    PAGES.map(async (path) => {
      const text = readFileSync(path, "utf8");
      const found = [...text.matchAll(BLOCK)];
      const blocks = await Promise.all(found.map(([, command = ""]) => block(command)));
      return { path, text: found.reduce((page, [old], index) => page.replace(old, () => blocks[index] ?? ""), text) };
    }),
  );
}

async function block(command: string): Promise<string> {
  return `<!-- shown: tenfold ${command} -->\n\n\`\`\`text example\n$ tenfold ${command}\n${await printed(command)}\n\`\`\`\n\n<!-- end -->`;
}

/** Prices are new when they are looked at: the page is about what is said, not about when. */
const THEN = Date.parse("2026-11-29T12:00:00Z");

async function printed(command: string): Promise<string> {
  const chunks: string[] = [];
  const stdout = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk.toString("utf8"));
      done();
    },
  });
  const complaints: string[] = [];
  const stderr = new Writable({
    write(chunk: Buffer, _, done) {
      complaints.push(chunk.toString("utf8"));
      done();
    },
  });
  // Nobody's cluster: what a page shows depends on the checkout alone.
  const environment = { HOME: "/nonexistent", KUBECONFIG: "/nonexistent/kubeconfig" };
  const code = await run({ stdin: Readable.from([]), stdout, stderr, environment, now: () => THEN }, command.split(" "));
  if (code === 1) throw new Error(`tenfold ${command}: ${complaints.join("")}`);
  return chunks.join("").trimEnd();
}
