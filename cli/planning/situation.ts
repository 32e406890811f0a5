// What a plan is made from: a cluster, files of one, or nothing. Never from nothing where a cluster was meant and did not answer.
import { liveService, liveServiceOrNone } from "../cluster/live-service.js";
import type { Remote } from "../cluster/remote.js";
import { CommandError, NoClusterError } from "../failure.js";
import { readDocuments } from "../input/documents.js";
import type { WrittenFiles, WrittenService } from "../input/services.js";
import { writtenIn } from "../input/services.js";
import type { Session } from "../session.js";
import { clusterSituation } from "./cluster-situation.js";
import { exportedSituation, fileSituation } from "./file-situation.js";
import type { Situation } from "./types.js";

export type SituationFlags = {
  readonly file: readonly string[];
  readonly class?: string;
  readonly offline?: boolean;
  readonly observed?: string;
};

const DEFAULT_NAMESPACE = "default";

/** One for each service that is asked about, in the order in which they are. Throws CommandError. */
export async function situations(
  session: Session,
  name: string | undefined,
  flags: SituationFlags,
): Promise<readonly Situation[]> {
  checkUsage(name, flags);
  const { observed } = flags;
  if (name === undefined) return ofFiles(session, flags);
  if (observed !== undefined) {
    const documents = readDocuments(session.files, [observed]);
    return [exportedSituation({ name, namespace: session.flags.namespace }, { documents, path: observed }, session.now())];
  }
  return [await ofCluster(session, name)];
}

async function ofCluster(session: Session, name: string): Promise<Situation> {
  const remote = await session.cluster();
  const live = await liveService(remote, { name, namespace: remote.namespace });
  return clusterSituation(remote, { service: live, live, isAsStored: true }, { now: session.now(), beside: [], named: [] });
}

function checkUsage(name: string | undefined, { file, offline, observed, class: classFile }: SituationFlags): void {
  if (name === undefined && file.length === 0)
    throw new CommandError(
      "nothing to plan: neither a name nor a file is given",
      "Give a file (tenfold plan -f FILE) or the name of a WebService on the cluster (tenfold plan NAME).",
    );
  if (name !== undefined && file.length > 0)
    throw new CommandError("both a name and a file are given", "Give one of them: a file has the name of its service in it.");
  if (offline === true && observed !== undefined)
    throw new CommandError(
      "--offline and --observed exclude one another",
      "--offline plans from nothing, --observed from objects in files.",
    );
  if (name !== undefined && offline === true)
    throw new CommandError(`${name} is on a cluster, and --offline asks none`, "Give its file with -f, or leave out --offline.");
  if (name !== undefined && classFile !== undefined)
    throw new CommandError("--class goes with -f", "A service on the cluster is planned with the class that it names.");
}

async function ofFiles(session: Session, flags: SituationFlags): Promise<readonly Situation[]> {
  const files = writtenIn(session.files, flags);
  const remote = flags.offline === true || flags.observed !== undefined ? undefined : await clusterOrNone(session);
  const fallback = remote?.namespace ?? session.flags.namespace ?? DEFAULT_NAMESPACE;
  const services = files.services.map(({ service }) => inNamespace(service, session.flags.namespace, fallback));
  const now = session.now();
  if (remote !== undefined) return offlineRemedy(() => againstCluster(remote, services, { ...files, now }));
  const { observed } = flags;
  const exported = observed === undefined ? undefined : { documents: readDocuments(session.files, [observed]), path: observed };
  return services.map((service) => fileSituation(service, { ...files, exported, now }));
}

async function againstCluster(
  remote: Remote,
  services: readonly WrittenService[],
  given: WrittenFiles & { readonly now: number },
): Promise<readonly Situation[]> {
  const all: Situation[] = [];
  for (const service of services) {
    const { name, namespace = remote.namespace } = service.metadata;
    const live = await liveServiceOrNone(remote, { name, namespace });
    all.push(await clusterSituation(remote, { service, live }, given));
  }
  return all;
}

/** No kubeconfig at all is no mistake: files can be planned alone. It is said, since everything looks new then. */
async function clusterOrNone({ cluster, flags, terminal }: Session): Promise<Remote | undefined> {
  try {
    return await cluster();
  } catch (error) {
    const isMeant = flags.kubeconfig !== undefined || flags.context !== undefined;
    if (!(error instanceof NoClusterError) || isMeant) throw withRemedy(error);
    terminal.err(
      "No kubeconfig names a cluster: planned from nothing, as if no object existed yet. --offline says that this is meant.",
    );
    return undefined;
  }
}

async function offlineRemedy<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw withRemedy(error);
  }
}

function withRemedy(error: unknown): unknown {
  if (!(error instanceof CommandError)) return error;
  const remedy = "To plan without the cluster: --offline from nothing, --observed FOLDER from exported objects.";
  return new CommandError(error.message, error.remedy === undefined ? remedy : `${error.remedy}\n${remedy}`);
}

/** As kubectl: a file that names another namespace than -n is a mistake of one of the two. */
function inNamespace(service: WrittenService, flag: string | undefined, fallback: string): WrittenService {
  const { name, namespace } = service.metadata;
  if (namespace !== undefined && flag !== undefined && namespace !== flag)
    throw new CommandError(
      `WebService ${name} is in namespace ${namespace} by its file, and -n says ${flag}`,
      `Give -n ${namespace}, or none.`,
    );
  return { ...service, metadata: { ...service.metadata, namespace: namespace ?? fallback } };
}
