// Which methods an address takes, to tell a wrong method (405) from a wrong address (404). Rule A1.

type Route = { readonly method: string; readonly path: string };

/**
 * Returns a function that gives the methods that routes take at a path, as `Allow` lists them; undefined where there is no
 * route. Routes with a wildcard take whatever has none, and don't count.
 */
export function createAllowedMethods(routes: () => readonly Route[]): (path: string) => string | undefined {
  let table: readonly { pattern: RegExp; method: string }[] | undefined;
  return (path) => {
    table ??= routes()
      .filter((route) => !route.path.includes("*"))
      .map(({ method, path }) => ({ method, pattern: patternOf(path) }));
    const methods = new Set(table.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    if (methods.size === 0) return undefined;
    if (methods.has("GET")) methods.add("HEAD");
    return [...methods].toSorted().join(", ");
  };
}

function patternOf(path: string): RegExp {
  const parts = path.split("/").map((part) => (part.startsWith(":") ? "[^/]+" : RegExp.escape(part)));
  return new RegExp(`^${parts.join("/")}/?$`);
}
