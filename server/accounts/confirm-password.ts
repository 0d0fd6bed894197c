// Whether whoever asks knows the account's password, for what takes an account over or ends it. Rule U10.
import { Refusal } from "#protocol/error-codes";
import { isTooLong } from "../security/password-policy.ts";
import type { AccountRecord } from "./account-record.ts";
import type { AccountStore } from "./account-store.ts";
import { isJustProved } from "./sign-in.ts";

/** That the password was known when it was checked. */
export type PasswordProof = {
  /** Returns why the proof is no longer one: the password was changed after the check. */
  readonly refusalFor: (current: AccountRecord) => Refusal | undefined;
};

/**
 * Proves that the password of an account is known: it was given on this device in the last minutes, or is given now.
 * @param given undefined where the request holds none
 */
export async function confirmPassword(
  accounts: AccountStore,
  { passwordHash, signIns }: AccountRecord,
  signInId: string,
  given: string | undefined,
): Promise<PasswordProof | Refusal> {
  const { clock, passwords } = accounts.ports;
  if (given === undefined) {
    const signIn = signIns.find(({ id }) => id === signInId);
    if (signIn === undefined || !isJustProved(signIn, clock())) return PASSWORD_NEEDED;
  } else {
    const isRight = isTooLong(given) ? false : await passwords.verify(given, passwordHash);
    if (isRight instanceof Refusal) return isRight;
    if (!isRight) return WRONG_PASSWORD;
  }
  return { refusalFor: (current) => (current.passwordHash === passwordHash ? undefined : PASSWORD_NEEDED) };
}

const PASSWORD_NEEDED = new Refusal("password_needed", "currentPassword: enter your password, or sign in again.");
const WRONG_PASSWORD = new Refusal("wrong_password", "currentPassword: is wrong.");
