// Signing in and out, and staying so. Unknown names and wrong passwords are told apart neither by the answer nor by the
// time it takes. Rules U6 to U8.
import { Refusal } from "#protocol/error-codes";
import { DAY_MS } from "#protocol/limits";
import { draw } from "../chat/lib/ids.ts";
import { isTooLong, secretOf } from "../security/password-policy.ts";
import type { Account, SignIn } from "./account-record.ts";
import { type Accounts, NO_ACCOUNT } from "./account-store.ts";
import type { AccountPorts } from "./ports.ts";

/** A sign-in that isn't used for so long is over. */
const SIGN_IN_MS = 30 * DAY_MS;
/** Devices of one account; the one unused for longest makes way. */
const SIGN_INS = 20;
/** Renewing is kept at most this often: losing less than that is no loss. */
const RENEW_KEPT_MS = DAY_MS / 24;

/** Of a password nobody has, at the cost of the others: what a name without an account is checked against. */
const NOBODYS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$NtV2Nvf7+qDGExsuzexs3WCo/9hB9Zko3To5qjlEafo$afCbYCO+tSVwPsH8ErUe7Jv2XrMZVcEXStvD8oH57go";

/** Told this once: the secret is not kept. */
export type SignedIn = { readonly account: Account; readonly signIn: string; readonly refreshToken: string };

export async function logIn(accounts: Accounts, username: string, password: string): Promise<SignedIn | Refusal> {
  if (isTooLong(password)) return BAD_LOGIN;
  const account = accounts.named(username.trim());
  const hash = account?.passwordHash ?? NOBODYS_HASH;
  const isRight = await accounts.ports.passwords.verify(password, hash);
  if (isRight instanceof Refusal) return isRight;
  if (!isRight || account === undefined) return BAD_LOGIN;
  // While it was checked, the password may have been changed, and the account banned.
  return signIn(accounts, account.id, ({ passwordHash, isBanned }) => {
    if (passwordHash !== hash) return BAD_LOGIN;
    return isBanned ? BANNED : undefined;
  });
}

/** A device that is to be signed in, and what renews it. */
export function newSignIn({ clock, digest, random }: AccountPorts, id: string): [SignIn, refreshToken: string] {
  const secret = secretOf(random);
  return [{ id: draw(random, 12), digest: digest(secret), until: clock() + SIGN_IN_MS }, `${id}.${secret}`];
}

/** Signs one more device in. */
async function signIn(
  accounts: Accounts,
  id: string,
  objection: (account: Account) => Refusal | undefined,
): Promise<SignedIn | Refusal> {
  const { clock } = accounts.ports;
  const [added, refreshToken] = newSignIn(accounts.ports, id);
  const account = await accounts.change(id, (now) => {
    const kept = now.signIns.filter(({ until }) => until > clock()).sort((a, b) => a.until - b.until);
    const signIns = [...kept.slice(Math.max(0, kept.length + 1 - SIGN_INS)), added];
    return objection(now) ?? { signIns, lastSeenAt: clock() };
  });
  if (account instanceof Refusal) return account === NO_ACCOUNT ? BAD_LOGIN : account;
  return { account, signIn: added.id, refreshToken };
}

/** Who a refresh token renews; undefined where it is none, or none any more. */
export function renewable(accounts: Accounts, refreshToken: string): { account: Account; signIn: string } | undefined {
  const [id = "", secret = ""] = refreshToken.split(".");
  const account = accounts.get(id);
  if (account === undefined || account.isBanned) return undefined;
  const given = accounts.ports.digest(secret);
  const found = account.signIns.find(({ digest }) => digest === given);
  return found && accounts.signIn(account, found.id) && { account, signIn: found.id };
}

/** A sign-in that is used lives on. */
export async function renew(accounts: Accounts, id: string, signInId: string): Promise<Account | Refusal> {
  const now = accounts.ports.clock();
  const account = await accounts.change(id, (before) => {
    const used = accounts.signIn(before, signInId);
    if (used === undefined) return SIGNED_OUT;
    const until = now + SIGN_IN_MS;
    if (until - used.until < RENEW_KEPT_MS) return undefined;
    const signIns = before.signIns.map((one) => (one.id === signInId ? { ...one, until } : one));
    return { signIns, lastSeenAt: now };
  });
  return account === NO_ACCOUNT ? SIGNED_OUT : account;
}

export async function logOut(accounts: Accounts, id: string, signInId: string): Promise<Refusal | undefined> {
  const signedOut = await accounts.change(id, ({ signIns }) => ({
    signIns: signIns.filter((one) => one.id !== signInId),
  }));
  return signedOut instanceof Refusal && signedOut !== NO_ACCOUNT ? signedOut : undefined;
}

export const SIGNED_OUT = new Refusal("bad_token", "The token is not valid, or no longer.");
const BAD_LOGIN = new Refusal("bad_login", "No account has this username and password.");
const BANNED = new Refusal("banned", "This account was banned from this server.");
