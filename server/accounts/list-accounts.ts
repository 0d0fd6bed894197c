// Lists accounts in pages, for administrators. A page begins after the last account of the one before, whatever has changed
// since. Rule U15.
import type { Refusal } from "#protocol/error-codes";
import { foldName } from "#protocol/names";
import { badField } from "../chat/lib/refusals.ts";
import type { AccountRecord } from "./account-record.ts";

export type AccountsQuery = {
  readonly limit: number;
  /** The `next` of the page before. */
  readonly cursor?: string | undefined;
  readonly filter?: "admins" | "banned" | undefined;
  /** A part of the username or the name. */
  readonly q?: string | undefined;
};

type AccountsPage = { readonly accounts: readonly AccountRecord[]; readonly next: string | undefined };

/** How many accounts a search looks at before it pauses: about a millisecond of work. */
const LOOKS_PER_TURN = 1024;

/** Returns a page of these accounts, the newest first. Yields to pause. */
export function* listAccounts(
  accounts: Iterable<AccountRecord>,
  { limit, cursor, filter, q = "" }: AccountsQuery,
): Generator<undefined, AccountsPage | Refusal> {
  const [, cursorTime, cursorId = ""] = /^(\d{1,16}) (\S{1,64})$/.exec(cursor ?? "") ?? [];
  if (cursor !== undefined && cursorTime === undefined) return badField("cursor", "not from this list");
  const last = cursorTime === undefined ? undefined : { createdAt: Number(cursorTime), id: cursorId };
  const sought = foldName(q);
  let found: AccountRecord[] = [];
  let looks = 0;
  const trim = () => {
    found = found.sort(newestFirst).slice(0, limit + 1);
  };
  for (const account of accounts) {
    if (++looks % LOOKS_PER_TURN === 0) yield;
    if (last !== undefined && newestFirst(account, last) <= 0) continue;
    if (!passes(account, filter) || !matches(account, sought)) continue;
    found.push(account);
    if (found.length >= 4 * limit) trim();
  }
  trim();
  const page = found.slice(0, limit);
  const end = page.at(-1);
  return { accounts: page, next: found.length > limit && end !== undefined ? `${end.createdAt} ${end.id}` : undefined };
}

type Place = Pick<AccountRecord, "createdAt" | "id">;

/** Of accounts that were made at the same time, the one with the lower id comes first. */
function newestFirst(a: Place, b: Place): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function passes({ isAdmin, isBanned }: AccountRecord, filter: AccountsQuery["filter"]): boolean {
  return filter === undefined || (filter === "admins" ? isAdmin : isBanned);
}

function matches({ username, name }: AccountRecord, sought: string): boolean {
  return sought === "" || foldName(username).includes(sought) || foldName(name).includes(sought);
}
