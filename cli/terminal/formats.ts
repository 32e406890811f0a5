// The names of the forms of an answer, for the flags: apart from what makes them, which only a command that answers loads. Pure.
export const FORMATS = ["text", "json", "yaml"] as const;
export type Format = (typeof FORMATS)[number];
