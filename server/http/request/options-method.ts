// Answers OPTIONS: which methods an address takes. Rule A13.
import type { AnyElysia } from "elysia";

type Route = { readonly method: string; readonly pattern: RegExp };

/** Returns a function from a path to the value of `Allow`; undefined where there is nothing. */
export function allowedMethods(app: AnyElysia): (path: string) => string | undefined {
  let routes: Route[] | undefined;
  return (path) => {
    routes ??= app.router.history.map(({ method, path: at }) => ({ method, pattern: patternOf(at) }));
    const methods = new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method));
    methods.delete("OPTIONS");
    if (methods.size === 0) return undefined;
    if (methods.has("GET")) methods.add("HEAD");
    return [...methods, "OPTIONS"].join(", ");
  };
}

/** A star stands for the client's files and rooms, never for what is under the API or the sockets. */
function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/:\w+/g, "[^/]+")
    .replace(/\/$/, "/?")
    .replace(/\*$/, "(?!(?:api|ws)(?:/|$)).+");
  return new RegExp(`^${source}$`);
}
