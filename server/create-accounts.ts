import type { AccountPorts } from "./accounts/account-ports.ts";
import type { AccountRecord, AccountWrite, SavedAccounts } from "./accounts/account-record.ts";
import { AccountStore } from "./accounts/account-store.ts";
import { AdminCodes } from "./accounts/admin-codes.ts";
import { loadConfusableSkeleton } from "./accounts/confusables.ts";
import { upgradeSignIn } from "./accounts/sign-in.ts";
import type { Config } from "./config/config.ts";
import type { SharedAccounts } from "./engine/redis/shared-accounts.ts";
import { isCommonPassword } from "./security/common-passwords.ts";

/** An account takes about 1 KB, in memory and in the data file. Rule U6. */
const MAX_ACCOUNTS = 100_000;

type NodePorts = Omit<AccountPorts, "skeleton" | "isCommonPassword" | "adminCodes" | "isShared">;

/** Creates the accounts of a server, with those saved before its start; undefined where the settings turn accounts off. */
export async function createAccounts(
  config: Pick<Config, "accounts" | "data">,
  nodePorts: NodePorts,
  saved: SavedAccounts,
  shared?: SharedAccounts<AccountRecord>,
): Promise<AccountStore | undefined> {
  const { accounts: mode, data } = config;
  if (mode === "off" || (data === undefined && shared === undefined)) return undefined;
  // Imported only here, so that a server without accounts doesn't wait for SQLite.
  const { adminCodeDigest, hasAdminCode } = await import("./engine/sqlite/admin-codes.ts");
  const { clock } = nodePorts;
  const isValid = (digest: string): boolean => {
    if (shared === undefined) return data !== undefined && hasAdminCode(data, digest, clock());
    const until = shared.codes.get(digest);
    return until === null ? !accounts.hasAdmin : until !== undefined && until > clock();
  };
  const shareFirst = shared && ((digest: string) => void shared.addCode(digest, null));
  const adminCodes = new AdminCodes(adminCodeDigest, isValid, shareFirst);
  const ports: AccountPorts = {
    ...nodePorts,
    ...(shared && { save: (writes: readonly AccountWrite[]) => shared.save(writes), isShared: true }),
    ...{ adminCodes, isCommonPassword, skeleton: await loadConfusableSkeleton() },
  };
  const accounts = new AccountStore(ports, { isRequired: mode === "required", maxAccounts: MAX_ACCOUNTS });
  accounts.restore({
    ...saved,
    accounts: saved.accounts.map((account) => ({ ...account, signIns: account.signIns.map(upgradeSignIn) })),
  });
  return accounts;
}
