// Defines helpers for schemas that frames and bodies share.
import {
  type SchemaOptions,
  type Static,
  type StringOptions,
  type TLiteral,
  type TSchema,
  type TString,
  type TUnion,
  Type,
} from "@sinclair/typebox";
import {
  MAX_FILES_PER_MESSAGE,
  MAX_ID_LENGTH,
  MAX_NAME_LENGTH,
  MAX_TITLE_LENGTH,
  MAX_VANISH_SECONDS,
  MIN_VANISH_SECONDS,
} from "./limits.ts";
import { MAX_MENTIONS } from "./mentions.ts";

/** Returns the schema of a text that is one of these words. */
export function OneOf<const T extends readonly string[]>(words: T, options: SchemaOptions = {}) {
  return Type.Union(
    words.map((word) => Type.Literal(word)),
    options,
  ) as unknown as TUnion<{
    -readonly [K in keyof T]: TLiteral<T[K]>;
  }>;
}

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** How long a text may be, in code points, as JSON Schema counts: what the published schema says. */
export type Characters = { readonly min?: number; readonly max?: number };

/**
 * A text whose length is judged in text.ts, in code points and after trimming. The schema's own bound is in UTF-16 units,
 * and only keeps absurd input out early.
 */
export function Characters({ min, max }: Characters, options: StringOptions = {}): TString {
  return Type.String({ ...options, characters: { min, max } });
}

export const Name = Characters({ min: 1, max: MAX_NAME_LENGTH }, { maxLength: 256 });
export const Title = Characters({ max: MAX_TITLE_LENGTH }, { maxLength: 512 });
export const Reason = Characters(
  { max: MAX_TITLE_LENGTH },
  { maxLength: 256, description: "Shown to everyone in the room" },
);
export const MessageText = Characters({ min: 1 }, { description: "At most messageLength characters, see the room" });

/** Whom the author of a message means by the names after at signs. Left out, the text alone tells. */
export const Mentions = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH }), {
    maxItems: MAX_MENTIONS,
    description: "Ids of the members mentioned with @. If left out, they are found by name",
  }),
);

/** When a message vanishes by itself: so many seconds after it was said, or once everybody who was there has seen it. */
export const Vanish = Type.Union([
  Type.Integer({
    minimum: MIN_VANISH_SECONDS,
    maximum: MAX_VANISH_SECONDS,
    description: "Seconds until it vanishes, or seen: once everyone here has seen it",
  }),
  Type.Literal("seen"),
]);
export type Vanish = Static<typeof Vanish>;

/** The files that a message takes. */
export const FileIds = Type.Optional(
  Type.Array(Type.String({ minLength: 1, maxLength: MAX_ID_LENGTH }), {
    maxItems: MAX_FILES_PER_MESSAGE,
    description: "Ids of files you have uploaded to this room, which no message has taken yet",
  }),
);
