// Schemas that frames and bodies share.
import { type TLiteral, type TSchema, type TUnion, Type } from "@sinclair/typebox";
import { MAX_ID_LENGTH } from "./limits.ts";
import { MAX_MENTIONS } from "./mentions.ts";

/** One of these words. */
export function OneOf<const T extends readonly string[]>(words: T) {
  return Type.Union(words.map((word) => Type.Literal(word))) as unknown as TUnion<{
    -readonly [K in keyof T]: TLiteral<T[K]>;
  }>;
}

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Whom the author of a message means by the names after at signs. Left out, the text alone tells. */
export const Mentions = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH }), {
    maxItems: MAX_MENTIONS,
    description: "Ids of the members meant by the names after at signs. Left out, the text alone tells",
  }),
);
