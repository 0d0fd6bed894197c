// Changes an account as its owner asks. Rules U10, U11.
import { Refusal } from "#protocol/error-codes";
import { cleanLabel, nameProblem } from "#protocol/names";
import { passwordProblem } from "../security/password-policy.ts";
import type { AccountRecord, SignIn } from "./account-record.ts";
import type { AccountChange, AccountStore } from "./account-store.ts";
import { confirmPassword } from "./confirm-password.ts";
import { emailProblem } from "./email-address.ts";
import { BAD_ADMIN_CODE, fieldRefusal, NAME_TAKEN } from "./refusals.ts";
import { prove } from "./sign-in.ts";

export type AccountUpdate = {
  readonly name?: string | undefined;
  readonly avatar?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly password?: string | undefined;
  readonly adminCode?: string | undefined;
  /** The password as it is, for changes that need it. */
  readonly currentPassword?: string | undefined;
};

/**
 * Changes an account as its owner wishes, or refuses all of it. A new password or e-mail address needs the present password,
 * unless it was given in the last minutes: a token alone, which may be stolen, must not take the account over.
 * @param signInId the device that asks: a new password signs out all others
 */
export async function updateAccount(
  accounts: AccountStore,
  account: AccountRecord,
  signInId: string,
  update: AccountUpdate,
): Promise<AccountRecord | Refusal> {
  const { adminCodes, names, ports } = accounts;
  const { id, username } = account;
  const { avatar, email, password, adminCode } = update;
  const name = update.name === undefined ? undefined : cleanLabel(update.name);
  const codeDigest = adminCode === undefined ? undefined : adminCodes.digestOfValid(adminCode);
  if (adminCode !== undefined && codeDigest === undefined) return BAD_ADMIN_CODE;
  const fieldProblem =
    fieldRefusal("name", name === undefined ? undefined : nameProblem(name)) ??
    fieldRefusal("email", email === undefined || email === null ? undefined : emailProblem(email)) ??
    (password === undefined
      ? undefined
      : fieldRefusal("password", await passwordProblem(password, [username], ports.isCommonPassword)));
  if (fieldProblem !== undefined) return fieldProblem;

  const isTakeover = password !== undefined || email !== undefined;
  const proof = isTakeover ? await confirmPassword(accounts, account, signInId, update.currentPassword) : undefined;
  if (proof instanceof Refusal) return proof;

  const refusalNow = (): Refusal | undefined => {
    // Checked again: somebody else may have used the code in the meantime.
    if (adminCode !== undefined && adminCodes.digestOfValid(adminCode) === undefined) return BAD_ADMIN_CODE;
    return name !== undefined && names.isKeptFrom(name, id) ? NAME_TAKEN : undefined;
  };
  const save = async (): Promise<AccountRecord | Refusal> => {
    const problem = refusalNow();
    if (problem !== undefined) return problem;
    const passwordHash = password === undefined ? undefined : await ports.passwords.hash(password);
    if (passwordHash instanceof Refusal) return passwordHash;
    const change = (current: AccountRecord): AccountChange | Refusal =>
      refusalNow() ??
      proof?.refusalFor(current) ?? {
        ...(name !== undefined && { name }),
        ...(avatar !== undefined && { avatar }),
        ...(email !== undefined && { email }),
        ...(passwordHash !== undefined && { passwordHash, signIns: onlyProved(current, signInId, ports.clock()) }),
        ...(codeDigest !== undefined && { isAdmin: true }),
      };
    const writes = codeDigest === undefined ? [] : adminCodes.writesForUse(codeDigest);
    const changed = await accounts.change(id, change, writes);
    if (codeDigest !== undefined && !(changed instanceof Refusal)) adminCodes.dropFirst();
    return changed;
  };
  const claims = name === undefined ? [] : names.claimKeys([name]);
  return accounts.withClaims(claims, NAME_TAKEN, () =>
    codeDigest === undefined ? save() : accounts.withClaims([codeDigest], BAD_ADMIN_CODE, save),
  );
}

/** Returns the one sign-in that a new password leaves, with the password given on it now. */
function onlyProved({ signIns }: AccountRecord, signInId: string, now: number): SignIn[] {
  return signIns.filter((one) => one.id === signInId).map((one) => prove(one, now));
}
