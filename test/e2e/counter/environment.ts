// What Tenfold gives to an application.
export type Environment = {
  readonly port: number;
  /** With everything that a driver needs: host, role, password, TLS. */
  readonly databaseUrl: string;
};

export function environmentOf(variables: Readonly<Record<string, string | undefined>>): Environment {
  const databaseUrl = variables["DATABASE_URL"];
  if (databaseUrl === undefined || databaseUrl === "") throw new Error("DATABASE_URL is not set");
  return { port: Number(variables["PORT"] ?? "8080"), databaseUrl };
}
