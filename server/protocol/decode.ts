// Decodes a socket's frame into a Command or a Refusal. It never throws and never repeats the input. Rules W2 to W6.
import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { Refusal } from "./error-codes.ts";
import { COMMANDS, type Command } from "./frames.ts";
import { NONCE_PATTERN } from "./limits.ts";

const NONCE = new RegExp(NONCE_PATTERN);
/** Of these fields, a command must have one. */
const CONTENTS: { readonly [type: string]: readonly string[] | undefined } = {
  chat: ["message", "files", "sealed"],
  edit: ["message", "sealed"],
  react: ["emoji", "sealed"],
};
const checks = new Map<string, TypeCheck<TSchema>>();

function checkFor(type: string): TypeCheck<TSchema> | undefined {
  const known = checks.get(type);
  if (known !== undefined || !Object.hasOwn(COMMANDS, type)) return known;
  const check = TypeCompiler.Compile<TSchema>(COMMANDS[type as keyof typeof COMMANDS]);
  checks.set(type, check);
  return check;
}

/** Returns the command of a frame, or why it is refused. @param frame one WebSocket message; only text is accepted */
export function decodeCommand(frame: unknown): Command | Refusal {
  if (typeof frame !== "string") return new Refusal("malformed", "Send text frames, not binary.");
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return new Refusal("malformed", "Not valid JSON.");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return new Refusal("malformed", "Send a JSON object with a type.");
  }
  const { type, nonce: givenNonce } = value as Record<string, unknown>;
  const validNonce = typeof givenNonce === "string" && NONCE.test(givenNonce) ? givenNonce : undefined;
  if (typeof type !== "string") return new Refusal("malformed", "type: expected a string.", validNonce);
  const check = checkFor(type);
  if (check === undefined) return new Refusal("malformed", "type: not one this server knows.", validNonce);
  const oneOf = CONTENTS[type];
  if (oneOf !== undefined && !oneOf.some((field) => field in value)) {
    return new Refusal("malformed", `${oneOf[0]}: missing or not as documented.`, validNonce);
  }
  // Schemas without a nonce don't check one. An invalid nonce is dropped here, so that no refusal repeats it.
  if (check.Check(value)) return (givenNonce === validNonce ? value : { ...value, nonce: undefined }) as Command;
  const first = check.Errors(value).First();
  const field = first?.path.slice(1).replaceAll("/", ".") || "frame";
  // The schema's own message would contain patterns; the name of the field helps a client more.
  return new Refusal("malformed", `${field}: missing or not as documented.`, validNonce);
}
