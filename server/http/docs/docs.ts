// `/docs`: the OpenAPI document as a page, without a script and with nothing loaded from elsewhere. Rule A8.
import { Elysia } from "elysia";
import { contentSecurityPolicy } from "../request/security-headers.ts";
import { createPageHandler } from "../static/index-page.ts";
import type { OpenApi } from "./docs-page.ts";
import type { AsyncApi } from "./socket-section.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

export function docsRoute() {
  let rendered: Promise<{ page: (request: Request) => Promise<Response>; policy: string }> | undefined;
  return new Elysia().get(
    "/docs",
    async ({ request, server, set }) => {
      rendered ??= renderDocs(request, (inner) => server?.fetch(inner) ?? fetch(inner))
        .then(({ html, policy }) => ({ page: createPageHandler(html), policy }))
        .catch((error) => {
          rendered = undefined;
          throw error;
        });
      const { page, policy } = await rendered;
      set.headers["content-security-policy"] = policy;
      return page(request);
    },
    { detail: { hide: true } },
  );
}

/**
 * Renders the page, on the first request because most servers never get one.
 * @param ask answers requests for the documents
 */
export async function renderDocs(request: Request, ask: Fetch): Promise<{ html: string; policy: string }> {
  const address = new URL(request.url);
  // A name that is always allowed: that of the request was looked at, and only with its connection can that be done.
  address.hostname = "localhost";
  address.pathname = address.pathname.replace(/\/docs\/?$/, "/api/openapi.json");
  address.search = "";
  const openapi = (await (await ask(new Request(address))).json()) as OpenApi;
  const socketAddress = new URL("asyncapi.json", address);
  const socketAnswer = await ask(new Request(socketAddress));
  const asyncapi = socketAnswer.ok ? ((await socketAnswer.json()) as AsyncApi) : undefined;
  const { renderDocsPage } = await import("./docs-page.ts");
  const { html, style } = renderDocsPage(openapi, address.pathname, asyncapi);
  const digest = new Bun.CryptoHasher("sha256").update(style).digest("base64");
  return { html, policy: contentSecurityPolicy({ "style-src": `'sha256-${digest}'` }) };
}
