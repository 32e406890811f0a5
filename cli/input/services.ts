// The WebServices that somebody has written in files, and the class that each is to be planned with.
import type { Written } from "../../cdk8s/desire-offline.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { ANNOTATION, GROUP } from "../../domain/api/keys.js";
import { isRecord } from "../../domain/observed/reading.js";
import { CommandError } from "../failure.js";
import type { Files } from "../session.js";
import type { Document } from "./documents.js";
import { readDocuments } from "./documents.js";
import { sampleClassFor } from "./sample-class.js";

export type WrittenService = Written<WebService>;
export type WrittenClass = Written<WebServiceClass>;

export type Given = {
  readonly service: WrittenService;
  readonly document: Document;
  readonly serviceClass: WrittenClass;
  /** Nobody named one: figures and pictures are for a sample. */
  readonly isSampleClass: boolean;
};

export type Source = { readonly file: readonly string[]; readonly class?: string };

/**
 * In the order of the files. Objects of other kinds are passed over, as `kubectl apply` would apply them. Throws CommandError: no WebService
 * at all, one that names a class that no file has, or several classes of which none is named.
 */
export function servicesFrom(files: Files, source: Source): readonly Given[] {
  const { services, beside, named } = writtenIn(files, source);
  const classes = named.length > 0 ? named : beside;
  return services.map(({ service, document }) => ({ service, document, ...classFor(service, classes) }));
}

export type WrittenFiles = {
  readonly services: readonly Pick<Given, "service" | "document">[];
  /** Classes in the same files. */
  readonly beside: readonly WrittenClass[];
  /** Classes in the file that `--class` names. */
  readonly named: readonly WrittenClass[];
};

/** As servicesFrom, for whoever finds the classes elsewhere. */
export function writtenIn(files: Files, source: Source): WrittenFiles {
  const documents = readDocuments(files, source.file);
  const services = documents.filter((document) => isOfKind(document.value, "WebService"));
  if (services.length === 0)
    throw new CommandError(
      `${source.file.join(", ")}: no WebService in there`,
      "Name a file with an object of kind WebService, apiVersion tenfold.dev/v1alpha1; `tenfold init` writes one.",
    );
  const named = source.class === undefined ? [] : classesIn(readDocuments(files, [source.class]));
  if (source.class !== undefined && named.length === 0)
    throw new CommandError(`${source.class}: no WebServiceClass in there`, "Name a file with an object of kind WebServiceClass.");
  return {
    services: services.map((document) => ({ service: withMetadata(document), document })),
    beside: classesIn(documents),
    named,
  };
}

export function classesIn(documents: readonly Document[]): readonly WrittenClass[] {
  return documents
    .filter((document) => isOfKind(document.value, "WebServiceClass"))
    .map((document) => withMetadata(document) as unknown as WrittenClass);
}

export function isOfKind(value: unknown, kind: string): boolean {
  return (
    isRecord(value) && value.kind === kind && typeof value.apiVersion === "string" && value.apiVersion.startsWith(`${GROUP}/`)
  );
}

/** What planning reads without looking: a name. All else is told by its checks. */
function withMetadata({ value, at }: Document): WrittenService {
  const object = value as { readonly metadata?: { readonly name?: unknown }; readonly spec?: unknown };
  if (typeof object.metadata?.name !== "string" || object.metadata.name === "")
    throw new CommandError(`${at.file}:${String(at.line)}: metadata.name is missing`, "Give the object a name.");
  return { ...object, spec: isRecord(object.spec) ? object.spec : {} } as unknown as WrittenService;
}

export function classFor(
  service: WrittenService,
  classes: readonly WrittenClass[],
): Pick<Given, "serviceClass" | "isSampleClass"> {
  const wanted = service.spec.className;
  if (classes.length === 0)
    return {
      serviceClass: sampleClassFor(service.spec.hosts, wanted),
      isSampleClass: true,
    };
  const found = wanted === undefined ? onlyOf(classes) : classes.find(({ metadata }) => metadata.name === wanted);
  if (found !== undefined) return { serviceClass: found, isSampleClass: false };
  const names = classes.map(({ metadata }) => metadata.name).join(", ");
  throw new CommandError(
    wanted === undefined
      ? `WebService ${service.metadata.name} names no class, and there are several: ${names}`
      : `WebService ${service.metadata.name} names the class ${wanted}; the files have ${names}`,
    "Set spec.className to one of them, or give --class FILE with the right one.",
  );
}

function onlyOf(classes: readonly WrittenClass[]): WrittenClass | undefined {
  if (classes.length === 1) return classes[0];
  const defaults = classes.filter(({ metadata }) => metadata.annotations?.[ANNOTATION.isDefaultClass] === "true");
  return defaults.length === 1 ? defaults[0] : undefined;
}
