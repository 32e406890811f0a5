// IAM policy documents as text. Key order is fixed, so that the same policy is always the same text.
export type Statement = {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

export function allow(sid: string, actions: readonly string[], resources: readonly string[]): Statement {
  return { Sid: sid, Effect: "Allow", Action: actions, Resource: resources };
}

export function policyDocument(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

export type Trust = {
  readonly service: string;
  readonly actions: readonly string[];
  /** Tags with which the service must ask. Default: none. */
  readonly tags?: Readonly<Record<string, string>>;
};

/** Trust policy: the service may take on the role. */
export function trust({ service, actions, tags }: Trust): string {
  const asked = Object.entries(tags ?? {}).map(([tag, value]) => [`aws:RequestTag/${tag}`, value] as const);
  const condition = asked.length === 0 ? {} : { Condition: { StringEquals: Object.fromEntries(asked) } };
  return policyDocument({ Sid: "Trust", Effect: "Allow", Principal: { Service: service }, Action: actions, ...condition });
}
