// What is kept of an account: plain JSON, replaced whole when something of it changes. Instants are epoch ms.
import type { Member } from "#protocol/frames";

/** One device that is signed in. Its tokens are good for as long as it is here. */
export type SignIn = {
  readonly id: string;
  /** Of the secret that renews it. */
  readonly digest: string;
  /** Over by then, unless it is used before. */
  readonly until: number;
};

export type Account = Member & {
  readonly username: string;
  readonly email: string | null;
  readonly passwordHash: string;
  readonly isAdmin: boolean;
  readonly isBanned: boolean;
  /** Its member id was a guest's before: that guest's tokens are still about. */
  readonly wasGuest: boolean;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly signIns: readonly SignIn[];
};

/** A member id that was an account's and proves nobody, until all tokens a guest may have for it are over. */
export type Retired = { readonly digest: string; readonly until: number };

export type Registration = "open" | "closed";

/** All of accounts that outlives a restart. */
export type SavedAccounts = {
  readonly accounts: readonly Account[];
  readonly retired: readonly Retired[];
  readonly settings: Readonly<Record<string, string>>;
};
