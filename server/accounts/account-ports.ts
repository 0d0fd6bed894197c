import type { Refusal } from "#protocol/error-codes";
import type { Clock, Digest, PasswordHasher, Random } from "../chat/lib/ports.ts";
import type { AccountWrite } from "./account-record.ts";
import type { AdminCodes } from "./admin-codes.ts";

/** What accounts need from outside. */
export type AccountPorts = {
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  readonly passwords: PasswordHasher;
  /** Saves all of these writes or none. Resolves once they are safe, or with the refusal `not_saved`. */
  readonly save: (writes: readonly AccountWrite[]) => Promise<Refusal | undefined>;
  /**
   * Whether other nodes change the accounts as well. Then `save` has the store apply what it saves, and refuses `busy` where
   * another node was quicker: the change is decided anew.
   */
  readonly isShared?: boolean;
  /** Called when another node has deleted an account. */
  readonly onForgotten?: (memberId: string) => void;
  readonly adminCodes: AdminCodes;
  /** Returns a text with every character replaced by the one it may be taken for: the skeleton of Unicode's UTS #39. */
  readonly skeleton: (text: string) => string;
  readonly isCommonPassword: (password: string) => Promise<boolean>;
  /** Called when devices were signed out, to close their connections. */
  readonly onSignedOut: (signInIds: ReadonlySet<string>) => void;
};
