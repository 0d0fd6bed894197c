import { Refusal } from "#protocol/error-codes";
import type { AccountRecord } from "./account-record.ts";
import type { AccountStore } from "./account-store.ts";
import { ACCOUNT_NOT_FOUND } from "./refusals.ts";

/** Bans an account from the server and signs it out everywhere, or lets it back in. Rule U12. */
export async function setAccountBanned(
  accounts: AccountStore,
  username: string,
  isBanned: boolean,
): Promise<AccountRecord | Refusal> {
  const account = accounts.findByUsername(username);
  if (account === undefined) return ACCOUNT_NOT_FOUND;
  return accounts.change(account.id, ({ isAdmin, signIns }) => {
    if (isAdmin) return new Refusal("not_allowed", "Administrators can't be banned.");
    return { isBanned, signIns: isBanned ? [] : signIns };
  });
}
