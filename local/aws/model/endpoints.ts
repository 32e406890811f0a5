// Where databases can be reached. A seam: real databases behind the same identifiers bring their own addresses.
import { clusterHosts, instanceHost } from "../../../domain/api/aws-identifiers.js";
import type { Attributes, Birth, Place, ResourceType } from "./resource.js";

const POSTGRES_PORT = 5432;

export type Endpoint = { readonly address: string; readonly port: number };

export type EndpointProvider = {
  readonly instance: (name: string, place: Place, attributes: Attributes) => Endpoint;
  readonly cluster: (name: string, place: Place) => { readonly writer: string; readonly reader: string };
};

/** Names of AWS's form, behind which nothing listens. */
export const awsEndpoints: EndpointProvider = {
  instance: (name, place) => ({ address: instanceHost(name, place), port: POSTGRES_PORT }),
  cluster: clusterHosts,
};

export function endpointFacts(provider: EndpointProvider): (type: ResourceType, birth: Birth) => Attributes {
  return (type, { attributes, place }) => {
    const name = type.nameOf(attributes);
    if (type.id === "rds/DBInstance") return { endpoint: provider.instance(name, place, attributes) };
    if (type.id !== "rds/DBCluster") return {};
    const { writer, reader } = provider.cluster(name, place);
    return { endpoint: writer, readerEndpoint: reader };
  };
}
