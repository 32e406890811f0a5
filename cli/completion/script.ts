// The scripts of the shells: they call `tenfold complete -- WORDS` and show what it says.
import { script } from "@bomb.sh/tab";

export function scriptFor(shell: "bash" | "zsh" | "fish"): string {
  return captured(() => script(shell, "tenfold", "tenfold"));
}

/** The library prints; a command says what it says through its terminal. */
function captured(act: () => void): string {
  const lines: string[] = [];
  const { console } = globalThis;
  const log = console.log.bind(console);
  console.log = (...parts: unknown[]) => void lines.push(parts.map(String).join(" "));
  try {
    act();
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}
