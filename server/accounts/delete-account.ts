// Erases an account. Rule U10.
import type { Refusal } from "#protocol/error-codes";
import { GUEST_TOKEN_MS } from "../security/jwt.ts";
import type { AccountStore } from "./account-store.ts";
import type { PasswordProof } from "./confirm-password.ts";

/**
 * Erases an account from memory and from the data file. Where a guest had its id before, a digest of the id stays until all
 * of that guest's tokens have expired, so that none of them proves the id again.
 * @param proof of the account's password, which must still hold
 */
export function deleteAccount(accounts: AccountStore, id: string, proof?: PasswordProof): Promise<Refusal | undefined> {
  const { clock, digest } = accounts.ports;
  return accounts.remove(id, (account) => {
    const retired = account.wasGuest ? { digest: digest(id), until: clock() + GUEST_TOKEN_MS } : null;
    return proof?.refusalFor(account) ?? retired;
  });
}
