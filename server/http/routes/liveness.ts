// The answer to `/healthz`, by which whoever starts the server knows that it runs. It needs neither Elysia nor the routes, so
// that the first one comes before they are loaded. Rules A10, A15.

/** What a server that runs answers to whoever asks whether it does. */
export const ALIVE = "ok";
/** Bun would add it by itself, but not for HEAD. */
export const ALIVE_TYPE = "text/plain;charset=utf-8";

/**
 * Returns a function that answers requests for `/healthz`, and no other.
 * @param headers those of every answer
 */
export function createLiveness(
  basePath: string,
  headers: Readonly<Record<string, string>>,
): (request: Request) => Response | undefined {
  const isAsked = ({ method, url }: Request): boolean =>
    (method === "GET" || method === "HEAD") && URL.parse(url)?.pathname === `${basePath}healthz`;
  return (request) =>
    isAsked(request) ? new Response(ALIVE, { headers: { ...headers, "content-type": ALIVE_TYPE } }) : undefined;
}
