// The schemas that the documents give a name to, and the replacing of their copies by references to them. Rule A8.
import type { TSchema } from "@sinclair/typebox";
import { Elysia } from "elysia";
import * as accountBodies from "#protocol/accounts";
import * as bodies from "#protocol/http";
import { EVENTS, Event } from "#protocol/server-frames";
import type { Schema } from "./schema-fields.ts";

export const OPENAPI_VERSION = "3.1.2";

type Json = { [key: string]: unknown };
const REFERENCE_PREFIX = "#/components/schemas/";
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** Every body's own name, as in `RoomBody`, without the ending, and those of what lists hold. */
export function namedSchemas(): Record<string, TSchema> {
  const all = Object.entries({ ...bodies, ...accountBodies }) as [string, TSchema][];
  const ofBodies = all
    .filter(([, value]) => isJson(value) && value.type === "object")
    .map(([name, schema]) => [name.replace(/Body$/, ""), schema] as const);
  const { Chat, ...named } = Object.fromEntries(ofBodies);
  return {
    Event,
    EditEvent: EVENTS.edit,
    DeleteEvent: EVENTS.delete,
    ReactEvent: EVENTS.react,
    VanishEvent: EVENTS.vanish,
    RoomEvent: EVENTS.room,
    Ban: bodies.BansBody.properties.bans.items,
    Knock: bodies.KnocksBody.properties.knocks.items,
    MyRoom: bodies.MyRoomsBody.properties.rooms.items,
    AdminRoom: accountBodies.AdminRoomsBody.properties.rooms.items,
    ...named,
    ...(Chat && { Message: Chat }),
  };
}

/** Returns the schemas in the form of OpenAPI 3.1, which is that of JSON Schema. */
export async function convertSchemas(schemas: Readonly<Record<string, TSchema>>): Promise<Record<string, Schema>> {
  const { toOpenAPISchema } = await import("@elysiajs/openapi/openapi");
  const app = new Elysia();
  for (const [name, response] of Object.entries(schemas)) app.get(`/${name}`, () => undefined as never, { response });
  const { paths } = toOpenAPISchema(app, undefined, undefined, undefined, OPENAPI_VERSION);
  return Object.fromEntries(
    Object.keys(schemas).map((name) => {
      // biome-ignore lint/suspicious/noExplicitAny: the plugin's types don't say what it makes
      const { responses } = (paths as any)[`/${name}`].get;
      const [content] = Object.values(responses["200"].content) as { schema: Json }[];
      return [name, tidy(content?.schema) as Schema];
    }),
  );
}

/**
 * Tells lengths as they are judged, an integer of a query as one instead of also as its text, and a record as generators
 * know it.
 */
export function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isJson(value)) return value;
  const { characters, additionalProperties: _, ...schema } = value;
  if (isJson(characters)) {
    const { min, max } = characters;
    Object.assign(schema, { minLength: min, maxLength: max });
    for (const bound of ["minLength", "maxLength"]) if (schema[bound] === undefined) delete schema[bound];
  }
  const ofAnyName = (schema.patternProperties as Json | undefined)?.["^(.*)$"];
  if (ofAnyName !== undefined) {
    delete schema.patternProperties;
    schema.additionalProperties = ofAnyName;
  }
  const integer = (schema.anyOf as Json[] | undefined)?.find(({ type }) => type === "integer");
  if (integer !== undefined && (schema.anyOf as Json[]).some(({ format }) => format === "integer"))
    return tidy(integer);
  return Object.fromEntries(Object.entries(schema).map(([key, inner]) => [key, tidy(inner)]));
}

/** Makes the keys by which copies of a schema are known, whatever the order of its fields. */
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    isJson(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/** Replaces, in a document's part, each copy of a named schema by a reference, and collects the schemas that are used. */
export class References {
  readonly used: Record<string, unknown> = {};
  readonly #named: Readonly<Record<string, Schema>>;
  readonly #nameByKey: ReadonlyMap<string, string>;

  constructor(named: Readonly<Record<string, Schema>>) {
    this.#named = named;
    this.#nameByKey = new Map(Object.entries(named).map(([name, schema]) => [keyOf(schema), name]));
  }

  /** @param self the schema whose parts are looked at, which is not a copy of itself */
  replace(value: unknown, self?: string): unknown {
    if (Array.isArray(value)) return value.map((each) => this.replace(each));
    if (!isJson(value)) return value;
    const name = self === undefined ? this.#nameByKey.get(keyOf(value)) : undefined;
    if (name === undefined) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.replace(inner)]));
    }
    return this.refer(name);
  }

  refer(name: string): { $ref: string } {
    if (!(name in this.used)) {
      this.used[name] = {};
      this.used[name] = this.replace(this.#named[name], name);
    }
    return { $ref: `${REFERENCE_PREFIX}${name}` };
  }
}
