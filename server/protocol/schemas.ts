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

// What end-to-end encrypted rooms send: bytes that the server can't read, in base64url. Rules E21 to E33.

/** The one version of end-to-end encryption that a room can have. */
export const ENCRYPTION = "mayfly/e2ee/1";

/** The longest sealed event: 40 KiB, its header and its tag. The others have one of four smaller sizes. */
export const MAX_SEALED_CHARACTERS = 54_690;
/** The longest record of a keyring: a list of 128 signers. */
const MAX_RECORD_CHARACTERS = 5_812;
const MAX_RECORDS_PER_FRAME = 8;
/** The most boxes that fit into a frame. */
const MAX_BOXES_PER_FRAME = 400;

const bytesOf = (count: number) => {
  const length = Math.ceil((count * 4) / 3);
  return Type.String({ pattern: "^[A-Za-z0-9_-]*$", minLength: length, maxLength: length });
};

const KeyringRecord = Type.String({ minLength: 1, maxLength: MAX_RECORD_CHARACTERS });
const Challenge = bytesOf(32);

/** A signature that only who has the room's key can make. */
export const Proof = bytesOf(64);
export const Sealed = Type.String({
  minLength: 1,
  maxLength: MAX_SEALED_CHARACTERS,
  description: "In encrypted rooms, in place of words",
});
/** A sealed event that is no message: 1 KiB at most. */
export const SmallSealed = Type.String({
  minLength: 1,
  maxLength: 1_442,
  description: "In encrypted rooms, in place of words",
});

/** What makes a room an encrypted one: its first owner's public key, and the first record of its keyring. */
export const EncryptionRequest = Type.Object(
  { version: Type.Literal(ENCRYPTION), rootKey: bytesOf(32), record: KeyringRecord },
  { description: "Makes the room end-to-end encrypted. Needs a code, to which the keyring is bound" },
);

/** Appends records to the keyring, and hands each session, by its id, the box with the new secret. */
export const Rekey = {
  records: Type.Array(KeyringRecord, { maxItems: MAX_RECORDS_PER_FRAME }),
  boxes: Type.Optional(Type.Record(bytesOf(8), bytesOf(120), { maxProperties: MAX_BOXES_PER_FRAME })),
};

/** A room's secret under the key of a link for one use. */
export const Wrapped = Type.String({
  ...bytesOf(92),
  description: "In encrypted rooms: the secret, under the key of a link for one use",
});

export const challengeFields = {
  challenge: Challenge,
  keyEpoch: Type.Integer({ description: "How often the room's key was replaced" }),
  rootKey: Type.String({ description: "The first owner's public key, whose hash is in the link" }),
  linkCheck: Type.String({ description: "Tells a link of before the newest key" }),
  passwordSalt: Type.Optional(Type.String({ description: "Where the room has a password" })),
};
export const ChallengeBody = Type.Object(challengeFields);

export type EncryptionRequest = Static<typeof EncryptionRequest>;
export type ChallengeView = Static<typeof ChallengeBody>;

/**
 * What events of encrypted rooms have in place of words. An erased one has its digest alone, by which members check that
 * they were shown one history.
 */
export type SealedFields = { sealed?: string; digest?: string };
export type SealedEdit = { seq: number; sealed: string; digest: string; files?: string[]; vanish?: Vanish };
export type SealedReaction = { seq: number; userId: string; sealed: string; digest: string };
export type SealedBy = { userId: string; sealed: string };
/** What a message of an encrypted room has. */
export type SealedMessage = SealedFields & {
  /** In place of `sealed`, once the message was edited. */
  edit?: SealedEdit;
  /** All reactions, also those that take another back: the server can't tell one emoji from another. */
  sealedReactions?: SealedReaction[];
};
/** What a welcome to an encrypted room has: the keyring's records, who is called what, and the keys of all open pages. */
export type SealedWelcome = {
  keyring?: string[];
  profiles?: SealedBy[];
  sessions?: SealedBy[];
  sealedTitle?: SealedBy;
};
