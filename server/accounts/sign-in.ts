// Signing devices in and out, and keeping them signed in. An unknown username and a wrong password get the same answer in
// the same time. Rules U6 to U8.
import { Refusal } from "#protocol/error-codes";
import { DAY_MS } from "#protocol/limits";
import { randomBase32 } from "../chat/lib/ids.ts";
import type { Random } from "../chat/lib/ports.ts";
import { BAD_TOKEN } from "../security/jwt.ts";
import { isTooLong } from "../security/password-policy.ts";
import type { AccountPorts } from "./account-ports.ts";
import type { AccountRecord, SignIn } from "./account-record.ts";
import type { AccountStore } from "./account-store.ts";
import { ACCOUNT_NOT_FOUND } from "./refusals.ts";

/** A sign-in expires this long after it was last renewed. */
const SIGN_IN_LIFE_MS = 30 * DAY_MS;
/** Signing in on one more device signs out the one that was unused for longest. */
const MAX_SIGN_INS = 20;
/** A renewal that would extend a sign-in by less than this is not saved, which spares a write for each of them. */
const MIN_EXTENSION_MS = DAY_MS / 24;

/** A hash of no password at the cost of a real one. Logins with an unknown username are checked against it. */
const DUMMY_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$NtV2Nvf7+qDGExsuzexs3WCo/9hB9Zko3To5qjlEafo$afCbYCO+tSVwPsH8ErUe7Jv2XrMZVcEXStvD8oH57go";

/** A device that was just signed in. The refresh token is told this once, because only a digest of it is saved. */
export type SignInResult = {
  readonly account: AccountRecord;
  readonly signInId: string;
  readonly refreshToken: string;
};

/** Signs one more device in with a username and a password. */
export async function logIn(
  accounts: AccountStore,
  username: string,
  password: string,
): Promise<SignInResult | Refusal> {
  if (isTooLong(password)) return BAD_LOGIN;
  const account = accounts.findByUsername(username.trim());
  const hash = account?.passwordHash ?? DUMMY_HASH;
  const isRight = await accounts.ports.passwords.verify(password, hash);
  if (isRight instanceof Refusal) return isRight;
  if (!isRight || account === undefined) return BAD_LOGIN;
  // While the password was checked, it may have been changed, or the account banned.
  return addSignIn(accounts, account.id, ({ passwordHash, isBanned }) => {
    if (passwordHash !== hash) return BAD_LOGIN;
    return isBanned ? ACCOUNT_BANNED : undefined;
  });
}

/** Returns a new sign-in of an account, and the refresh token that renews it. */
export function createSignIn({ clock, digest, random }: AccountPorts, id: string): [SignIn, refreshToken: string] {
  const secret = createRefreshSecret(random);
  return [
    { id: randomBase32(random, 12), digest: digest(secret), until: clock() + SIGN_IN_LIFE_MS },
    `${id}.${secret}`,
  ];
}

/** Returns 32 random bytes in base64url. */
function createRefreshSecret(random: Random): string {
  const bytes = new Uint8Array(32);
  random(bytes);
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** @param refusalOf returns why this account may not be signed in, as it is when its turn has come */
async function addSignIn(
  accounts: AccountStore,
  id: string,
  refusalOf: (account: AccountRecord) => Refusal | undefined,
): Promise<SignInResult | Refusal> {
  const { clock } = accounts.ports;
  const [added, refreshToken] = createSignIn(accounts.ports, id);
  const account = await accounts.change(id, (current) => {
    const unexpired = current.signIns.filter(({ until }) => until > clock()).sort((a, b) => a.until - b.until);
    const signIns = [...unexpired.slice(Math.max(0, unexpired.length + 1 - MAX_SIGN_INS)), added];
    return refusalOf(current) ?? { signIns, lastSeenAt: clock() };
  });
  if (account instanceof Refusal) return account === ACCOUNT_NOT_FOUND ? BAD_LOGIN : account;
  return { account, signInId: added.id, refreshToken };
}

/** Returns the account and sign-in that a refresh token renews; undefined when it is not valid. */
export function findByRefreshToken(
  accounts: AccountStore,
  refreshToken: string,
): { account: AccountRecord; signIn: string } | undefined {
  const [id = "", secret = ""] = refreshToken.split(".");
  const account = accounts.get(id);
  if (account === undefined || account.isBanned) return undefined;
  const digest = accounts.ports.digest(secret);
  const found = account.signIns.find((signIn) => signIn.digest === digest);
  return found && accounts.findSignIn(account, found.id) && { account, signIn: found.id };
}

/** Extends a sign-in to its full life from now. */
export async function renewSignIn(
  accounts: AccountStore,
  id: string,
  signInId: string,
): Promise<AccountRecord | Refusal> {
  const now = accounts.ports.clock();
  const account = await accounts.change(id, (before) => {
    const renewed = accounts.findSignIn(before, signInId);
    if (renewed === undefined) return BAD_TOKEN;
    const until = now + SIGN_IN_LIFE_MS;
    if (until - renewed.until < MIN_EXTENSION_MS) return undefined;
    const signIns = before.signIns.map((one) => (one.id === signInId ? { ...one, until } : one));
    return { signIns, lastSeenAt: now };
  });
  return account === ACCOUNT_NOT_FOUND ? BAD_TOKEN : account;
}

/** Signs a device out. An account that is gone counts as signed out. */
export async function logOut(accounts: AccountStore, id: string, signInId: string): Promise<Refusal | undefined> {
  const outcome = await accounts.change(id, ({ signIns }) => ({
    signIns: signIns.filter((one) => one.id !== signInId),
  }));
  return outcome instanceof Refusal && outcome !== ACCOUNT_NOT_FOUND ? outcome : undefined;
}

const BAD_LOGIN = new Refusal("bad_login", "No account has this username and password.");
const ACCOUNT_BANNED = new Refusal("banned", "This account was banned from this server.");
