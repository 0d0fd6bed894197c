/** Makes it when first asked for, and keeps it: a start doesn't wait for what it may never need. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
