// What people change of their own account, and administrators of others'. Rules U10 to U12.
import { Refusal } from "#protocol/error-codes";
import { cleanLabel, nameProblem } from "#protocol/text";
import { passwordProblem } from "../security/password-policy.ts";
import type { Account } from "./account-record.ts";
import { type Accounts, type Change, NO_ACCOUNT } from "./account-store.ts";
import { BAD_CODE, emailProblem, said, TAKEN } from "./register.ts";

export type Wish = {
  readonly name?: string | undefined;
  readonly avatar?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly password?: string | undefined;
  readonly adminCode?: string | undefined;
};

/** @param signInId the device that asks: a new password signs out all others */
export async function changeOwn(
  accounts: Accounts,
  { id, username }: Account,
  signInId: string,
  wish: Wish,
): Promise<Account | Refusal> {
  const { avatar, email, password, adminCode } = wish;
  const name = wish.name === undefined ? undefined : cleanLabel(wish.name);
  const code = adminCode === undefined ? undefined : accounts.invitations.recognise(adminCode);
  if (adminCode !== undefined && code === undefined) return BAD_CODE;
  const problem =
    said("name", name === undefined ? undefined : nameProblem(name)) ??
    said("email", email === undefined || email === null ? undefined : emailProblem(email)) ??
    (password === undefined
      ? undefined
      : said("password", await passwordProblem(password, [username], accounts.ports.isCommon)));
  if (problem !== undefined) return problem;

  const make = async (): Promise<Account | Refusal> => {
    if (adminCode !== undefined && accounts.invitations.recognise(adminCode) === undefined) return BAD_CODE;
    if (name !== undefined && accounts.names.isKeptFrom(name, id)) return TAKEN;
    const passwordHash = password === undefined ? undefined : await accounts.ports.passwords.hash(password);
    if (passwordHash instanceof Refusal) return passwordHash;
    const change = ({ signIns }: Account): Change => ({
      ...(name !== undefined && { name }),
      ...(avatar !== undefined && { avatar }),
      ...(email !== undefined && { email }),
      ...(passwordHash !== undefined && { passwordHash, signIns: signIns.filter((one) => one.id === signInId) }),
      ...(code !== undefined && { isAdmin: true }),
    });
    const changed = await accounts.change(id, change, code === undefined ? [] : accounts.invitations.spending(code));
    if (code !== undefined && !(changed instanceof Refusal)) accounts.invitations.spent();
    return changed;
  };
  const claims = name === undefined ? [] : accounts.names.claims([name]);
  return accounts.claiming(claims, TAKEN, () =>
    code === undefined ? make() : accounts.claiming([code], BAD_CODE, make),
  );
}

/** Bans an account from the server, or lets it back in. Who is banned is signed out everywhere. */
export async function setBanned(accounts: Accounts, username: string, isBanned: boolean): Promise<Account | Refusal> {
  const account = accounts.named(username);
  if (account === undefined) return NO_ACCOUNT;
  return accounts.change(account.id, ({ isAdmin, signIns }) => {
    if (isAdmin) return new Refusal("not_allowed", "Administrators can't be banned.");
    return { isBanned, signIns: isBanned ? [] : signIns };
  });
}
