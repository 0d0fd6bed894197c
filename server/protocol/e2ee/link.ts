// The link of an end-to-end encrypted room. Its key is in the fragment, which browsers never send:
// `#e2ee=1.SECRET.ROOT`, or `#invite=…&e2ee=1i.KEY.ROOT` for one use. Each part is 16 bytes in base64url.
import { sha256 } from "@noble/hashes/sha2.js";
import { foldCode } from "../room-code.ts";
import { concat, fromBase64url, isEqual, label, textBytes, toBase64url } from "./bytes.ts";

export const LINK_SECRET_BYTES = 16;
const ROOT_HASH_BYTES = 16;
const PART_BYTES = 16;
const PART_CHARACTERS = 22;

export type RoomLink = {
  /** `room`: the secret leads to the room's keys. `invite`: it opens what the server holds for one guest. */
  readonly kind: "room" | "invite";
  readonly secret: Uint8Array;
  /** The beginning of a hash of the first owner's key. */
  readonly rootHash: Uint8Array;
};

/**
 * Why a fragment leads nowhere. `missing`: it has no key. `twice`: it has two that differ. `newer`: it was made by a later
 * version. `version`: it has none. `parts`: it isn't a version and two parts. `characters`: some are none of base64url's.
 * `short`, `long`: a part was cut off, or something was added. `changed`: a last character was altered. `mixed`: one part
 * stands in both places.
 */
export type LinkProblem =
  | "missing"
  | "twice"
  | "newer"
  | "version"
  | "parts"
  | "characters"
  | "short"
  | "long"
  | "changed"
  | "mixed";

export function encodeFragment({ kind, secret, rootHash }: RoomLink): string {
  return `e2ee=${kind === "room" ? "1" : "1i"}.${toBase64url(secret)}.${toBase64url(rootHash)}`;
}

/** A whole key: neither more of its last part nor another part follows. */
const WHOLE_KEY = new RegExp(`^[^.]*(?:\\.[\\w-]{${PART_CHARACTERS}}){2}(?![\\w-]|\\.[\\w-])`);

/**
 * Reads the fragment of an address, with or without its `#`, and as programs spell it that pass addresses on. What a text put
 * behind an address, as a full stop or its next words, is ignored.
 */
export function parseFragment(fragment: string): RoomLink | LinkProblem {
  const values = new URLSearchParams(fragment.replace(/^#/, ""))
    .getAll("e2ee")
    .map((value) => WHOLE_KEY.exec(value)?.[0] ?? value.replace(/[^\w-]+$/, ""));
  const [value = ""] = values;
  if (value === "") return "missing";
  if (values.some((other) => other !== value)) return "twice";
  const [version = "", ...parts] = value.split(".");
  if (!/^[1-9]\d{0,8}[a-z]?$/.test(version)) return "version";
  if (version !== "1" && version !== "1i") return "newer";
  const [secretText, hashText] = parts;
  if (parts.length !== 2 || secretText === undefined || hashText === undefined) return "parts";
  const problem = partProblem(secretText) ?? partProblem(hashText);
  if (problem !== undefined) return problem;
  const [secret, rootHash] = [fromBase64url(secretText), fromBase64url(hashText)];
  if (secret?.length !== PART_BYTES || rootHash?.length !== PART_BYTES) return "changed";
  if (isEqual(secret, rootHash)) return "mixed";
  return { kind: version === "1" ? "room" : "invite", secret, rootHash };
}

function partProblem(part: string): LinkProblem | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(part)) return "characters";
  if (part.length < PART_CHARACTERS) return "short";
  return part.length > PART_CHARACTERS ? "long" : undefined;
}

/** Returns what a link says of the first owner's public key. */
export function hashRootKey(rootKey: Uint8Array): Uint8Array {
  return sha256(concat(label("root"), rootKey)).slice(0, ROOT_HASH_BYTES);
}

/**
 * Returns the id that everything in the room is bound to. It holds the owner's key and the code, so that nothing of one
 * room passes in another, also where an owner used a key twice or a code came back.
 */
export function roomIdOf(rootHash: Uint8Array, code: string): Uint8Array {
  return sha256(concat(label("room"), rootHash, textBytes(foldCode(code))));
}
