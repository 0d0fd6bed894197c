// `mayfly seal`: turns lines on stdin into sealed events, which the REST API and the WebSocket take. Rule C17.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { drawBytes, label, readUtf8, toBase64url } from "#protocol/e2ee/bytes";
import { sealEvent, type Writer } from "#protocol/e2ee/event";
import { type BodyOf, decodeBody, encodeBody, MAX_SEALED_CHARACTERS } from "#protocol/e2ee/event-body";
import { areClearFields, type ClearFields, type EventClass } from "#protocol/e2ee/event-envelope";
import type { EpochKeys } from "#protocol/e2ee/key-schedule";
import { publicKeyOf } from "#protocol/e2ee/signatures";
import { MAX_VANISH_SECONDS, MIN_VANISH_SECONDS } from "#protocol/limits";
import { messageProblem } from "#protocol/text";
import { type ByteStream, linesOf, type Print } from "./input.ts";
import { type Options, readOrDrawSeed, readTextFile, UsageProblem } from "./options.ts";
import { newestKeysOf, readRecords } from "./room-keys.ts";

/** More than the largest event holds. */
const MAX_LINE_BYTES = 128 * 1024;
const SESSION_BYTES = 8;
const NONCE_BYTES = 16;
const SEALED_HERE: readonly EventClass[] = ["chat", "edit", "react", "pin", "unpin", "profile", "title"];
/** What may have a life of its own. */
const LIVING: readonly EventClass[] = ["chat", "edit"];
const ABOUT_A_MESSAGE: readonly EventClass[] = ["edit", "react", "pin", "unpin"];

const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);

/** What a line says, before it is sealed. */
type Statement = {
  readonly type: EventClass;
  readonly body: object;
  /** Of the message that it is about. */
  readonly id?: string;
  readonly vanish?: ClearFields["vanish"];
};

/** @returns the exit code: 1 where a line couldn't be sealed @throws UsageProblem */
export async function runSeal(options: Options, input: ByteStream, print: Print, complain: Print): Promise<0 | 1> {
  const { link, keyring: keyringFile = "", key = "", member = "", json = false } = options;
  const vanish = parseVanish(options.vanish);
  const keyring = readRecords(link, recordsIn(readTextFile("--keyring", keyringFile)));
  if ("problem" in keyring) throw new UsageProblem(`--keyring: ${keyring.problem}`);
  const keys = newestKeysOf(link, keyring);
  if ("problem" in keys) throw new UsageProblem(`--link: ${keys.problem}`);
  const writer = createWriter(member, readOrDrawSeed(key), keys);
  let code: 0 | 1 = 0;
  let counter = 0;
  let lineNumber = 0;
  for await (const bytes of linesOf(input, MAX_LINE_BYTES)) {
    lineNumber++;
    const text = bytes === undefined ? undefined : readUtf8(bytes);
    if (text?.trim() === "") continue;
    const statement = readStatement(bytes, text, json, vanish);
    const frame = typeof statement === "string" ? statement : sealStatement(keys, writer, statement, counter + 1);
    if (typeof frame === "string") {
      complain(`line ${lineNumber}: ${frame}`);
      code = 1;
    } else {
      counter++;
      print(JSON.stringify(frame));
    }
  }
  return code;
}

/** Returns the records in an answer of the server. @throws UsageProblem */
export function recordsIn(text: string): unknown[] {
  let answer: { keyring?: unknown; error?: { message?: unknown } } | null;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new UsageProblem("--keyring: not JSON; it is the answer of GET …/keyring");
  }
  if (Array.isArray(answer?.keyring)) return answer.keyring;
  const said = answer?.error?.message;
  throw new UsageProblem(`--keyring: ${typeof said === "string" ? `the server says: ${said}` : "has no keyring"}`);
}

