// Refresh tokens: `account.secret`, then `account.secret.number.signature`. The secret is the device's own, and the number
// grows by one each time a token is used, so that a former token is known for what it is, however old. Rule U7.
import type { Digest, Random } from "../chat/lib/ports.ts";
import type { AccountRecord, SignIn } from "./account-record.ts";

/** A former token works for this long, while its successor is unused: an answer may be lost on its way to a phone. */
const FORMER_TOKEN_MS = 60_000;

/** What a refresh token that this server issued stands for. */
export type RefreshClaim = { readonly signIn: SignIn; readonly secret: string; readonly generation: number };

/** Returns 32 random bytes in base64url. */
export function createRefreshSecret(random: Random): string {
  const bytes = new Uint8Array(32);
  random(bytes);
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Returns a refresh token of a device. The same secret and number give the same token. */
export function refreshTokenOf(digest: Digest, accountId: string, secret: string, generation: number): string {
  const first = `${accountId}.${secret}`;
  if (generation === 0) return first;
  return `${first}.${generation}.${digest(`refresh ${first} ${generation}`)}`;
}

/** Returns what a token stands for, if this server issued it: nobody can make a later one from a former one. */
export function readRefreshToken(
  digest: Digest,
  token: string,
  findAccount: (id: string) => AccountRecord | undefined,
): { account: AccountRecord; claim: RefreshClaim } | undefined {
  const [id = "", secret = "", number = "0"] = token.split(".");
  const generation = Number(number);
  // The tokens' digests are compared, so that the time tells nothing of the right signature.
  if (!Number.isSafeInteger(generation) || generation < 0) return undefined;
  if (digest(refreshTokenOf(digest, id, secret, generation)) !== digest(token)) return undefined;
  const account = findAccount(id);
  const secretDigest = digest(secret);
  const signIn = account?.signIns.find((one) => one.digest === secretDigest);
  return account && signIn && { account, claim: { signIn, secret, generation } };
}

/**
 * Returns the sign-in after one of its refresh tokens was used; undefined when the token was used up, so that two hold it.
 * A number that is too high comes from after the moment to which the data file was set back.
 */
export function rotate(signIn: SignIn, used: number, now: number): SignIn | undefined {
  if (used >= signIn.generation) return { ...signIn, generation: used + 1, rotatedAt: now };
  const isKindlyRead = used === signIn.generation - 1 && now - signIn.rotatedAt < FORMER_TOKEN_MS;
  return isKindlyRead ? signIn : undefined;
}
