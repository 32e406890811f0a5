// Names as identifiers of other languages. Pure.

/** Letters, digits and `_` alone; two names that would become one get numbers. */
export function identifiers(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(
    names.map((name) => {
      const plain = name.replace(/[^A-Za-z0-9]/g, "_");
      let id = plain;
      for (let count = 2; taken.has(id); count += 1) id = `${plain}_${count}`;
      taken.add(id);
      return [name, id];
    }),
  );
}
