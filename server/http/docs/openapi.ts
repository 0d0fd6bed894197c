// The OpenAPI document, generated from the routes' own schemas. Rule A8.
import { STATUS_CODES } from "node:http";
import { toOpenAPISchema } from "@elysiajs/openapi/openapi";
import type { AnyElysia } from "elysia";
import { ERROR_RESPONSES } from "../request/errors.ts";
import { convertSchemas, namedSchemas, OPENAPI_VERSION, References, tidy } from "./named-schemas.ts";
import { SECURITY_SCHEMES, securityOf } from "./operation-security.ts";

type Media = { schema?: Record<string, unknown> & { contentMediaType?: string; required?: string[] } };
type Response = { $ref?: string; description?: string; content?: Record<string, Media> };
type Operation = {
  operationId?: string;
  tags?: string[];
  requestBody?: Response & { required?: boolean };
  responses?: Record<string, Response>;
  security?: unknown;
};
type Paths = Record<string, Record<string, Operation>>;

/** What the parts of the API are, in the order of the page. */
const TAGS = {
  Sessions: "Tokens for guests",
  Accounts: "Sign-up, sign-in and account settings",
  Administration: "For administrators of the server",
  Rooms: "Create, find, change and end rooms",
  Members: "Members, roles and moderation",
  Messages: "Send, read and stream messages",
  Files: "Upload, list and read files",
  Health: "Health checks and metrics",
};

/** @param app any part of the app: the generator finds the routes of all */
export async function generateOpenapi(app: AnyElysia, version: string): Promise<Record<string, unknown>> {
  const generated = toOpenAPISchema(app, undefined, undefined, undefined, OPENAPI_VERSION);
  const references = new References(await convertSchemas(namedSchemas()));
  const paths = tidy(generated.paths) as Paths;
  const used = new Set<string>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      complete(
        operation,
        `${method} ${path.replace(/^.*?(?=\/(api\/|healthz$|readyz$|metrics$))/, "").slice(1)}`,
        references,
      );
      for (const tag of operation.tags ?? []) used.add(tag);
    }
  }
  return {
    openapi: OPENAPI_VERSION,
    info: {
      title: "Mayfly",
      description: "Chat rooms that live for a day.",
      version,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/", description: "This server. Paths begin with its base path" }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    paths: references.replace(paths),
    components: { schemas: references.used, responses: errorResponses(references), securitySchemes: SECURITY_SCHEMES },
  };
}

/** Completes an operation by what the plugin can't express. @param name as in `get api/rooms/{code}` */
function complete(operation: Operation, name: string, references: References): void {
  operation.operationId = name
    .replace(/^(\w+) (api\/)?/, "$1/")
    .replace(/\W+(\w)/g, (_, letter) => letter.toUpperCase());
  operation.operationId = operation.operationId.replace(/\W/g, "");
  operation.security = securityOf(name);
  const { requestBody } = operation;
  // Whatever the route, a request may be so malformed that none is asked.
  const responses: Record<string, Response> = { "400": {}, ...operation.responses };
  operation.responses = responses;
  // A body that may be left out counts as an empty object.
  if (requestBody !== undefined) requestBody.required = (schemaOf(requestBody)?.required ?? []).length > 0;
  delete responses["204"]?.content;
  for (const [status, response] of Object.entries(responses)) {
    // What happens most is written out, for readers that follow no references here.
    if (status >= "400" && status !== "404")
      responses[status] = { $ref: `#/components/responses/${nameOfStatus(status)}` };
    else response.description = STATUS_CODES[status] ?? "";
    const plain = response.content?.["text/plain"];
    const type = plain?.schema?.contentMediaType;
    if (plain !== undefined && type !== undefined) {
      // The text of an event stream holds JSON, as OpenAPI 3.1 can say.
      const { description } = plain.schema ?? {};
      const holds = { contentMediaType: "application/json", contentSchema: references.refer("Event") };
      response.content = { [type]: { schema: { type: "string", description, ...holds } } };
    }
  }
}

function schemaOf({ content = {} }: Response): Media["schema"] {
  return Object.values(content)[0]?.schema;
}

function nameOfStatus(status: string): string {
  return (STATUS_CODES[status] ?? status).replace(/\W/g, "");
}

function errorResponses(references: References): Record<string, Response> {
  const schema = references.refer("Error");
  const statuses = Object.keys(ERROR_RESPONSES).filter((status) => status !== "404");
  return Object.fromEntries(
    statuses.map((status) => [
      nameOfStatus(status),
      { description: STATUS_CODES[status] ?? "", content: { "application/json": { schema } } },
    ]),
  );
}
