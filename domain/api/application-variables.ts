// The environment variables that Tenfold gives to the application. A user may not set them; all other AWS_* are reserved too.

/** Name → what it holds, in the order of the documentation. Each is set only where the thing behind it exists. */
export const APPLICATION_VARIABLE_MEANINGS = {
  DATABASE_PASSWORD: "Password of the application's role, from the Secret that Tenfold created once.",
  DATABASE_HOST: "Host of the database, or of the pooler before it, for writes and reads.",
  DATABASE_PORT: "Port of the database.",
  DATABASE_NAME: "Name of the database.",
  DATABASE_USER: "The application's role.",
  DATABASE_SSL_ROOT_CERT: "File with the certificates that the database's server is verified with, where it has TLS.",
  DATABASE_URL: "postgresql:// URL of the database, for writes and reads.",
  DATABASE_READER_URL: "postgresql:// URL for reads that may be seconds old.",
  DATABASE_POOL_SIZE:
    "Connections that each pod may open with each of the two URLs, so that all pods together stay within what there is.",
  CACHE_PASSWORD: "Password of the cache, from a Secret that Tenfold created once. Not set where the cache was made without one.",
  CACHE_URL: "rediss:// URL of the cache's configuration endpoint (cluster mode), password included.",
  ASSETS_BUCKET: "Name of the S3 bucket for assets and uploads.",
  ASSETS_URL: "https:// URL under which the assets are served.",
  SESSIONS_TABLE: "Name of the DynamoDB table for sessions.",
  QUEUE_URL: "URL of the SQS queue.",
  AWS_REGION: "Region of all AWS services above.",
} as const;
export type ApplicationVariable = keyof typeof APPLICATION_VARIABLE_MEANINGS;

export const APPLICATION_VARIABLES: readonly string[] = Object.keys(APPLICATION_VARIABLE_MEANINGS);

/** The variable with the address of an internal service. */
export function serviceVariable(name: string): string {
  return `SERVICE_${name.toUpperCase().replaceAll("-", "_")}_URL`;
}
