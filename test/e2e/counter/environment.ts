// What Tenfold gives to an application.
export type Environment = {
  readonly port: number;
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly name: string;
    readonly tls: boolean;
  };
};

export function environmentOf(variables: Readonly<Record<string, string | undefined>>): Environment {
  const need = (name: string): string => {
    const value = variables[name];
    if (value === undefined || value === "") throw new Error(`${name} is not set`);
    return value;
  };
  return {
    port: Number(variables["PORT"] ?? "8080"),
    database: {
      host: need("DATABASE_HOST"),
      port: Number(need("DATABASE_PORT")),
      user: need("DATABASE_USER"),
      password: need("DATABASE_PASSWORD"),
      name: need("DATABASE_NAME"),
      tls: new URL(need("DATABASE_URL")).searchParams.get("sslmode") === "require",
    },
  };
}
