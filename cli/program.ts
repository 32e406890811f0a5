// All commands with their arguments and flags. What they do is loaded when one runs, so that help and completion are quick.
import { Command, Option } from "commander";
import { VERSION } from "../domain/api/release.js";
import { approveCommand } from "./commands/approve.js";
import { completeCommand, completionCommand } from "./commands/completion.js";
import { dashboardCommand } from "./commands/dashboard.js";
import { checkCommand } from "./commands/check.js";
import { historyCommand } from "./commands/history.js";
import { initCommand } from "./commands/init.js";
import { diagramCommand } from "./commands/diagram.js";
import { costCommand } from "./commands/cost.js";
import { localCommand } from "./commands/local.js";
import { planCommand } from "./commands/plan.js";
import { renderCommand } from "./commands/render.js";
import { reportCommand } from "./commands/report.js";
import { resumeCommand } from "./commands/resume.js";
import type { Start } from "./commands/start.js";
import { statusCommand } from "./commands/status.js";
import { suspendCommand } from "./commands/suspend.js";
import { tiersCommand } from "./commands/tiers.js";
import { validateCommand } from "./commands/validate.js";
import { EXIT, type ExitCode } from "./failure.js";
import { withFlagsInReach } from "./completion/flags-in-reach.js";
import type { GlobalFlags, Session } from "./session.js";
import type { Process } from "./start.js";
import { runCommand } from "./start.js";

/** In the order of somebody's first day. */
const COMMANDS: readonly ((start: Start) => Command)[] = [
  tiersCommand,
  initCommand,
  validateCommand,
  renderCommand,
  planCommand,
  approveCommand,
  statusCommand,
  historyCommand,
  checkCommand,
  costCommand,
  diagramCommand,
  dashboardCommand,
  suspendCommand,
  resumeCommand,
  reportCommand,
  localCommand,
  completionCommand,
];

/** `ended`: is told the exit code of the command that ran. */
export function program(process_: Process, ended: (code: ExitCode) => void): Command {
  const root = new Command("tenfold");
  const start: Start =
    (act) =>
    async (...given: unknown[]) => {
      const flags = root.opts<GlobalFlags>();
      ended(await runCommand(process_, flags, (session: Session) => act(session, ...given)));
    };
  root
    .description(
      "Plans, shows and approves what Tenfold makes of a WebService: from files alone, or on the cluster of your kubeconfig.",
    )
    .version(VERSION)
    .addOption(new Option("--kubeconfig <path>", "kubeconfig to use; default: KUBECONFIG, then ~/.kube/config"))
    .addOption(new Option("--context <name>", "context of the kubeconfig; default: its current one"))
    .addOption(new Option("-n, --namespace <name>", "namespace; default: that of the context"))
    .addOption(new Option("-A, --all-namespaces", "all namespaces, where a command lists"))
    .addOption(new Option("--no-color", "no colours; so do NO_COLOR and an output that is no terminal"))
    .addHelpText("after", "\nExit codes: 0 done, 1 failed or refused; of plan also 2: there is something to change.")
    .showHelpAfterError("(tenfold --help lists the commands)")
    .configureOutput({
      writeOut: (text) => void process_.stdout.write(text),
      writeErr: (text) => void process_.stderr.write(text),
    })
    .exitOverride();
  for (const command of COMMANDS) root.addCommand(command(start));
  root.addCommand(completeCommand(root)(start), { hidden: true });
  inherit(root);
  return root;
}

function inherit(above: Command): void {
  for (const command of above.commands) inherit(command.copyInheritedSettings(above));
}

/** Runs the arguments, without node and script. Resolves with the exit code. */
export async function run(process_: Process, arguments_: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  try {
    await program(process_, (ended) => (code = ended)).parseAsync(withFlagsInReach(arguments_), { from: "user" });
  } catch (error) {
    if (!isOfCommander(error)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.failed;
  }
  return code;
}

/** Help, version and wrong usage: said already. */
function isOfCommander(error: unknown): error is { readonly exitCode: number } {
  return error instanceof Error && "exitCode" in error && "code" in error && String(error.code).startsWith("commander.");
}
