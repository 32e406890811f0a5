// Descriptions of what a page is to show. Text is text and never markup; dom.ts makes it so. Pure.

export type Action = (event: Event) => void;
export type Attributes = Readonly<Record<string, string | number | boolean | Action | undefined>>;
export type Described = {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly children: readonly (Described | string)[];
};
type Content = Described | string | false | null | undefined | readonly Content[];

/** `key` among the attributes tells siblings apart that come and go. Attributes that are undefined or false are left out. */
export function h(tag: string, attributes: Attributes = {}, ...content: readonly Content[]): Described {
  return { tag, attributes, children: flat(content) };
}

function flat(content: readonly Content[]): readonly (Described | string)[] {
  return content.flatMap((part): readonly (Described | string)[] => {
    if (part === false || part === null || part === undefined || part === "") return [];
    if (typeof part === "string") return [part];
    return "tag" in part ? [part] : flat(part);
  });
}
