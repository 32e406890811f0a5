// What AWS said about data that is to be taken over and that no object of this cluster stands for, in words with a remedy.
import { ANNOTATION } from "../api/keys.js";
import type { WebService } from "../api/service.js";
import type { CloudAnswer } from "../observed/cloud-answer.js";

const PAGE = "docs/how-to/lost-cluster.md";

/** Undefined: nobody has asked, since there is nothing to ask about. */
export function cloudWords({ metadata }: WebService, answer: CloudAnswer | undefined): readonly string[] {
  switch (answer?.kind) {
    case undefined:
    case "found":
      return [];
    case "absent":
      return [
        `AWS was asked as well: RDS in ${answer.region} has neither of ${answer.names.join(" and ")}, which follow from namespace, name and UID.`,
        `After the loss of a cluster all three must be those of the lost WebService (see ${PAGE}).`,
      ];
    case "several":
      return [
        `AWS has several databases of it: ${answer.names.join(", ")}.`,
        `Say which one the application used: kubectl annotate webservice ${metadata.name} -n ${metadata.namespace} --overwrite ${ANNOTATION.adoptDatabase}=NAME.`,
      ];
    case "foreign":
      return [
        `AWS has a database ${answer.name}, but its tag ${answer.tag} is ${answer.found === "" ? "missing" : answer.found} and not ${answer.wanted}: it is not taken over.`,
        `If it is the right one, put the tag right in RDS.`,
      ];
    case "unfit":
      return [
        `AWS has the database ${answer.name}, but RDS reports it as ${answer.status}: it is taken over once it is available.`,
        `If it is stopped, start it in RDS.`,
      ];
    case "unasked":
      return [
        `Whether AWS has it is not known: ${answer.why}.`,
        `After the loss of a cluster let the operator ask RDS, or put the object of the database back yourself (see ${PAGE}).`,
      ];
  }
}
