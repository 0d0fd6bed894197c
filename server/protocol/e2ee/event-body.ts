// What is inside an event, as JSON. A server can't check it, so every reader does: whatever else decrypts is nothing.
import { canonicalEmoji } from "../emoji.ts";
import { MAX_FILES_PER_MESSAGE, MAX_ID_LENGTH } from "../limits.ts";
import { MAX_MENTIONS } from "../mentions.ts";
import { cleanLabel, isAvatar, nameProblem, titleProblem } from "../names.ts";
import { messageProblem } from "../text.ts";
import { fromBase64url, readUtf8, utf8 } from "./bytes.ts";
import type { EventClass } from "./event-envelope.ts";
import { type FileDescription, readFileDescription } from "./file-description.ts";

/** More characters than any server allows, and as many as fit into the largest event however they are spelled. */
export const MAX_SEALED_CHARACTERS = 10_000;
const DIGEST_CHARACTERS = 43;

/** Where the server has a file, and the salt in its header, by which no other passes for it. */
type FilePlace = { readonly id: string; readonly salt: string };

/** A file of a message: what it is, so that it need not be read to be named, and a small picture of it. */
export type FileMention = FilePlace & { readonly about?: FileDescription; readonly thumbnail?: FilePlace };

export type MessageBody = {
  readonly text: string;
  /** The message this answers: its id, and the digest of the event that said it. */
  readonly reply?: { readonly id: string; readonly digest: string };
  readonly mentions?: readonly string[];
  readonly files?: readonly FileMention[];
};

/** `of` is the digest of the event that said the message: an id alone could be moved to another. */
export type BodyOf = {
  chat: MessageBody;
  edit: MessageBody & { readonly of: string };
  react: { readonly of: string; readonly emoji: string; readonly on: boolean };
  pin: { readonly of: string };
  unpin: { readonly of: string };
  typing: Record<never, never>;
  profile: { readonly name: string; readonly avatar: string | null };
  /** The session's X25519 key, to which a new secret is sealed. */
  session: { readonly kex: string };
  title: { readonly title: string };
};

export const encodeBody = <C extends EventClass>(_: C, body: BodyOf[C]): Uint8Array => utf8(JSON.stringify(body));

type Json = Readonly<Record<string, unknown>>;
type Reader<T> = (json: Json) => T | undefined;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= MAX_ID_LENGTH;
/** Returns whether the value is 32 bytes in base64url. */
const isDigest = (value: unknown): value is string =>
  typeof value === "string" && value.length === DIGEST_CHARACTERS && fromBase64url(value) !== undefined;
const isPlace = (value: unknown): value is FilePlace => isObject(value) && isId(value.id) && isDigest(value.salt);
const isFile = (value: unknown): value is FileMention =>
  isPlace(value) &&
  (!("about" in value) || readFileDescription(value.about) !== undefined) &&
  (!("thumbnail" in value) || isPlace(value.thumbnail));
const placeOf = ({ id, salt }: FilePlace): FilePlace => ({ id, salt });
const readFile = ({ about, thumbnail, ...file }: FileMention): FileMention => {
  const description = readFileDescription(about);
  return {
    ...placeOf(file),
    ...(description && { about: description }),
    ...(thumbnail && { thumbnail: placeOf(thumbnail) }),
  };
};
const isListOf = <T>(value: unknown, max: number, isOne: (one: unknown) => one is T): value is readonly T[] =>
  Array.isArray(value) && value.length <= max && value.every(isOne);

const readMessage: Reader<MessageBody> = ({ text, reply, mentions, files }) => {
  const hasFiles = Array.isArray(files) && files.length > 0;
  if (typeof text !== "string" || (!(hasFiles && text === "") && messageProblem(text, MAX_SEALED_CHARACTERS)))
    return undefined;
  if (reply !== undefined && !(isObject(reply) && isId(reply.id) && isDigest(reply.digest))) return undefined;
  if (mentions !== undefined && !isListOf(mentions, MAX_MENTIONS, isId)) return undefined;
  if (files !== undefined && !isListOf(files, MAX_FILES_PER_MESSAGE, isFile)) return undefined;
  return {
    text,
    ...(isObject(reply) && { reply: { id: String(reply.id), digest: String(reply.digest) } }),
    ...(mentions !== undefined && { mentions: mentions as readonly string[] }),
    ...(files !== undefined && { files: (files as FileMention[]).map(readFile) }),
  };
};

const readTarget: Reader<{ of: string }> = ({ of }) => (isDigest(of) ? { of } : undefined);

const READERS: { readonly [C in EventClass]: Reader<BodyOf[C]> } = {
  chat: readMessage,
  edit: (json) => {
    const [message, target] = [readMessage(json), readTarget(json)];
    return message && target && { ...message, ...target };
  },
  react: ({ of, emoji, on }) => {
    if (!isDigest(of) || typeof emoji !== "string" || emoji.length > 32 || typeof on !== "boolean") return undefined;
    const canonical = canonicalEmoji(emoji);
    return canonical === undefined ? undefined : { of, emoji: canonical, on };
  },
  pin: readTarget,
  unpin: readTarget,
  typing: () => ({}),
  profile: ({ name, avatar }) => {
    if (typeof name !== "string" || cleanLabel(name) !== name || nameProblem(name)) return undefined;
    if (avatar === null) return { name, avatar };
    return typeof avatar === "string" && isAvatar(avatar) ? { name, avatar } : undefined;
  },
  session: ({ kex }) => (isDigest(kex) ? { kex } : undefined),
  title: ({ title }) =>
    typeof title === "string" && cleanLabel(title) === title && !titleProblem(title) ? { title } : undefined,
};

/** Returns an event's body with the fields this version knows, or undefined for anything that is none. */
export function decodeBody<C extends EventClass>(name: C, body: Uint8Array): BodyOf[C] | undefined {
  const text = readUtf8(body);
  if (text === undefined) return undefined;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isObject(json) ? READERS[name](json) : undefined;
}
