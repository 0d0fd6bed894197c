// What http answers beside https with a public certificate: the CA's checks, and the way to https. Rule N20.

type RedirectFacts = {
  readonly basePath: string;
  /** Returns the answer to a check of the CA by its token. */
  readonly challengeAnswer: (token: string) => string | undefined;
  /** Returns the host and port of https for who asks by this name; undefined as long as there is no certificate. */
  readonly secureHost: (hostname: string) => string | undefined;
};

const CHALLENGE = /^\/\.well-known\/acme-challenge\/([\w-]+)$/;

/** Returns a function that answers a request, or leaves it to the app. */
export function createHttpsRedirect(facts: RedirectFacts): (request: Request) => Response | undefined {
  const { basePath, challengeAnswer, secureHost } = facts;
  const healthPaths = [`${basePath}healthz`, `${basePath}readyz`];
  return ({ url }) => {
    // What has no valid address, the app refuses.
    const { pathname, search, hostname } = URL.parse(url) ?? {};
    if (pathname === undefined || hostname === undefined) return undefined;
    const [, token] = CHALLENGE.exec(pathname) ?? [];
    if (token !== undefined) {
      const answer = challengeAnswer(token);
      return new Response(answer ?? "no such check", {
        status: answer === undefined ? 404 : 200,
        headers: { "content-type": answer === undefined ? "text/plain" : "application/octet-stream" },
      });
    }
    const host = healthPaths.includes(pathname) ? undefined : secureHost(hostname.replace(/^\[|\]$/g, ""));
    if (host === undefined) return undefined;
    return new Response(null, { status: 308, headers: { location: `https://${host}${pathname}${search}` } });
  };
}
