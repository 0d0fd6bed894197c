// Defines the saved data of accounts, which is plain JSON. A changed record is replaced as a whole. Instants are epoch ms.
import type { Member } from "#protocol/frames";

/** One signed-in device. Its tokens are valid only while it is in its account's list. */
export type SignIn = {
  readonly id: string;
  /** A digest of the secret in the device's refresh tokens. */
  readonly digest: string;
  /** The number of the device's refresh token: one more each time the token is used. */
  readonly generation: number;
  /** When that refresh token took the place of the former one. */
  readonly rotatedAt: number;
  /** When the password was last given on this device. */
  readonly provedAt: number;
  /** When the sign-in expires unless it is renewed before. */
  readonly until: number;
};

/** A sign-in as an older version may have saved it. */
export type SavedSignIn = Pick<SignIn, "id" | "digest" | "until"> & Partial<SignIn>;

export type AccountRecord = Member & {
  readonly username: string;
  readonly email: string | null;
  readonly passwordHash: string;
  readonly isAdmin: boolean;
  readonly isBanned: boolean;
  /** Whether the member id was a guest's before, so that tokens of that guest may still exist. */
  readonly wasGuest: boolean;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly signIns: readonly SignIn[];
};

/** The digest of a deleted account's member id. The id proves nobody until every token a guest had for it has expired. */
export type RetiredId = { readonly digest: string; readonly until: number };

export type Registration = "open" | "closed";

/** An account as an older version may have saved it. */
export type SavedAccount = Omit<AccountRecord, "signIns"> & { readonly signIns: readonly SavedSignIn[] };

/** Everything about accounts that outlives a restart. */
export type SavedAccounts<Account = SavedAccount> = {
  readonly accounts: readonly Account[];
  readonly retired: readonly RetiredId[];
  readonly settings: Readonly<Record<string, string>>;
};

/** One change of what is saved about accounts. */
export type AccountWrite =
  | readonly ["account", AccountRecord]
  /** Erases the account from the data file, so that no trace of it is left there. */
  | readonly ["forget", id: string, RetiredId | null]
  | readonly ["setting", name: "registration", value: Registration]
  /** Uses up a code of `mayfly invite`. */
  | readonly ["spend", digest: string];
