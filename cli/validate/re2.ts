// Regular expressions of Go's RE2, which API servers use, in those of JavaScript. Pure.

const compiled = new Map<string, RegExp>();

/**
 * Ours are written so that both read them the same, and a test sees to it. One difference is left: a blank of RE2 is none of Unicode's.
 * Throws where JavaScript has no such expression.
 */
export function re2(source: string): RegExp {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const expression = new RegExp(source.replaceAll(String.raw`\s`, String.raw`[\t\n\f\r ]`), "u");
  compiled.set(source, expression);
  return expression;
}
