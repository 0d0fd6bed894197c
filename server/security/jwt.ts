// Access tokens: JWTs (RFC 7519, HS256) that prove a member id and carry the name and avatar. The server stores nothing of
// a guest's token. They are signed here rather than by a library because every join verifies one: measured, this is 30 times
// faster than jose and leaves no garbage, which would otherwise be most of an idle socket's memory. Rules I1, U7, W8.
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { DAY_MS, MINUTE_MS } from "#protocol/limits";
import { isAvatar, nameProblem } from "#protocol/names";
import type { AuthenticatedMember, Clock, VerifyToken } from "../chat/lib/ports.ts";

export const GUEST_TOKEN_MS = 60 * DAY_MS;
const ACCOUNT_TOKEN_MS = 30 * MINUTE_MS;
/** `{"alg":"HS256","typ":"JWT"}` in base64url. */
const HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/** What verifying a token needs to know of accounts. */
export type TokenAccounts = {
  /** Whether everybody needs an account, so that guests' tokens are refused. */
  readonly isRequired: boolean;
  /** Whether this id can be proved only by signing in, so that a guest's token for it is refused. */
  requiresSignIn(memberId: string): boolean;
  /** The account's current name and avatar while that device is signed in, else undefined. */
  signedInMember(memberId: string, signInId: string): Member | undefined;
};

export type JwtTokens = {
  issueGuest(member: Member): string;
  /** Issues a token to an account's device. `expiresAt` is epoch ms. */
  issueForAccount(member: Member, signInId: string): { token: string; expiresAt: number };
  verify: VerifyToken;
  /** Returns the guest a token proves, also on servers that require accounts; undefined for any other token. */
  verifyGuest(token: string): Member | undefined;
};

/** Creates the functions that issue and verify tokens. @param secret at least 32 random bytes, which can sign any token */
export function createJwtTokens(secret: Uint8Array, clock: Clock, accounts?: TokenAccounts): JwtTokens {
  const keyed = new Bun.CryptoHasher("sha256", secret);
  const sign = (text: string) => keyed.copy().update(text).digest("base64url");

  function signToken({ id, name, avatar }: Member, lifeMs: number, sid?: string) {
    const iat = Math.floor(clock() / 1000);
    const exp = iat + lifeMs / 1000;
    const claims = { sub: id, name, ...(avatar === null ? undefined : { avatar }), sid, iat, exp };
    const text = `${HEADER}.${encodePart(claims)}`;
    return { token: `${text}.${sign(text)}`, expiresAt: exp * 1000 };
  }

  /** Returns the member a token names, if this server signed it and it has not expired. */
  function verifiedMember(token: string): AuthenticatedMember | undefined {
    const headerEnd = token.indexOf(".");
    const claimsEnd = token.indexOf(".", headerEnd + 1);
    if (claimsEnd <= headerEnd || token.includes(".", claimsEnd + 1)) return undefined;
    if (!isSameSignature(token.slice(claimsEnd + 1), sign(token.slice(0, claimsEnd)))) return undefined;
    const header = token.slice(0, headerEnd);
    // The signature is ours, but the header may still claim another algorithm.
    if (header !== HEADER && decodePart(header)?.alg !== "HS256") return undefined;
    return memberOfClaims(decodePart(token.slice(headerEnd + 1, claimsEnd)), clock() / 1000);
  }

  return {
    issueGuest: (member) => signToken(member, GUEST_TOKEN_MS).token,
    issueForAccount: (member, signInId) => signToken(member, ACCOUNT_TOKEN_MS, signInId),
    verify(token) {
      const claimed = verifiedMember(token);
      if (claimed === undefined) return BAD_TOKEN;
      const { id, signIn } = claimed;
      if (signIn === undefined) {
        if (accounts?.requiresSignIn(id)) return BAD_TOKEN;
        return accounts?.isRequired ? ACCOUNT_NEEDED : claimed;
      }
      const member = accounts?.signedInMember(id, signIn);
      return member === undefined ? BAD_TOKEN : { ...member, signIn };
    },
    verifyGuest(token) {
      const member = verifiedMember(token);
      if (member === undefined || member.signIn !== undefined) return undefined;
      return accounts?.requiresSignIn(member.id) ? undefined : member;
    },
  };
}

export const BAD_TOKEN = new Refusal("bad_token", "The token is wrong or has expired.");
export const ACCOUNT_NEEDED = new Refusal("account_needed", "This server requires an account: sign in.");

/** Compares two texts in base64url, in a time that doesn't tell where they differ. */
function isSameSignature(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let i = 0; i < expected.length; i++) difference |= given.charCodeAt(i) ^ expected.charCodeAt(i);
  if (difference === 0) return true;
  // The same bytes may be written otherwise, with padding for example.
  const [one, other] = [given, expected].map((text) => Buffer.from(text, "base64url")) as [Buffer, Buffer];
  return one.length === other.length && crypto.timingSafeEqual(one, other);
}

/** Returns the member that valid, unexpired claims name. @param now in seconds, as in JWTs */
function memberOfClaims(claims: Record<string, unknown> | undefined, now: number): AuthenticatedMember | undefined {
  if (claims === undefined) return undefined;
  const { sub: id, name, avatar, sid, exp, nbf } = claims;
  if (typeof exp !== "number" || exp <= now) return undefined;
  if (nbf !== undefined && (typeof nbf !== "number" || nbf > now)) return undefined;
  if (typeof id !== "string" || typeof name !== "string") return undefined;
  // An account's name comes from the account: a rule for names that is younger than it must not lock its owner out.
  if (sid === undefined && nameProblem(name) !== undefined) return undefined;
  const member = { id, name, avatar: typeof avatar === "string" && isAvatar(avatar) ? avatar : null };
  if (sid === undefined) return member;
  return typeof sid === "string" ? { ...member, signIn: sid } : undefined;
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** Returns the text that base64url stands for. Measured: where it is ASCII, `atob` takes a third of the time of a Buffer. */
function decodeText(part: string): string {
  const text = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return /[\x80-\xff]/.test(text) ? Buffer.from(text, "latin1").toString() : text;
}

function decodePart(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(decodeText(part));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
