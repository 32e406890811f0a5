// How a command's declaration is bound to what it does, and the flags that several commands share.
import { Option } from "commander";
import type { ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import { FORMATS } from "../terminal/formats.js";

/** Arguments as commander hands them over: the command's own, then its flags. */
export type Act<Given extends readonly unknown[]> = (session: Session, ...given: Given) => Promise<ExitCode>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- commander types the arguments of an action so
export type Start = (act: Act<any[]>) => (...given: any[]) => Promise<void>;

export type FormatFlag = { readonly output: (typeof FORMATS)[number] };
export const formatFlag = () =>
  new Option("-o, --output <format>", "form of the answer").choices([...FORMATS]).default("text" satisfies FormatFlag["output"]);

export type FileFlags = { readonly file: readonly string[]; readonly class?: string };
export const fileFlag = () =>
  new Option("-f, --file <path>", "file or folder with WebServices (and classes); - is the standard input; may be repeated")
    .argParser((path: string, before: readonly string[] | undefined) => [...(before ?? []), path])
    .default([], "none");
export const classFlag = () =>
  new Option("--class <file>", "file with the WebServiceClass; default: one in the files, else a sample");
