// What is right in each object and cannot be so in all of them together. Pure.
import { listAt } from "../../domain/observed/reading.js";
import type { Place } from "../input/documents.js";
import type { Finding } from "./finding.js";
import type { Subject } from "./subjects.js";
import { titleOf } from "./subjects.js";

/** Warnings: the files may be meant for several clusters. In the order of the subjects. */
export function amongFiles(subjects: readonly Subject[]): readonly (readonly Finding[])[] {
  const objects = new Map<string, Place>();
  const hosts = new Map<string, { readonly title: string; readonly at: Place }>();
  return subjects.map((subject) => {
    const { at, value } = subject;
    const title = titleOf(subject);
    const before = objects.get(title);
    objects.set(title, before ?? at);
    if (before !== undefined) return [warning(["metadata", "name"], `${title} stands in ${placed(before)} already`, ONE_OF_THEM)];
    return listAt(value, "spec", "hosts").flatMap((host, index) => {
      if (typeof host !== "string") return [];
      const holder = hosts.get(host);
      hosts.set(host, holder ?? { title, at });
      if (holder === undefined || holder.title === title) return [];
      return [warning(["spec", "hosts", index], `${holder.title} (${placed(holder.at)}) names ${host} as well`, ONE_HOST)];
    });
  });
}

const ONE_OF_THEM = "remove one: in one cluster the one that is applied last would count";
const ONE_HOST = "name another: in one cluster only one service gets a host, and the other waits";

function warning(path: Finding["path"], message: string, remedy: string): Finding {
  return { path, source: "files", message, remedy, isWarning: true };
}

function placed({ file, line }: Place): string {
  return `${file}:${line}`;
}
