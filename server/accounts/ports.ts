// What accounts need from outside, beside what rooms do.
import type { Refusal } from "#protocol/error-codes";
import type { Clock, Digest, Passwords, Random } from "../chat/lib/ports.ts";
import type { Account, Registration, Retired } from "./account-record.ts";
import type { Invitations } from "./admin-codes.ts";

/** One change to what is kept of accounts; several are kept together or not at all. */
export type AccountWrite =
  | readonly ["account", Account]
  /** All of it goes, and must be found nowhere. */
  | readonly ["forget", id: string, Retired | null]
  | readonly ["setting", name: "registration", value: Registration]
  /** A code of `mayfly invite` is used up. */
  | readonly ["spend", digest: string];

export type AccountPorts = {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly passwords: Passwords;
  /** Resolves once it is safe; refused `not_saved` when it can't be. */
  readonly keep: (writes: readonly AccountWrite[]) => Promise<Refusal | undefined>;
  readonly invitations: Invitations;
  /** Text as it looks: what may be taken for each other becomes the same (Unicode's UTS #39). */
  readonly skeleton: (text: string) => string;
  /** Whether a password is among those everybody tries first. */
  readonly isCommon: (password: string) => Promise<boolean>;
  /** These devices are signed in no more: their sockets are to be closed. */
  readonly signedOut: (signIns: ReadonlySet<string>) => void;
};
