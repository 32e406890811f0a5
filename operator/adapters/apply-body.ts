// The body of a server-side apply: JSON that a reader of YAML reads the same, since the API server reads it as YAML.

/**
 * What YAML refuses in plain text (DEL, most of C1, the two noncharacters at the end of the plane) or folds into a space or drops
 * (NEL, the line and paragraph separators, the byte order mark). As \u escapes they are the same JSON, and come through whole.
 * Never surrogates: the server's reader takes each half of an escaped pair for a character of its own and refuses it.
 */
const NOT_PLAIN_IN_YAML = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

export function applyBody(object: unknown): string {
  return JSON.stringify(object).replaceAll(NOT_PLAIN_IN_YAML, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
