// Bytes from a socket to a Command or a Refusal: never throws, never repeats the input. Rules W2 to W6.
import type { TSchema } from "@sinclair/typebox";
import { type TypeCheck, TypeCompiler } from "@sinclair/typebox/compiler";
import { Refusal } from "./error-codes.ts";
import { COMMANDS, type Command } from "./frames.ts";
import { NONCE_PATTERN } from "./limits.ts";

const NONCE = new RegExp(NONCE_PATTERN);
const checks = new Map<string, TypeCheck<TSchema>>();

function checkFor(type: string): TypeCheck<TSchema> | undefined {
  const known = checks.get(type);
  if (known !== undefined || !Object.hasOwn(COMMANDS, type)) return known;
  const check = TypeCompiler.Compile<TSchema>(COMMANDS[type as keyof typeof COMMANDS]);
  checks.set(type, check);
  return check;
}

/** @param frame one WebSocket message: text is decoded, anything else is refused */
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
  // A command that has no nonce may bring something of that name, which must not come back in a refusal.
  if (check.Check(value)) return (givenNonce === validNonce ? value : { ...value, nonce: undefined }) as Command;
  const first = check.Errors(value).First();
  const field = first?.path.slice(1).replaceAll("/", ".") || "frame";
  // A schema's own words would name patterns; which field it was is what helps.
  return new Refusal("malformed", `${field}: missing or not as documented.`, validNonce);
}
