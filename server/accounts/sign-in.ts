// Signs devices in and out, and keeps them signed in. An unknown username and a wrong password get the same answer in
// the same time. Rules U6 to U8.
import { Refusal } from "#protocol/error-codes";
import { DAY_MS, MINUTE_MS } from "#protocol/limits";
import { randomBase32 } from "../chat/lib/ids.ts";
import { BAD_TOKEN } from "../security/jwt.ts";
import { isTooLong } from "../security/password-policy.ts";
import type { AccountPorts } from "./account-ports.ts";
import type { AccountRecord, SavedSignIn, SignIn } from "./account-record.ts";
import type { AccountChange, AccountStore } from "./account-store.ts";
import { createRefreshSecret, readRefreshToken, refreshTokenOf, rotate } from "./refresh-tokens.ts";
import { ACCOUNT_NOT_FOUND } from "./refusals.ts";

/** A sign-in expires this long after it was last renewed. */
const SIGN_IN_LIFE_MS = 30 * DAY_MS;
/** However often a sign-in is renewed, this long after the password was given it must be given again. */
const PASSWORD_LIFE_MS = 90 * DAY_MS;
/** For this long after the password was given, it needn't be given again to change what an account depends on. */
const JUST_PROVED_MS = 10 * MINUTE_MS;
/** Signing in on one more device signs out the one that was unused for longest. */
const MAX_SIGN_INS = 20;
/** A renewal by token alone that would extend a sign-in by less than this is not saved, which spares a write for each of them. */
const MIN_EXTENSION_MS = DAY_MS / 24;

/** A hash of no password at the cost of a real one. Logins with an unknown username are checked against it. */
const DUMMY_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$NtV2Nvf7+qDGExsuzexs3WCo/9hB9Zko3To5qjlEafo$afCbYCO+tSVwPsH8ErUe7Jv2XrMZVcEXStvD8oH57go";

/** A device that was just signed in. The refresh token can be shown only now, because only a digest of it is saved. */
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

/** Returns a new sign-in of an account, whose password was just given, and the refresh token that renews it. */
export function createSignIn({ clock, digest, random }: AccountPorts, id: string): [SignIn, refreshToken: string] {
  const now = clock();
  const secret = createRefreshSecret(random);
  const instants = { rotatedAt: now, provedAt: now, until: now + SIGN_IN_LIFE_MS };
  const signIn = { id: randomBase32(random, 12), digest: digest(secret), generation: 0, ...instants };
  return [signIn, refreshTokenOf(digest, id, secret, 0)];
}

/** Returns the sign-in with its password given again now. */
export function prove(signIn: SignIn, now: number): SignIn {
  return { ...signIn, provedAt: now, until: now + SIGN_IN_LIFE_MS };
}

/** Returns whether the password was given on this device in the last minutes, so that it needn't be given again. */
export function isJustProved({ provedAt }: SignIn, now: number): boolean {
  return now - provedAt < JUST_PROVED_MS;
}

/** Adds a sign-in to an account. @param refusalOf returns why the account, as it is by then, may not be signed in */
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

/**
 * Renews a sign-in by a refresh token, which is used up by that. A token that was used up before is held by two: its sign-in
 * ends.
 */
export async function renewByRefreshToken(
  accounts: AccountStore,
  refreshToken: string,
): Promise<SignInResult | Refusal> {
  const { clock, digest } = accounts.ports;
  const read = readRefreshToken(digest, refreshToken, (id) => accounts.get(id));
  if (read === undefined) return BAD_TOKEN;
  const { id: accountId } = read.account;
  const { secret, generation } = read.claim;
  const signInId = read.claim.signIn.id;
  let current: SignIn | undefined;
  const account = await accounts.change(accountId, (before) => {
    const found = before.isBanned ? undefined : accounts.findSignIn(before, signInId);
    if (found === undefined) return BAD_TOKEN;
    const now = clock();
    const rotated = rotate(found, generation, now);
    if (rotated === undefined) return { signIns: before.signIns.filter((one) => one.id !== signInId) };
    current = rotated;
    return rotated === found ? undefined : withSignIn(before, extend(rotated, now), now);
  });
  if (account instanceof Refusal) return account === ACCOUNT_NOT_FOUND ? BAD_TOKEN : account;
  if (current === undefined) return BAD_TOKEN;
  return { account, signInId, refreshToken: refreshTokenOf(digest, accountId, secret, current.generation) };
}

/** Renews a sign-in whose token is valid still; its refresh token stays as it is. */
export async function renewSignIn(
  accounts: AccountStore,
  id: string,
  signInId: string,
): Promise<AccountRecord | Refusal> {
  const now = accounts.ports.clock();
  const account = await accounts.change(id, (before) => {
    const found = accounts.findSignIn(before, signInId);
    if (found === undefined) return BAD_TOKEN;
    const renewed = extend(found, now);
    return renewed.until - found.until < MIN_EXTENSION_MS ? undefined : withSignIn(before, renewed, now);
  });
  return account === ACCOUNT_NOT_FOUND ? BAD_TOKEN : account;
}

/** Extends a sign-in to its full life from now, as far as the password allows. */
function extend(signIn: SignIn, now: number): SignIn {
  return { ...signIn, until: Math.min(now + SIGN_IN_LIFE_MS, signIn.provedAt + PASSWORD_LIFE_MS) };
}

function withSignIn({ signIns }: AccountRecord, changed: SignIn, now: number): AccountChange {
  return { signIns: signIns.map((one) => (one.id === changed.id ? changed : one)), lastSeenAt: now };
}

/**
 * Returns a sign-in as this version keeps it. An older one didn't save when the password was given: as far as is known, that
 * was before the last renewal, and not in the last minutes.
 */
export function upgradeSignIn(saved: SavedSignIn): SignIn {
  const provedAt = saved.until - SIGN_IN_LIFE_MS - JUST_PROVED_MS;
  return { generation: 0, rotatedAt: provedAt, provedAt, ...saved };
}

/** Signs a device out. An account that is gone counts as signed out. */
export async function logOut(accounts: AccountStore, id: string, signInId: string): Promise<Refusal | undefined> {
  const outcome = await accounts.change(id, ({ signIns }) => ({
    signIns: signIns.filter((one) => one.id !== signInId),
  }));
  return outcome instanceof Refusal && outcome !== ACCOUNT_NOT_FOUND ? outcome : undefined;
}

const BAD_LOGIN = new Refusal("bad_login", "Wrong username or password.");
const ACCOUNT_BANNED = new Refusal("banned", "This account is banned from this server.");
