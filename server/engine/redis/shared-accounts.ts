// The accounts of all nodes. Each node has all of them, and reads them without waiting; a change is saved in Redis, where its
// version says what it was decided on, and reaches every node in the order of versions. Rules D39 to D43.
import type { Refusal } from "#protocol/error-codes";
import type { Link } from "./redis-link.ts";
import { changedMeanwhile, notSaved } from "./redis-refusals.ts";
import { accountKeys, channelOf } from "./room-keys.ts";

/** How far versions jump where Redis has lost everything: no node has any of those in between. */
const RESTORED_JUMP = 1_000;

type Account = { readonly id: string };
type RetiredId = { readonly digest: string; readonly until: number };
/** Changes of accounts, as the accounts define them, and codes. A code of `null` holds while there is no administrator. */
export type SharedWrite<A extends Account> =
  | readonly ["account", A]
  | readonly ["forget", id: string, RetiredId | null]
  | readonly ["setting", name: string, value: string]
  | readonly ["code", digest: string, until: number | null]
  | readonly ["spend", digest: string];

export type SavedTogether<A extends Account> = {
  readonly accounts: readonly A[];
  readonly retired: readonly RetiredId[];
  readonly settings: Readonly<Record<string, string>>;
};

/** What a node has of the accounts. */
export type AccountsHere<A extends Account> = {
  apply(writes: readonly SharedWrite<A>[]): void;
  /** Replaces everything. */
  replace(saved: SavedTogether<A>): void;
  /** Returns everything. */
  snapshot(): SavedTogether<A>;
};

export class SharedAccounts<A extends Account> {
  readonly #link: () => Link;
  readonly #keys: readonly string[];
  /** When each administrators' code ends, by its digest. */
  readonly codes = new Map<string, number | null>();
  #version = 0;
  #here: AccountsHere<A> | undefined;
  /** The last reading that has begun, and the one that begins after it. */
  #reading: Promise<void> = Promise.resolve();
  #nextReading: Promise<void> | undefined;

  constructor(prefix: string, link: () => Link) {
    this.#link = link;
    this.#keys = accountKeys(prefix);
  }

  get channel(): string {
    return channelOf(this.#keys);
  }

  /** Returns everything that is saved. @throws when Redis can't be reached */
  async load(): Promise<SavedTogether<A>> {
    const [, version, ...saved] = await this.#link().run("readAccounts", this.#keys, [-1]);
    this.#version = Number(version);
    return this.#decode(saved);
  }

  /** Names what has the accounts here, as they were loaded. */
  async attach(here: AccountsHere<A>): Promise<void> {
    this.#here = here;
    await this.catchUp().catch(() => {});
  }

  /** Saves all of these writes, and has them applied here; or none. Refuses `busy` where they must be decided anew. */
  async save(writes: readonly SharedWrite<A>[]): Promise<Refusal | undefined> {
    const before = this.#version;
    const args = [before, JSON.stringify(writes), ...writes.flatMap(changesOf)];
    try {
      const [outcome, version] = await this.#link().run("saveAccounts", this.#keys, args);
      if (outcome === "ok") {
        if (Number(version) > this.#version + 1) await this.catchUp();
        this.#take(Number(version), writes);
        return undefined;
      }
      await this.catchUp();
      return changedMeanwhile();
    } catch {
      // It may be saved all the same; then it is told.
      return notSaved();
    }
  }

  /** Keeps a code that makes an administrator. @param until epoch ms; null for as long as there is none */
  async addCode(digest: string, until: number | null): Promise<Refusal | undefined> {
    for (;;) {
      const refusal = await this.save([["code", digest, until]]);
      if (refusal?.code !== "busy") return refusal;
    }
  }

  /** Takes what another node tells, or this one has told. */
  receive(message: string): void {
    const end = message.indexOf("\n");
    const version = Number(message.slice(0, end));
    const text = message.slice(end + 1);
    if (text !== "" && version <= this.#version + 1) this.#take(version, JSON.parse(text));
    else this.catchUp().catch(() => {});
  }

  /** Reads what this node has missed. @throws when Redis can't be reached */
  catchUp(): Promise<void> {
    // One that has not begun yet reads for all who ask meanwhile.
    this.#nextReading ??= this.#reading
      .catch(() => {})
      .then(() => {
        this.#nextReading = undefined;
        this.#reading = this.#read();
        return this.#reading;
      });
    return this.#nextReading;
  }

  async #read(): Promise<void> {
    const [kind, newest, ...rest] = await this.#link().run("readAccounts", this.#keys, [this.#version]);
    if (kind === "behind") return this.#restore();
    const version = Number(newest);
    if (kind === "all" && version > this.#version) {
      this.#version = version;
      this.#here?.replace(this.#decode(rest));
    }
    if (kind === "log") {
      for (const [at, text] of rest.entries()) this.#take(version - rest.length + 1 + at, JSON.parse(String(text)));
    }
  }

  #take(version: number, writes: readonly SharedWrite<A>[]): void {
    if (version !== this.#version + 1) return;
    this.#version = version;
    for (const [kind, name, until] of writes) {
      if (kind === "code") this.codes.set(name, until);
      if (kind === "spend") this.codes.delete(name);
    }
    this.#here?.apply(writes);
  }

  /** Gives Redis everything back that this node has, unless another was quicker. */
  async #restore(): Promise<void> {
    if (this.#here === undefined) return;
    const { accounts, retired, settings } = this.#here.snapshot();
    const version = this.#version + RESTORED_JUMP;
    const changes = [
      ...accounts.flatMap((account) => changesOf(["account", account])),
      ...retired.flatMap(({ digest, until }) => ["retire", digest, until]),
      ...Object.entries(settings).flatMap(([name, value]) => changesOf(["setting", name, value])),
      ...[...this.codes].flatMap(([digest, until]) => changesOf(["code", digest, until])),
    ];
    const [outcome] = await this.#link().run("restoreAccounts", this.#keys, [version, "", ...changes]);
    if (outcome !== "ok") return this.#read();
    this.#version = version;
  }

  #decode([accounts, retired, settings, codes]: readonly unknown[]): SavedTogether<A> {
    this.codes.clear();
    for (const [digest, until] of pairs(codes)) this.codes.set(digest, until === "" ? null : Number(until));
    return {
      accounts: (accounts as string[]).map((text) => JSON.parse(text)),
      retired: pairs(retired).map(([digest, until]) => ({ digest, until: Number(until) })),
      settings: Object.fromEntries(pairs(settings)),
    };
  }
}

/** Returns a change as the scripts take it: a kind, a name, a value. */
function changesOf<A extends Account>(write: SharedWrite<A>): (string | number)[] {
  switch (write[0]) {
    case "account":
      return ["account", write[1].id, JSON.stringify(write[1])];
    case "forget": {
      const [, id, retired] = write;
      return ["forget", id, "", ...(retired === null ? [] : ["retire", retired.digest, retired.until])];
    }
    case "spend":
      return ["spend", write[1], ""];
    default:
      return [write[0], write[1], write[2] ?? ""];
  }
}

function pairs(flat: unknown): [string, string][] {
  const texts = flat as string[];
  return Array.from({ length: texts.length / 2 }, (_, at) => [texts[2 * at] ?? "", texts[2 * at + 1] ?? ""]);
}
