// Who this person is to the server: one token for all tabs, kept in localStorage, renewed without a word. A guest's
// lasts; that of who is signed in is short, and got anew by what that device was given.
import { type Accessor, createSignal } from "solid-js";
import type { Member } from "#protocol/frames";
import { DAY_MS, MINUTE_MS } from "#protocol/limits";
import type { Kept } from "../browser/storage.ts";
import { Refused } from "./api-error.ts";

const KEY = "identity";
/** Guests' tokens live for 60 days from their issue, those of accounts for 30 minutes: exchanged while still good. */
const RENEW_AFTER_MS = 7 * DAY_MS;
const RENEW_SIGNED_IN_AFTER_MS = 20 * MINUTE_MS;
const FOREVER = Number.MAX_VALUE;

/** What keeps a device signed in to an account. */
export type SignedIn = { readonly username: string; readonly refreshToken: string };

export type Person = Member & {
  readonly token: string;
  readonly issuedAt: number;
  /** undefined for a guest. */
  readonly signedIn?: SignedIn | undefined;
};

/** What people choose about themselves. */
export type Wishes = { readonly name?: string; readonly avatar?: string | null };

type Session = { token: string; member: Member };

/** What somebody who is signed in does to their identity; fetched when somebody is. */
export type Renewal = {
  renewed(former: Person & { signedIn: SignedIn }, inside: Inside): Promise<Person | Refused>;
  changed(wishes: Wishes, current: Person & { signedIn: SignedIn }, inside: Inside): Promise<Person | Refused>;
};

/** An identity from within. */
export type Inside = Pick<Identity, "person" | "isStale" | "leave"> & {
  become(session: Session, signedIn?: SignedIn, issuedAt?: number): Person;
  /** As a guest. */
  ask(wishes: Wishes): Promise<Person | Refused>;
  /** How old a person's token is; one that was refused is as old as can be. */
  ageOf(person: Person): number;
};

const isSignedIn = (person: Person | undefined): person is Person & { signedIn: SignedIn } =>
  person?.signedIn !== undefined;

export type IdentityPorts = {
  now(): number;
  kept: Kept;
  newSession(wishes: Wishes, token?: string): Promise<Session | Refused>;
  renewal(): Promise<Renewal>;
};

export type Identity = {
  /** undefined until the first visit has a token. */
  person: Accessor<Person | undefined>;
  /** The person, with a token to use. Several callers at once get one and the same. */
  known(): Promise<Person | Refused>;
  /** The token is no longer to be used as it is. */
  isStale(): boolean;
  /** The server doesn't take this token: the next `known` brings a new one, under the same name. */
  distrust(token: string): void;
  /** Remembers a name or a picture for every room to come. Changes are made in the order they are asked for. */
  change(wishes: Wishes): Promise<Person | Refused>;
  /** Signed in, in all tabs. */
  enter(session: Session, signedIn: SignedIn): void;
  /** Signed out, in all tabs: whoever asks next is a new guest. */
  leave(): void;
};

function read(text: string | undefined): Person | undefined {
  try {
    const value = JSON.parse(text ?? "null") as Partial<Person> | null;
    if (typeof value?.token !== "string" || typeof value.id !== "string" || typeof value.name !== "string") return;
    const { token, id, name, avatar, issuedAt, signedIn } = value;
    return { token, id, name, avatar: avatar ?? null, issuedAt: issuedAt ?? 0, ...(signedIn && { signedIn }) };
  } catch {
    return undefined;
  }
}

export function createIdentity({ now, kept, newSession, renewal }: IdentityPorts): Identity {
  const [person, setPerson] = createSignal(read(kept.get(KEY)));
  let underWay: Promise<Person | Refused> | undefined;
  let distrusted: string | undefined;

  kept.watch((key, value) => {
    if (key === KEY) setPerson(read(value));
  });

  function become({ token, member: { id, name, avatar } }: Session, signedIn?: SignedIn, issuedAt = now()): Person {
    const found = { id, name, avatar, token, issuedAt, ...(signedIn && { signedIn }) };
    kept.set(KEY, JSON.stringify(found));
    setPerson(found);
    return found;
  }

  const ageOf = ({ token, issuedAt }: Person) => (token === distrusted ? Number.POSITIVE_INFINITY : now() - issuedAt);

  function leave(): void {
    kept.remove(KEY);
    setPerson(undefined);
  }

  async function ask(wishes: Wishes, token?: string): Promise<Person | Refused> {
    const session = await newSession(wishes, token);
    return session instanceof Refused ? session : become(session);
  }

  /** A new member under the old name; under a new one if the server has come to dislike the old. */
  async function begin(former: Person | undefined): Promise<Person | Refused> {
    if (isSignedIn(former)) return (await renewal()).renewed(former, inside);
    if (former === undefined) return ask({});
    const { name, avatar } = former;
    const found = await ask({ name, avatar });
    return found instanceof Refused && found.code === "malformed" ? ask({}) : found;
  }

  function isStale(): boolean {
    const current = person();
    return current === undefined || ageOf(current) > (isSignedIn(current) ? RENEW_SIGNED_IN_AFTER_MS : FOREVER);
  }

  const inside: Inside = { person, isStale, leave, become, ask, ageOf };

  function known(): Promise<Person | Refused> {
    const current = person();
    if (current !== undefined && !isStale()) {
      if (!isSignedIn(current) && ageOf(current) > RENEW_AFTER_MS) void ask({}, current.token);
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
    if (isSignedIn(current)) return (await renewal()).changed(wishes, current, inside);
    const { token } = current;
    const changed = await ask(wishes, token);
    if (!(changed instanceof Refused) || changed.code !== "bad_token") return changed;
    distrusted = token;
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
  return {
    person,
    known,
    isStale,
    distrust,
    change,
    enter: (session, signedIn) => void become(session, signedIn),
    leave,
  };
}
