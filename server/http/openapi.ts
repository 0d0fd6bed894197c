// The API described: /api/openapi.json, made of the routes' own schemas. Rule A8.
import { openapi } from "@elysiajs/openapi";
import { Elysia } from "elysia";

type Content = Record<string, { schema?: { contentMediaType?: string } }>;
type Operation = { responses?: Record<string, { content?: Content }> };
type Description = { paths?: Record<string, Record<string, Operation>> };

export const description = (version: string) =>
  new Elysia()
    .onAfterHandle(({ response }) => corrected(response as Description))
    .use(
      openapi({
        provider: null,
        path: "/docs",
        specPath: "/api/openapi.json",
        documentation: { info: { title: "Mayfly", version, description: "Chat rooms that live for a day." } },
      }),
    );

/** The plugin knows no answer without content, and none of text but text/plain. */
function corrected(described: Description): Description {
  const operations = Object.values(described.paths ?? {}).flatMap((methods) => Object.values(methods));
  for (const { responses = {} } of operations) {
    delete responses["204"]?.content;
    for (const response of Object.values(responses)) {
      const plain = response.content?.["text/plain"];
      const type = plain?.schema?.contentMediaType;
      if (plain !== undefined && type !== undefined) response.content = { [type]: plain };
    }
  }
  return described;
}
