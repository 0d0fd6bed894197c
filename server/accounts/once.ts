/** Returns a function that computes its value on the first call and keeps it, so that a start doesn't wait for it. */
export function once<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}
