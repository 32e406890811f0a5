// The words of a line that is being completed stand behind `--`, where no flag of theirs counts. Those that say which cluster is meant do. Pure.

const VALUED = new Set(["-n", "--namespace", "--context", "--kubeconfig"]);
const PLAIN = new Set(["-A", "--all-namespaces"]);

/** Arguments of the program; of `complete -- WORDS` those flags of the words once more before it, the last word left out: it is not whole. */
export function withFlagsInReach(arguments_: readonly string[]): string[] {
  const [command, dashes, ...words] = arguments_;
  if (command !== "complete" || dashes !== "--") return [...arguments_];
  const whole = words.slice(0, -1);
  const flags = whole.flatMap((word, index) => {
    const [name = "", assigned] = word.split("=");
    if (PLAIN.has(word) || (VALUED.has(name) && assigned !== undefined)) return [word];
    const value = whole[index + 1];
    return VALUED.has(word) && value !== undefined ? [word, value] : [];
  });
  return [...flags, ...arguments_];
}
