// Schemas that frames and bodies share.
import { type TLiteral, type TSchema, type TUnion, Type } from "@sinclair/typebox";

/** One of these words. */
export function OneOf<const T extends readonly string[]>(words: T) {
  return Type.Union(words.map((word) => Type.Literal(word))) as unknown as TUnion<{
    -readonly [K in keyof T]: TLiteral<T[K]>;
  }>;
}

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
