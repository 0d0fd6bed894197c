// /api/openapi.json: the OpenAPI document, generated from the routes' own schemas. Rule A8.
import { type AnyElysia, Elysia } from "elysia";
import type { Refusal } from "#protocol/error-codes";
import { clientRequest } from "../request/authenticate.ts";
import type { ClientRequest } from "../request/client-address.ts";
import { refuse } from "../request/errors.ts";

type Content = Record<string, { schema?: { contentMediaType?: string } }>;
type Operation = { responses?: Record<string, { content?: Content }> };
type OpenApiDocument = { paths?: Record<string, Record<string, Operation>> | undefined; [more: string]: unknown };

const OPENAPI_VERSION = "3.1.2";

/** @param readRefusal counts a request, and returns a refusal when there were too many */
export const openapiRoute = (version: string, readRefusal: (client: ClientRequest) => Refusal | undefined) => {
  const plugin = new Elysia();
  let document: OpenApiDocument | undefined;
  return plugin.get(
    "/api/openapi.json",
    async ({ request, server, set }) => {
      const tooMany = readRefusal(clientRequest(request, server));
      if (tooMany !== undefined) return refuse(set, tooMany);
      document ??= await generate(plugin, version);
      return document;
    },
    { detail: { hide: true } },
  );
};

/** The generator is imported on the first request, so that a start doesn't wait for it. */
async function generate(app: AnyElysia, version: string): Promise<OpenApiDocument> {
  const { toOpenAPISchema } = await import("@elysiajs/openapi/openapi");
  const { paths, components } = toOpenAPISchema(app, undefined, undefined, undefined, OPENAPI_VERSION);
  const info = { title: "Mayfly", description: "Chat rooms that live for a day.", version };
  return correctResponses({ info, openapi: OPENAPI_VERSION, paths: paths as OpenApiDocument["paths"], components });
}

/** Corrects two things the plugin can't express: responses without content, and text other than text/plain. */
function correctResponses(document: OpenApiDocument): OpenApiDocument {
  const operations = Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods));
  for (const { responses = {} } of operations) {
    delete responses["204"]?.content;
    for (const response of Object.values(responses)) {
      const plain = response.content?.["text/plain"];
      const type = plain?.schema?.contentMediaType;
      if (plain !== undefined && type !== undefined) response.content = { [type]: plain };
    }
  }
  return document;
}
