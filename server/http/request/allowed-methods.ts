// Which methods an address takes: to answer OPTIONS, and to tell a wrong method (405) from a wrong address (404).
// Rules A1, A13.

type Route = { readonly method: string; readonly path: string };

/**
 * Returns a function that gives the methods that routes take at a path, as `Allow` lists them; undefined where there is no
 * route. The star of a client's page or file stands for what is neither under the API nor a socket; it counts `withPages` alone.
 */
export function createAllowedMethods(
  routes: () => readonly Route[],
): (path: string, withPages?: boolean) => string | undefined {
  let table: readonly { pattern: RegExp; method: string; isPage: boolean }[] | undefined;
  return (path, withPages = false) => {
    table ??= routes().map(({ method, path: at }) => ({ method, pattern: patternOf(at), isPage: at.includes("*") }));
    const matching = table.filter(({ pattern, isPage }) => (withPages || !isPage) && pattern.test(path));
    const methods = new Set(matching.map(({ method }) => method));
    methods.delete("OPTIONS");
    if (methods.size === 0) return undefined;
    if (methods.has("GET")) methods.add("HEAD");
    return [...methods, "OPTIONS"].toSorted().join(", ");
  };
}

function patternOf(path: string): RegExp {
  const parts = path.split("/").map((part) => {
    if (part === "*") return "(?!(?:api|ws)(?:/|$)).+";
    return part.startsWith(":") ? "[^/]+" : RegExp.escape(part);
  });
  return new RegExp(`^${parts.join("/").replace(/\/$/, "")}/?$`);
}
