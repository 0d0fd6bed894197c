// Who this person is to the server: one token for all tabs, kept in localStorage, renewed without a word.
import { type Accessor, createSignal } from "solid-js";
import type { Member } from "#protocol/frames";
import { DAY_MS } from "#protocol/limits";
import type { Kept } from "./primitives/storage.ts";
import { Refused } from "./refused.ts";

const KEY = "identity";
/** Tokens live for 60 days from their issue; one this old is exchanged while it is still good. */
const RENEW_AFTER_MS = 7 * DAY_MS;

export type Person = Member & { readonly token: string; readonly issuedAt: number };

/** What people choose about themselves. */
export type Wishes = { readonly name?: string; readonly avatar?: string | null };

export type IdentityPorts = {
  now(): number;
  kept: Kept;
  newSession(wishes: Wishes, token?: string): Promise<{ token: string; member: Member } | Refused>;
};

export type Identity = {
  /** undefined until the first visit has a token. */
  person: Accessor<Person | undefined>;
  /** The person, with a token to use. Several callers at once get one and the same. */
  known(): Promise<Person | Refused>;
  /** The server doesn't take this token: the next `known` brings a new one, under the same name. */
  distrust(token: string): void;
  /** Remembers a name or a picture for every room to come. Changes are made in the order they are asked for. */
  change(wishes: Wishes): Promise<Person | Refused>;
};

function read(text: string | undefined): Person | undefined {
  try {
    const value = JSON.parse(text ?? "null") as Partial<Person> | null;
    if (typeof value?.token !== "string" || typeof value.id !== "string" || typeof value.name !== "string") return;
    const { token, id, name, avatar, issuedAt } = value;
    return { token, id, name, avatar: avatar ?? null, issuedAt: issuedAt ?? 0 };
  } catch {
    return undefined;
  }
}

export function createIdentity({ now, kept, newSession }: IdentityPorts): Identity {
  const [person, setPerson] = createSignal(read(kept.get(KEY)));
  let underWay: Promise<Person | Refused> | undefined;
  let distrusted: string | undefined;

  kept.watch((key, value) => {
    if (key === KEY && value !== undefined) setPerson(read(value));
  });

  async function ask(wishes: Wishes, token?: string): Promise<Person | Refused> {
    const session = await newSession(wishes, token);
    if (session instanceof Refused) return session;
    const found = { ...session.member, token: session.token, issuedAt: now() };
    kept.set(KEY, JSON.stringify(found));
    setPerson(found);
    return found;
  }

  /** A new member under the old name; under a new one if the server has come to dislike the old. */
  async function begin(former: Person | undefined): Promise<Person | Refused> {
    if (former === undefined) return ask({});
    const { name, avatar } = former;
    const found = await ask({ name, avatar });
    return found instanceof Refused && found.code === "malformed" ? ask({}) : found;
  }

  function known(): Promise<Person | Refused> {
    const current = person();
    if (current !== undefined && current.token !== distrusted) {
      if (now() - current.issuedAt > RENEW_AFTER_MS) void ask({}, current.token);
      return Promise.resolve(current);
    }
    underWay ??= begin(current).finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  async function changeNow(wishes: Wishes): Promise<Person | Refused> {
    const current = await known();
    if (current instanceof Refused) return current;
    const changed = await ask(wishes, current.token);
    if (!(changed instanceof Refused) || changed.code !== "bad_token") return changed;
    distrusted = current.token;
    return ask({ name: current.name, avatar: current.avatar, ...wishes });
  }

  // A token holds all there is to know: of two changes at once the later must not be made from what was before both.
  let lastChange: Promise<unknown> = Promise.resolve();
  function change(wishes: Wishes): Promise<Person | Refused> {
    const changed = lastChange.then(() => changeNow(wishes));
    lastChange = changed.catch(() => {});
    return changed;
  }

  const distrust = (token: string) => {
    distrusted = token;
  };
  return { person, known, distrust, change };
}
