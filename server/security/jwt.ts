// Tokens: JWTs (RFC 7519, HS256) that prove a member id and carry the name and avatar last chosen. Nothing of a guest's is
// kept. Made here rather than by a library because each join checks one: this is 30 times faster than jose and leaves no
// garbage, which is what an idle socket would otherwise weigh most. Rules I1, U7, W8.
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { DAY_MS, MINUTE_MS } from "#protocol/limits";
import { isAvatar, nameProblem } from "#protocol/text";
import type { Clock, Proved, Verify } from "../chat/lib/ports.ts";

export const GUEST_MS = 60 * DAY_MS;
const SIGNED_IN_MS = 30 * MINUTE_MS;
/** `{"alg":"HS256","typ":"JWT"}` in base64url. */
const HEADER = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

/** What tokens need to know of accounts. */
export type Accounts = {
  /** Guests' tokens prove nobody here. */
  readonly isRequired: boolean;
  /** Whether this id can only be proved by signing in. */
  isOurs(memberId: string): boolean;
  /** Who is signed in there now. */
  signedIn(memberId: string, signIn: string): Member | undefined;
};

export type Tokens = {
  /** A guest's. */
  issue(member: Member): string;
  /** One of an account signed in on a device. `expiresAt` is epoch ms. */
  issueTo(member: Member, signIn: string): { token: string; expiresAt: number };
  verify: Verify;
  /** The guest a token proves, also where guests are not welcome; undefined for any other. */
  guest(token: string): Member | undefined;
};

/** @param secret 32 random bytes or more; who has them can be anyone */
export function createTokens(secret: Uint8Array, clock: Clock, accounts?: Accounts): Tokens {
  const keyed = new Bun.CryptoHasher("sha256", secret);
  const sign = (text: string) => keyed.copy().update(text).digest();

  function signed({ id, name, avatar }: Member, lifeMs: number, sid?: string) {
    const iat = Math.floor(clock() / 1000);
    const exp = iat + lifeMs / 1000;
    const claims = { sub: id, name, ...(avatar === null ? undefined : { avatar }), sid, iat, exp };
    const text = `${HEADER}.${encoded(claims)}`;
    return { token: `${text}.${sign(text).toString("base64url")}`, expiresAt: exp * 1000 };
  }

  /** What a token claims, where it was signed here and is not over. */
  function claimed(token: string): Proved | undefined {
    const [header = "", claims = "", signature = "", ...more] = token.split(".");
    const given = Buffer.from(signature, "base64url");
    const right = sign(`${header}.${claims}`);
    if (more.length > 0 || given.length !== right.length || !crypto.timingSafeEqual(given, right)) return undefined;
    // What follows was signed here, but by which rules is for the header to say.
    if (header !== HEADER && decoded(header)?.alg !== "HS256") return undefined;
    return memberOf(decoded(claims), clock() / 1000);
  }

  return {
    issue: (member) => signed(member, GUEST_MS).token,
    issueTo: (member, signIn) => signed(member, SIGNED_IN_MS, signIn),
    verify(token) {
      const proved = claimed(token);
      if (proved === undefined) return BAD_TOKEN;
      const { id, signIn } = proved;
      if (signIn === undefined) {
        if (accounts?.isOurs(id)) return BAD_TOKEN;
        return accounts?.isRequired ? ACCOUNT_NEEDED : proved;
      }
      const member = accounts?.signedIn(id, signIn);
      return member === undefined ? BAD_TOKEN : { ...member, signIn };
    },
    guest(token) {
      const proved = claimed(token);
      return proved === undefined || proved.signIn !== undefined || accounts?.isOurs(proved.id) ? undefined : proved;
    },
  };
}

const BAD_TOKEN = new Refusal("bad_token", "The token is not valid, or no longer.");
export const ACCOUNT_NEEDED = new Refusal("account_needed", "This server is for people with an account: sign in.");

function memberOf(claims: Record<string, unknown> | undefined, now: number): Proved | undefined {
  if (claims === undefined) return undefined;
  const { sub: id, name, avatar, sid, exp, nbf } = claims;
  if (typeof exp !== "number" || exp <= now) return undefined;
  if (nbf !== undefined && (typeof nbf !== "number" || nbf > now)) return undefined;
  if (typeof id !== "string" || typeof name !== "string" || nameProblem(name) !== undefined) return undefined;
  const member = { id, name, avatar: typeof avatar === "string" && isAvatar(avatar) ? avatar : null };
  if (sid === undefined) return member;
  return typeof sid === "string" ? { ...member, signIn: sid } : undefined;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function decoded(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