/** A member's key is another one in each room, so that nobody can tell by it that somebody is in two. */
function createWriter(memberId: string, seed: Uint8Array, { roomId }: EpochKeys): Writer {
  const signingKey = hkdf(sha256, seed, roomId, label("member key"), 32);
  return { memberId, signingKey, memberKey: publicKeyOf(signingKey), session: drawBytes(random, SESSION_BYTES) };
}

const LIFE_FORM = `expected ${MIN_VANISH_SECONDS} to ${MAX_VANISH_SECONDS} seconds, or seen`;
const isLife = (value: unknown): value is ClearFields["vanish"] =>
  value === "seen" ||
  (Number.isInteger(value) && Number(value) >= MIN_VANISH_SECONDS && Number(value) <= MAX_VANISH_SECONDS);

function parseVanish(text: string | undefined): ClearFields["vanish"] {
  if (text === undefined) return undefined;
  const life = text === "seen" ? text : Number(text);
  if (isLife(life)) return life;
  throw new UsageProblem(`--vanish: ${LIFE_FORM}`);
}

/** Returns what a line says, or why it can't be sealed. */
function readStatement(
  bytes: Uint8Array | undefined,
  text: string | undefined,
  json: boolean,
  vanish: ClearFields["vanish"],
): Statement | string {
  if (bytes === undefined) return "too long";
  if (text === undefined) return "not UTF-8";
  const life = vanish === undefined ? {} : { vanish };
  if (!json) return messageProblem(text, MAX_SEALED_CHARACTERS) ?? { type: "chat", body: { text }, ...life };
  let given: Partial<Statement> & Record<string, unknown>;
  try {
    given = JSON.parse(text);
  } catch {
    return "not JSON";
  }
  const { type, id, vanish: own, ...body } = given ?? {};
  if (type === undefined || !SEALED_HERE.includes(type)) return `type: expected ${SEALED_HERE.join(", ")}`;
  if (own !== undefined && !LIVING.includes(type)) return `vanish: expected for ${LIVING.join(" and ")} alone`;
  if (own !== undefined && !isLife(own)) return `vanish: ${LIFE_FORM}`;
  const ownLife = own === undefined ? {} : { vanish: own };
  if (!ABOUT_A_MESSAGE.includes(type)) return { type, body, ...(type === "chat" && life), ...ownLife };
  if (typeof id !== "string" || !/-\d{1,15}$/.test(id)) return "id: expected a message's";
  return { type, body, id, ...ownLife };
}

/** Returns the frame, whose fields are those of a request as well, or why there is none. */
function sealStatement(
  keys: EpochKeys,
  writer: Writer,
  { type, body: given, id, vanish }: Statement,
  counter: number,
): object | string {
  const body = decodeBody(type, encodeBody(type, given as never));
  if (body === undefined) return `not a body of ${type}, as docs/e2ee.md describes it`;
  const ids = (body as BodyOf["chat"]).files?.map((file) => file.id);
  const beside = { ...(ids?.length && { files: ids }), ...(vanish !== undefined && { vanish }) };
  const clear = { class: type, ...(id !== undefined && { about: id.slice(id.lastIndexOf("-") + 1) }), ...beside };
  if (!areClearFields({ ...clear, sender: writer.memberId })) return "id, files or vanish can't be such";
  // A terminal sees no history, so that what it writes says nothing of it.
  const seen = { seq: 0, head: keys.roomId };
  const content = { clear, counter, seen, writtenAt: Date.now(), body: encodeBody(type, body as never) };
  const sealed = sealEvent(keys, writer, content, random);
  if (sealed === "too_large") return "too long";
  const isPin = type === "pin" || type === "unpin";
  return {
    type: isPin ? "pin" : type === "title" ? "change" : type,
    ...(id !== undefined && { id }),
    ...(isPin && { on: type === "pin" }),
    sealed: toBase64url(sealed.envelope),
    ...beside,
    // Sent again, it isn't said again.
    nonce: toBase64url(drawBytes(random, NONCE_BYTES)),
  };
}
