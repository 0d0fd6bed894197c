type Json = { [key: string]: unknown };

/** Returns the document with every local reference replaced by what it names. Only for documents without circles. */
export function resolveReferences<T>(document: T): T {
  const resolve = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(resolve);
    const { $ref } = value as Json;
    if (typeof $ref === "string") return resolve(targetOf(document, $ref));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  return resolve(document) as T;
}

/** Follows a JSON pointer, as in `#/components/schemas/Room`. */
function targetOf(document: unknown, reference: string): unknown {
  const keys = reference.split("/").slice(1);
  return keys.reduce((at: unknown, key) => (at as Json)[key.replaceAll("~1", "/").replaceAll("~0", "~")], document);
}
