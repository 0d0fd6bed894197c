// A proxy that serves the client below a prefix may leave it in the path. Rule N5.
import type { ClientRequest } from "./client-request.ts";
import type { ProxyHeaders } from "./proxy-headers.ts";

/**
 * Returns a function that takes the prefix that a trusted proxy names out of a request's address. The request stays the same
 * object, for Bun upgrades only a request of its own to a socket.
 */
export function createPrefixDropper(
  proxies: ProxyHeaders,
  basePath: string,
): (client: ClientRequest) => Response | undefined {
  return (client) => {
    const { request } = client;
    if (!request.headers.has("x-forwarded-prefix")) return undefined;
    const { prefix } = proxies.forwardedAddress(client);
    const url = URL.parse(request.url);
    if (!prefix || url === null || `${prefix}/` === basePath) return undefined;
    if (url.pathname === prefix) {
      return new Response(null, {
        status: 307,
        headers: { location: `${prefix}/${url.search}`, "cache-control": "no-cache" },
      });
    }
    if (!url.pathname.startsWith(`${prefix}/`)) return undefined;
    url.pathname = url.pathname.slice(prefix.length);
    Object.defineProperty(request, "url", { value: url.href });
    return undefined;
  };
}
