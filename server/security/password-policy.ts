// Which passwords are good enough, and the secrets that renew a sign-in. Rules U3, U7.
import type { Random } from "../chat/lib/ports.ts";

export const PASSWORD_BYTES = { min: 8, max: 1024 } as const;

/** @returns what is wrong with it, as half a sentence that repeats nothing; undefined when nothing is */
export async function passwordProblem(
  password: string,
  usernames: readonly string[],
  isCommon: (password: string) => Promise<boolean>,
): Promise<string | undefined> {
  const { min, max } = PASSWORD_BYTES;
  const bytes = bytesOf(password);
  if (!password.isWellFormed()) return "is not valid Unicode";
  if (bytes < min || bytes > max) return `has from ${min} to ${max} bytes`;
  const folded = password.toLowerCase();
  if (usernames.some((username) => username.toLowerCase() === folded)) return "is the username";
  return (await isCommon(folded)) ? "is one of those everybody tries first" : undefined;
}

export function isTooLong(password: string): boolean {
  return bytesOf(password) > PASSWORD_BYTES.max;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}

/** 32 random bytes, as text. */
export function secretOf(random: Random): string {
  const bytes = new Uint8Array(32);
  random(bytes);
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
