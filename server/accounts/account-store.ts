// Keeps every account of this server. Invariants: each is saved already, and no two accounts have names that may be taken
// for each other. Rules U5 to U13.
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { foldName } from "#protocol/names";
import { KeyedQueue } from "../chat/lib/keyed-queue.ts";
import type { AccountPorts } from "./account-ports.ts";
import type { AccountRecord, AccountWrite, Registration, RetiredId, SavedAccounts, SignIn } from "./account-record.ts";
import type { AdminCodes } from "./admin-codes.ts";
import { LookalikeNames } from "./lookalike-names.ts";
import { ACCOUNT_NOT_FOUND } from "./refusals.ts";

export type AccountStoreSettings = {
  /** Whether everybody needs an account, so that guests are refused. */
  readonly isRequired: boolean;
  readonly maxAccounts: number;
};

/** A change as any node saves it. */
type AppliedWrite =
  | AccountWrite
  | readonly ["setting", name: string, value: string]
  | readonly ["code", digest: string, until: number | null];

/** How often a change is decided, where other nodes change accounts at the same moment. */
const MAX_DECISIONS = 16;

/** The fields of an account that can change. */
export type AccountChange = Partial<Omit<AccountRecord, "id" | "username" | "createdAt" | "wasGuest">>;

export class AccountStore {
  readonly ports: AccountPorts;
  readonly isRequired: boolean;
  readonly names: LookalikeNames;
  readonly adminCodes: AdminCodes;
  registration: Registration = "open";
  readonly #maxAccounts: number;
  readonly #accounts = new Map<string, AccountRecord>();
  /** When each retired id is free again, by its digest. */
  readonly #retiredIds = new Map<string, number>();
  readonly #queue = new KeyedQueue<string>();
  /** Names, member ids and admin codes that are being given to somebody. */
  readonly #claimed = new Set<string>();
  /** How many accounts are being made. */
  #beingAdded = 0;

  constructor(ports: AccountPorts, { isRequired, maxAccounts }: AccountStoreSettings) {
    this.ports = ports;
    this.#maxAccounts = maxAccounts;
    this.isRequired = isRequired;
    this.names = new LookalikeNames(ports.skeleton);
    this.adminCodes = ports.adminCodes;
  }

  /** Loads what was saved before the start. */
  restore({ accounts, retired, settings }: SavedAccounts<AccountRecord>): void {
    for (const account of accounts) this.#set(account);
    for (const { digest, until } of retired) this.#retiredIds.set(digest, until);
    if (settings.registration === "closed") this.registration = "closed";
  }

  get count(): number {
    return this.#accounts.size;
  }

  /** Keeps a place for a new account while it is made. @returns `otherwise` when all are taken or kept */
  async withPlace<T>(otherwise: Refusal, work: () => Promise<T>): Promise<T | Refusal> {
    if (this.#accounts.size + this.#beingAdded >= this.#maxAccounts) return otherwise;
    this.#beingAdded++;
    try {
      return await work();
    } finally {
      this.#beingAdded--;
    }
  }

  get all(): Iterable<AccountRecord> {
    return this.#accounts.values();
  }

  get(id: string): AccountRecord | undefined {
    return this.#accounts.get(id);
  }

  /** Returns the account of a username, in any case of its letters. */
  findByUsername(username: string): AccountRecord | undefined {
    const folded = foldName(username);
    for (const id of this.names.ownersOf(username)) {
      const account = this.#accounts.get(id);
      if (account !== undefined && foldName(account.username) === folded) return account;
    }
    return undefined;
  }

  get hasAdmin(): boolean {
    for (const { isAdmin, isBanned } of this.all) if (isAdmin && !isBanned) return true;
    return false;
  }

  /** Returns whether a guest's token proves nothing for this id, because it is or was an account's. */
  requiresSignIn(memberId: string): boolean {
    if (this.#accounts.has(memberId)) return true;
    const until = this.#retiredIds.size === 0 ? undefined : this.#retiredIds.get(this.ports.digest(memberId));
    return until !== undefined && until > this.ports.clock();
  }

  /** Returns the account's member while that device is signed in, else undefined. */
  signedInMember(memberId: string, signInId: string): Member | undefined {
    const account = this.#accounts.get(memberId);
    if (account === undefined || account.isBanned || this.findSignIn(account, signInId) === undefined) return undefined;
    const { id, name, avatar } = account;
    return { id, name, avatar };
  }

  /** Returns one unexpired sign-in of an account. */
  findSignIn(account: AccountRecord, signInId: string): SignIn | undefined {
    const found = account.signIns.find(({ id }) => id === signInId);
    return found !== undefined && found.until > this.ports.clock() ? found : undefined;
  }

  /**
   * Claims names, ids or codes while `work` runs, so that only one of several who want the same at once gets it.
   * @returns `otherwise` when one of them is claimed already
   */
  async withClaims<T>(claims: readonly string[], otherwise: Refusal, work: () => Promise<T>): Promise<T | Refusal> {
    if (claims.some((claim) => this.#claimed.has(claim))) return otherwise;
    for (const claim of claims) this.#claimed.add(claim);
    try {
      return await work();
    } finally {
      for (const claim of claims) this.#claimed.delete(claim);
    }
  }

  /**
   * Adds an account whose names and id are claimed.
   * @param writes are saved together with the account, or not at all
   * @param refusalOf returns why it can't be added as things are
   */
  add(
    account: AccountRecord,
    writes: readonly AccountWrite[],
    refusalOf: () => Refusal | undefined,
  ): Promise<Refusal | undefined> {
    return this.#save(() => refusalOf() ?? [["account", account], ...writes]);
  }

  /**
   * Changes an account once the change is saved, and signs out the devices that it removes.
   * @param decide gets the account as it is when its turn has come; undefined or a refusal changes nothing
   * @param writes are saved together with the change, or not at all
   */
  async change(
    id: string,
    decide: (account: AccountRecord) => AccountChange | Refusal | undefined,
    writes: readonly AccountWrite[] = [],
  ): Promise<AccountRecord | Refusal> {
    return this.#queue.run(id, async () => {
      let account: AccountRecord | undefined;
      const refusal = await this.#save(() => {
        const before = this.#accounts.get(id);
        if (before === undefined) return ACCOUNT_NOT_FOUND;
        const change = decide(before);
        account = change === undefined || change instanceof Refusal ? before : { ...before, ...change };
        if (change instanceof Refusal) return change;
        return change === undefined ? [] : [["account", account], ...writes];
      });
      return refusal ?? account ?? ACCOUNT_NOT_FOUND;
    });
  }

