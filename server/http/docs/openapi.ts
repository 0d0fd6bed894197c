// The API described: /api/openapi.json, made of the routes' own schemas. Rule A8.
import { type AnyElysia, Elysia } from "elysia";

type Content = Record<string, { schema?: { contentMediaType?: string } }>;
type Operation = { responses?: Record<string, { content?: Content }> };
type Description = { paths?: Record<string, Record<string, Operation>> | undefined; [more: string]: unknown };

const OPENAPI = "3.1.2";

export const description = (version: string) => {
  const plugin = new Elysia();
  let described: Description | undefined;
  return plugin.get(
    "/api/openapi.json",
    async () => {
      described ??= await describe(plugin, version);
      return described;
    },
    { detail: { hide: true } },
  );
};

/** Whoever starts a server doesn't wait for what describes it. */
async function describe(app: AnyElysia, version: string): Promise<Description> {
  const { toOpenAPISchema } = await import("@elysiajs/openapi/openapi");
  const { paths, components } = toOpenAPISchema(app, undefined, undefined, undefined, OPENAPI);
  const info = { title: "Mayfly", description: "Chat rooms that live for a day.", version };
  return corrected({ info, openapi: OPENAPI, paths: paths as Description["paths"], components });
}

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
