// A service as somebody wrote it → the blueprint that is priced. A limit of its class stops no estimate: it is what one asks before raising it. Pure.
import { classAsStored, serviceAsStored } from "../../cdk8s/as-stored.js";
import { overBudget } from "../../domain/admit/budget.js";
import type { FieldProblem } from "../../domain/api/validate.js";
import { validateAgainstClass, validateClass, validateName, validateService } from "../../domain/api/validate.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { Blueprint } from "../../domain/blueprint/types.js";
import { CommandError } from "../failure.js";
import type { WrittenClass, WrittenService } from "../input/services.js";

export type Wanted = { readonly blueprint: Blueprint; readonly problems: readonly string[] };

/** `region`: instead of the class's. Throws CommandError where the service or its class is not valid. */
export function wanted(service: WrittenService, serviceClass: WrittenClass, region?: string): Wanted {
  const { name } = service.metadata;
  refuse(`WebService ${name}`, [...validateName(service.metadata), ...problemsOf(validateService(service.spec))]);
  refuse(`WebServiceClass ${serviceClass.metadata.name}`, problemsOf(validateClass(serviceClass.spec)));
  const whole = serviceAsStored(service);
  const ofClass = classAsStored({ ...serviceClass, spec: { ...serviceClass.spec, ...(region === undefined ? {} : { region }) } });
  const target = blueprint(whole, ofClass);
  const limits = validateAgainstClass(whole, ofClass).map(inWords);
  const excess = overBudget(whole, ofClass, target);
  return { blueprint: target, problems: [...limits, ...(excess === undefined ? [] : [excess.message])] };
}

function problemsOf(valid: ReturnType<typeof validateService> | ReturnType<typeof validateClass>): readonly FieldProblem[] {
  return valid.ok ? [] : valid.problems;
}

function refuse(what: string, problems: readonly FieldProblem[]): void {
  if (problems.length === 0) return;
  throw new CommandError(`${what}: ${problems.map(inWords).join(" ")}`, "`tenfold validate` names each with its line.");
}

function inWords({ field, message, remedy }: FieldProblem): string {
  return `${field}: ${message}. ${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}.`;
}