  /**
   * Removes an account once its removal is saved, frees its names and signs out its devices.
   * @param retire returns what stays of its id, null for nothing; a refusal removes nothing
   */
  async remove(
    id: string,
    retire: (account: AccountRecord) => RetiredId | Refusal | null,
  ): Promise<Refusal | undefined> {
    return this.#queue.run(id, () =>
      this.#save(() => {
        const account = this.#accounts.get(id);
        if (account === undefined) return ACCOUNT_NOT_FOUND;
        const retired = retire(account);
        return retired instanceof Refusal ? retired : [["forget", id, retired]];
      }),
    );
  }

  setRegistration(registration: Registration): Promise<Refusal | undefined> {
    return this.#save(() => [["setting", "registration", registration]]);
  }

  /** Applies what is saved, here or by another node: keeps it, and signs out the devices that it removes. */
  apply(writes: readonly AppliedWrite[]): void {
    for (const write of writes) {
      if (write[0] === "account") {
        const [, account] = write;
        const before = this.#accounts.get(account.id);
        this.#set(account, before);
        const remaining = new Set(account.signIns.map(({ id }) => id));
        this.#signOut(before?.signIns.filter(({ id }) => !remaining.has(id)) ?? []);
      } else if (write[0] === "forget") this.#forget(write[1], write[2]);
      else if (write[0] === "setting") this.registration = write[2] === "closed" ? "closed" : "open";
    }
  }

  /** Replaces all accounts, where a node has missed how they came to be. */
  replace(saved: SavedAccounts<AccountRecord>): void {
    const remaining = new Set(saved.accounts.map(({ id }) => id));
    for (const id of [...this.#accounts.keys()]) if (!remaining.has(id)) this.#forget(id, null);
    this.apply(saved.accounts.map((account) => ["account", account] as const));
    for (const { digest, until } of saved.retired) this.#retiredIds.set(digest, until);
    this.registration = saved.settings.registration === "closed" ? "closed" : "open";
  }

  /** Returns everything that outlives a restart. */
  snapshot(): SavedAccounts<AccountRecord> {
    const retired = Array.from(this.#retiredIds, ([digest, until]) => ({ digest, until }));
    return { accounts: [...this.all], retired, settings: { registration: this.registration } };
  }

  /** Saves what is decided. Where another node was quicker, it is decided anew, on the accounts as they are then. */
  async #save(decide: () => readonly AccountWrite[] | Refusal): Promise<Refusal | undefined> {
    const { save, isShared } = this.ports;
    for (let count = 1; ; count++) {
      const writes = decide();
      if (writes instanceof Refusal) return writes;
      if (writes.length === 0) return undefined;
      const refusal = await save(writes);
      if (refusal === undefined && !isShared) this.apply(writes);
      if (refusal?.code !== "busy" || count === MAX_DECISIONS) return refusal;
    }
  }

  #forget(id: string, retired: RetiredId | null): void {
    const account = this.#accounts.get(id);
    if (retired !== null) this.#retiredIds.set(retired.digest, retired.until);
    if (account === undefined) return;
    this.#accounts.delete(id);
    this.names.assign(id, [], namesOf(account));
    this.#signOut(account.signIns);
    this.ports.onForgotten?.(id);
  }

  #set(account: AccountRecord, before?: AccountRecord): void {
    this.#accounts.set(account.id, account);
    if (before?.name !== account.name) this.names.assign(account.id, namesOf(account), before && namesOf(before));
  }

  #signOut(signIns: readonly SignIn[]): void {
    if (signIns.length > 0) this.ports.onSignedOut(new Set(signIns.map(({ id }) => id)));
  }
}

const namesOf = ({ username, name }: AccountRecord) => [username, name];
