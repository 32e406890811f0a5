// Declares `tenfold completion`, and `complete`, which the scripts of the shells call.
import { Argument, Command } from "commander";
import { EXIT } from "../failure.js";
import type { Start } from "./start.js";

const SHELLS = ["bash", "zsh", "fish"] as const;

export function completionCommand(start: Start): Command {
  return new Command("completion")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .summary("a script that makes a shell complete commands, flags, names and tiers")
    .description(
      `Prints the script. For this session: source <(tenfold completion bash); for good, write it where your shell looks for
completions. \`kubectl tenfold\` is completed by kubectl itself as soon as kubectl_complete-tenfold is in the PATH.`,
    )
    .action(
      start(async ({ terminal }, shell: (typeof SHELLS)[number]) => {
        const { scriptFor } = await import("../completion/script.js");
        terminal.out(scriptFor(shell).trimEnd());
        return EXIT.done;
      }),
    );
}

/** `root`: the whole program. */
export function completeCommand(root: Command): (start: Start) => Command {
  return (start) =>
    new Command("complete")
      .argument("[words...]")
      .helpOption(false)
      .action(
        start(async (session, words: readonly string[]) => {
          const { complete } = await import("../completion/complete.js");
          return complete(session, root, words);
        }),
      );
}
