// Accounts as a server has them: put together where settings ask for them, with what of them outlived a restart.
import type { SavedAccounts } from "./accounts/account-record.ts";
import { Accounts } from "./accounts/account-store.ts";
import { Invitations } from "./accounts/admin-codes.ts";
import { loadSkeleton } from "./accounts/confusables.ts";
import type { AccountPorts } from "./accounts/ports.ts";
import type { Config } from "./config/config.ts";
import { isCommonPassword } from "./security/common-passwords.ts";

/** At about 1 KB each, in memory and in the file. */
const MOST = 100_000;

type Given = Omit<AccountPorts, "skeleton" | "isCommon" | "invitations">;

/** @returns undefined where there are none */
export async function openAccounts(
  config: Pick<Config, "accounts" | "data">,
  given: Given,
  saved: SavedAccounts,
): Promise<Accounts | undefined> {
  const { accounts: wanted, data } = config;
  if (wanted === "off" || data === undefined) return undefined;
  // Who has no accounts doesn't wait for SQLite.
  const { invitationDigest, isInvited } = await import("./engine/sqlite/admin-codes.ts");
  const invitations = new Invitations(invitationDigest, (digest) => isInvited(data, digest, given.clock()));
  const ports: AccountPorts = { ...given, invitations, skeleton: await loadSkeleton(), isCommon: isCommonPassword };
  const accounts = new Accounts(ports, { isRequired: wanted === "required", most: MOST });
  accounts.restore(saved);
  return accounts;
}
