// /api/openapi.json and /api/asyncapi.json. What makes them is imported on the first request, so that a start doesn't wait for it.
// Rule A8.
import { type AnyElysia, Elysia } from "elysia";
import type { Refusal } from "#protocol/error-codes";
import type { ClientRequest } from "../request/client-request.ts";
import { refuse } from "../request/errors.ts";

type ApiDocument = (app: AnyElysia) => Promise<object>;

/**
 * @param basePath begins with a slash and ends without one
 * @param readRefusal counts a request, and returns a refusal when there were too many
 */
export function apiDocuments(
  version: string,
  basePath: string,
  readRefusal: (client: ClientRequest) => Refusal | undefined,
) {
  const documents: Record<string, ApiDocument> = {
    "/api/openapi.json": async (app) => (await import("./openapi.ts")).generateOpenapi(app, version),
    "/api/asyncapi.json": async () => (await import("./asyncapi.ts")).generateAsyncapi(version, basePath),
  };
  const plugin = new Elysia();
  for (const [path, generate] of Object.entries(documents)) {
    let document: Promise<object> | undefined;
    plugin.get(
      path,
      ({ request, server, set }) => {
        const tooMany = readRefusal({ request, server });
        if (tooMany !== undefined) return refuse(set, tooMany);
        document ??= generate(plugin).catch((error) => {
          document = undefined;
          throw error;
        });
        return document;
      },
      { detail: { hide: true } },
    );
  }
  return plugin;
}
