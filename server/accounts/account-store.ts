// Every account of this server: who they are, which names are theirs, and what of them is kept.
// Invariant: what is here is kept already, and no two accounts have names that may be taken for each other. Rules U5 to U13.
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { foldName } from "#protocol/text";
import { Turns } from "../chat/lib/keyed-queue.ts";
import type { Account, Registration, Retired, SavedAccounts, SignIn } from "./account-record.ts";
import type { Invitations } from "./admin-codes.ts";
import { Names } from "./lookalike-names.ts";
import type { AccountPorts, AccountWrite } from "./ports.ts";

export type AccountsSettings = {
  /** Guests are not welcome. */
  readonly isRequired: boolean;
  /** Accounts the server takes. */
  readonly most: number;
};

/** What may be changed of an account; sign-ins are added and taken away one by one. */
export type Change = Partial<Omit<Account, "id" | "username" | "createdAt" | "wasGuest">>;

export class Accounts {
  readonly ports: AccountPorts;
  readonly isRequired: boolean;
  readonly names: Names;
  readonly invitations: Invitations;
  registration: Registration = "open";
  readonly #most: number;
  readonly #accounts = new Map<string, Account>();
  /** Digests of ids that were accounts' once, and until when they prove nobody. */
  readonly #retired = new Map<string, number>();
  readonly #turns = new Turns<string>();
  /** What is on its way to somebody: names, member ids, codes of invitation. */
  readonly #claimed = new Set<string>();

  constructor(ports: AccountPorts, { isRequired, most }: AccountsSettings) {
    this.ports = ports;
    this.#most = most;
    this.isRequired = isRequired;
    this.names = new Names(ports.skeleton);
    this.invitations = ports.invitations;
  }

  /** Takes up what outlived a restart. */
  restore({ accounts, retired, settings }: SavedAccounts): void {
    for (const account of accounts) this.#hold(account);
    for (const { digest, until } of retired) this.#retired.set(digest, until);
    if (settings.registration === "closed") this.registration = "closed";
  }

  get count(): number {
    return this.#accounts.size;
  }

  get isFull(): boolean {
    return this.#accounts.size >= this.#most;
  }

  get all(): Iterable<Account> {
    return this.#accounts.values();
  }

  get(id: string): Account | undefined {
    return this.#accounts.get(id);
  }

  /** The account of a username, however its letters' case. */
  named(username: string): Account | undefined {
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

  /** Whether this id can only be proved by signing in, if at all. */
  isOurs(memberId: string): boolean {
    if (this.#accounts.has(memberId)) return true;
    const until = this.#retired.size === 0 ? undefined : this.#retired.get(this.ports.digest(memberId));
    return until !== undefined && until > this.ports.clock();
  }

  /** Who is signed in there; undefined where nobody is, or no longer. */
  signedIn(memberId: string, signInId: string): Member | undefined {
    const account = this.#accounts.get(memberId);
    if (account === undefined || account.isBanned || this.signIn(account, signInId) === undefined) return undefined;
    const { id, name, avatar } = account;
    return { id, name, avatar };
  }

  signIn(account: Account, signInId: string): SignIn | undefined {
    const found = account.signIns.find(({ id }) => id === signInId);
    return found !== undefined && found.until > this.ports.clock() ? found : undefined;
  }

  /**
   * Holds these for one while the work lasts, so that of two who want the same at once one gets it.
   * @returns `otherwise` when another has one of them
   */
  async claiming<T>(claims: readonly string[], otherwise: Refusal, work: () => Promise<T>): Promise<T | Refusal> {
    if (claims.some((claim) => this.#claimed.has(claim))) return otherwise;
    for (const claim of claims) this.#claimed.add(claim);
    try {
      return await work();
    } finally {
      for (const claim of claims) this.#claimed.delete(claim);
    }
  }

  /** Adds an account whose names and id are claimed. @param also kept with it, or not at all */
  async add(account: Account, also: readonly AccountWrite[] = []): Promise<Refusal | undefined> {
    const refusal = await this.ports.keep([["account", account], ...also]);
    if (refusal === undefined) this.#hold(account);
    return refusal;
  }

  /**
   * Changes an account, once that is safe. Whoever's sign-ins it loses is signed out.
   * @param made from the account as it is when its turn has come; undefined or a refusal changes nothing
   */
  async change(
    id: string,
    made: (account: Account) => Change | Refusal | undefined,
    also: readonly AccountWrite[] = [],
  ): Promise<Account | Refusal> {
    return this.#turns.take(id, async () => {
      const before = this.#accounts.get(id);
      if (before === undefined) return NO_ACCOUNT;
      const change = made(before);
      if (change === undefined) return before;
      if (change instanceof Refusal) return change;
      const account: Account = { ...before, ...change };
      const refusal = await this.ports.keep([["account", account], ...also]);
      if (refusal !== undefined) return refusal;
      this.#hold(account, before);
      const left = new Set(account.signIns.map((signIn) => signIn.id));
      this.#signedOut(before.signIns.filter((signIn) => !left.has(signIn.id)));
      return account;
    });
  }

  /** Erases an account. @param guestTokensMs how long a guest's token is good: its id proves nobody until then */
  async forget(id: string, guestTokensMs: number): Promise<Refusal | undefined> {
    return this.#turns.take(id, async () => {
      const account = this.#accounts.get(id);
      if (account === undefined) return NO_ACCOUNT;
      const { clock, digest, keep } = this.ports;
      const retired: Retired | null = account.wasGuest ? { digest: digest(id), until: clock() + guestTokensMs } : null;
      const refusal = await keep([["forget", id, retired]]);
      if (refusal !== undefined) return refusal;
      this.#accounts.delete(id);
      this.names.give(id, [], namesOf(account));
      if (retired !== null) this.#retired.set(retired.digest, retired.until);
      this.#signedOut(account.signIns);
      return undefined;
    });
  }

  async setRegistration(registration: Registration): Promise<Refusal | undefined> {
    const refusal = await this.ports.keep([["setting", "registration", registration]]);
    if (refusal === undefined) this.registration = registration;
    return refusal;
  }

  #hold(account: Account, before?: Account): void {
    this.#accounts.set(account.id, account);
    if (before?.name !== account.name) this.names.give(account.id, namesOf(account), before && namesOf(before));
  }

  #signedOut(signIns: readonly SignIn[]): void {
    if (signIns.length > 0) this.ports.signedOut(new Set(signIns.map(({ id }) => id)));
  }
}

const namesOf = ({ username, name }: Account) => [username, name];

export const NO_ACCOUNT = new Refusal("not_found", "There is no such account.");
