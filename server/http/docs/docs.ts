// `/docs`: the API as a page, made here of the OpenAPI document, without a script and with nothing from elsewhere. Rule A8.
import { Elysia } from "elysia";
import { contentSecurityPolicy } from "../request/security-headers.ts";
import { pageOf } from "../static/index-page.ts";
import { type OpenApi, renderDocs } from "./docs-page.ts";

type Fetch = (request: Request) => Response | Promise<Response>;

export function docs() {
  let made: Promise<{ page: (request: Request) => Promise<Response>; policy: string }> | undefined;
  return new Elysia().get(
    "/docs",
    async ({ request, server, set }) => {
      made ??= makePage(request, (inner) => server?.fetch(inner) ?? fetch(inner)).catch((error) => {
        made = undefined;
        throw error;
      });
      const { page, policy } = await made;
      set.headers["content-security-policy"] = policy;
      return page(request);
    },
    { detail: { hide: true } },
  );
}

/** The page is made when first asked for: most servers are never asked. */
async function makePage(request: Request, ask: Fetch) {
  const address = new URL(request.url);
  address.pathname = address.pathname.replace(/\/docs\/?$/, "/api/openapi.json");
  address.search = "";
  const answered = await ask(new Request(address));
  const { html, style } = renderDocs((await answered.json()) as OpenApi, address.pathname);
  const digest = new Bun.CryptoHasher("sha256").update(style).digest("base64");
  return { page: pageOf(html), policy: contentSecurityPolicy({ "style-src": `'sha256-${digest}'` }) };
}
