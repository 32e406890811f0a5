// What a policy for one program on EKS is: grants with the reason for each, and the document that IAM takes.

export type Grant = {
  /** Letters and digits; unique within the policy. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Why these actions, and why the resources are no narrower. */
  readonly why: string;
  readonly conditions?: Conditions;
};

/** Operator → key → value. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

export type Policy = {
  /** Name of the file and of the policy. */
  readonly name: string;
  /** Who gets it. */
  readonly holder: string;
  readonly grants: readonly Grant[];
};

export function grantDocument(grants: readonly Grant[]): object {
  const statements = grants.map(({ sid, actions, resources, conditions }) => ({
    Sid: sid,
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    ...(conditions === undefined ? {} : { Condition: conditions }),
  }));
  return { Version: "2012-10-17", Statement: statements };
}

/** "rds", "CreateDBInstance" … → rds:CreateDBInstance … */
export function actionsOf(service: string, ...names: readonly string[]): readonly string[] {
  return names.map((name) => `${service}:${name}`);
}
