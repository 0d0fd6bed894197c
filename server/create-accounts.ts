import type { AccountPorts } from "./accounts/account-ports.ts";
import type { SavedAccounts } from "./accounts/account-record.ts";
import { AccountStore } from "./accounts/account-store.ts";
import { AdminCodes } from "./accounts/admin-codes.ts";
import { loadConfusableSkeleton } from "./accounts/confusables.ts";
import { upgradeSignIn } from "./accounts/sign-in.ts";
import type { Config } from "./config/config.ts";
import { isCommonPassword } from "./security/common-passwords.ts";

/** An account takes about 1 KB, in memory and in the data file. Rule U6. */
const MAX_ACCOUNTS = 100_000;

type NodePorts = Omit<AccountPorts, "skeleton" | "isCommonPassword" | "adminCodes">;

/** Creates the accounts of a server, with those saved before its start; undefined where the settings turn accounts off. */
export async function createAccounts(
  config: Pick<Config, "accounts" | "data">,
  nodePorts: NodePorts,
  saved: SavedAccounts,
): Promise<AccountStore | undefined> {
  const { accounts: mode, data } = config;
  if (mode === "off" || data === undefined) return undefined;
  // Imported only here, so that a server without accounts doesn't wait for SQLite.
  const { adminCodeDigest, hasAdminCode } = await import("./engine/sqlite/admin-codes.ts");
  const adminCodes = new AdminCodes(adminCodeDigest, (digest) => hasAdminCode(data, digest, nodePorts.clock()));
  const ports: AccountPorts = { ...nodePorts, adminCodes, skeleton: await loadConfusableSkeleton(), isCommonPassword };
  const accounts = new AccountStore(ports, { isRequired: mode === "required", maxAccounts: MAX_ACCOUNTS });
  accounts.restore({
    ...saved,
    accounts: saved.accounts.map((account) => ({ ...account, signIns: account.signIns.map(upgradeSignIn) })),
  });
  return accounts;
}
