// One client of RDS for each region, made when it is first needed.
import { RDSClient } from "@aws-sdk/client-rds";

export type RdsOptions = {
  /** In place of the region's own. */
  readonly endpoint: string | undefined;
  /** Default: the SDK's own chain, which knows Pod Identity. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
};

const ATTEMPTS = 3;

export function rdsClients({ endpoint, credentials }: RdsOptions): (region: string) => RDSClient {
  const clients = new Map<string, RDSClient>();
  return (region) => {
    const client = clients.get(region) ?? new RDSClient({ region, endpoint, credentials, maxAttempts: ATTEMPTS });
    clients.set(region, client);
    return client;
  };
}
