// Reads that a command can do without: what the user may not see is named, and never taken for nothing.
import { CommandError } from "../failure.js";

export type Known<T> =
  { readonly known: true; readonly value: T } | { readonly known: false; /** `you may not list pods …`. */ readonly why: string };

/** A right that is missing makes it unknown. All other failures are thrown on. */
export async function ifAllowed<T>(asking: Promise<T>): Promise<Known<T>> {
  try {
    return { known: true, value: await asking };
  } catch (error) {
    if (!(error instanceof CommandError) || error.why?.kind !== "forbidden") throw error;
    return { known: false, why: `you may not ${error.why.right}` };
  }
}

/** The same for whatever a server may refuse or fail to answer: for questions whose answer is worth a line and no more. */
export async function ifAnswered<T>(asking: Promise<T>): Promise<Known<T>> {
  try {
    return { known: true, value: await asking };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { known: false, why: error.why?.kind === "forbidden" ? `you may not ${error.why.right}` : error.message };
  }
}

export function valueOf<T, Otherwise>(answer: Known<T>, otherwise: Otherwise): T | Otherwise {
  return answer.known ? answer.value : otherwise;
}

/** Each once. */
export function whyUnknown(answers: readonly Known<unknown>[]): readonly string[] {
  return [...new Set(answers.flatMap((answer) => (answer.known ? [] : [answer.why])))];
}
