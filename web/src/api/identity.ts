// Keeps the person's identity: one token for all tabs, stored in localStorage and renewed without asking the person. A
// guest's token lives long. An account's lives shortly, and is renewed by the refresh token of this device's sign-in.
import { type Accessor, createSignal } from "solid-js";
import type { Member } from "#protocol/frames";
import { DAY_MS, MINUTE_MS } from "#protocol/limits";
import type { KeyValueStore } from "../browser/storage.ts";
import { ApiError, UNREACHABLE } from "./api-error.ts";

const STORAGE_KEY = "identity";
/** A guest's token lives for 60 days from its issue, an account's for 30 minutes; both are renewed while still good. */
const RENEW_GUEST_AFTER_MS = 7 * DAY_MS;
const RENEW_ACCOUNT_AFTER_MS = 20 * MINUTE_MS;
/** A guest's token never becomes stale by its age: only a refusal of the server shows that it has expired. */
const NEVER = Number.MAX_VALUE;

/** What keeps a device signed in to an account. */
export type AccountSession = { readonly username: string; readonly refreshToken: string };

/** Stored as it is: keep the names of its fields. */
export type Person = Member & {
  readonly token: string;
  readonly issuedAt: number;
  /** undefined for a guest. */
  readonly signedIn?: AccountSession | undefined;
  /** A guest chose the name and the avatar in an encrypted room: the token has others, and the server isn't told. */
  readonly isUntold?: true | undefined;
};

/** The name and avatar that people choose. */
export type ProfileChange = { readonly name?: string; readonly avatar?: string | null };

type Session = { token: string; member: Member };
type AccountHolder = Person & { signedIn: AccountSession };

/** Renews and changes the identity of somebody who is signed in; its code is loaded when somebody is. */
export type TokenRefresh = {
  renew(former: AccountHolder, internals: IdentityInternals): Promise<Person | ApiError>;
  update(change: ProfileChange, current: AccountHolder, internals: IdentityInternals): Promise<Person | ApiError>;
};

/** The parts of an identity that only TokenRefresh may use. */
export type IdentityInternals = Pick<Identity, "person" | "isStale" | "signOut"> & {
  /** Stores a session as this person's. */
  adopt(session: Session, signedIn?: AccountSession, issuedAt?: number): Person;
  /** Requests a guest's token and adopts it. */
  requestGuest(profile: ProfileChange): Promise<Person | ApiError>;
  /** Returns the age of a person's token in ms; infinity once the server has refused it. */
  ageOf(person: Person): number;
};

const isSignedIn = (person: Person | undefined): person is AccountHolder => person?.signedIn !== undefined;

export type IdentityPorts = {
  now(): number;
  browserStore: KeyValueStore;
  requestSession(profile: ProfileChange, token?: string): Promise<Session | ApiError>;
  loadTokenRefresh(): Promise<TokenRefresh>;
};

export type Identity = {
  /** undefined until the first visit has a token. */
  person: Accessor<Person | undefined>;
  /** Returns the person, with a token to use. Several callers at once get one and the same. */
  requirePerson(): Promise<Person | ApiError>;
  /** Returns whether the token must be renewed before it is used. */
  isStale(): boolean;
  /** Reports that the server refused this token: the next `requirePerson` gets a new one, under the same name. */
  rejectToken(token: string): void;
  /** Changes the name or avatar for every room to come. Changes are made in the order they are asked for. */
  updateProfile(change: ProfileChange): Promise<Person | ApiError>;
  /** Changes a guest's name or avatar in this browser alone: the server isn't told. */
  updateProfileHere(change: ProfileChange): void;
  /** Signs in, in all tabs. */
  signIn(session: Session, signedIn: AccountSession): void;
  /** Signs out, in all tabs: the next `requirePerson` returns a new guest. */
  signOut(): void;
};

function parse(text: string | undefined): Person | undefined {
  try {
    const value = JSON.parse(text ?? "null") as Partial<Person> | null;
    if (typeof value?.token !== "string" || typeof value.id !== "string" || typeof value.name !== "string") return;
    return { avatar: null, issuedAt: 0, ...value } as Person;
  } catch {
    return undefined;
  }
}

export function createIdentity({ now, browserStore, requestSession, loadTokenRefresh }: IdentityPorts): Identity {
  const [person, setPerson] = createSignal(parse(browserStore.get(STORAGE_KEY)));
  let underWay: Promise<Person | ApiError> | undefined;
  let rejectedToken: string | undefined;

  browserStore.watch((key, value) => {
    if (key === STORAGE_KEY) setPerson(parse(value));
  });

  /** @param untold the name and the avatar that a guest has in this browser, and the server isn't told of */
  function adopt(session: Session, signedIn?: AccountSession, issuedAt = now(), untold?: Member): Person {
    const { token, member } = session;
    const { name, avatar } = untold ?? member;
    const adopted: Person = { token, id: member.id, name, avatar, issuedAt, signedIn, isUntold: untold && true };
    browserStore.set(STORAGE_KEY, JSON.stringify(adopted));
    setPerson(adopted);
    return adopted;
  }

  const ageOf = ({ token, issuedAt }: Person) =>
    token === rejectedToken ? Number.POSITIVE_INFINITY : now() - issuedAt;

  function signOut(): void {
    browserStore.remove(STORAGE_KEY);
    setPerson(undefined);
  }

  /** @param former who keeps a name and an avatar that the server isn't told of */
  async function requestGuest(profile: ProfileChange, token?: string, former?: Person): Promise<Person | ApiError> {
    const session = await requestSession(profile, token);
    return session instanceof ApiError ? session : adopt(session, undefined, undefined, former?.isUntold && former);
  }

  /** Takes over what another tab stored: a page that the browser had frozen isn't told of it. */
  function takeOverStored(): Person | undefined {
    const stored = parse(browserStore.get(STORAGE_KEY));
    if (stored !== undefined && stored.token !== person()?.token) setPerson(stored);
    return person();
  }

  /** Requests a new guest under the old name, or under a new one if the server no longer accepts the old. */
  async function requestAgain(former: Person | undefined): Promise<Person | ApiError> {
    if (isSignedIn(former)) {
      const { renew } = await loadTokenRefresh();
      const current = takeOverStored();
      if (current !== undefined && !isStale()) return current;
      return isSignedIn(current) ? renew(current, internals) : requestAgain(current);
    }
    if (former === undefined) return requestGuest({});
    const { name, avatar, isUntold } = former;
    const found = await requestGuest(isUntold ? {} : { name, avatar }, undefined, former);
    return found instanceof ApiError && found.code === "malformed" ? requestGuest({}) : found;
  }

  function isStale(): boolean {
    const current = person();
    if (current === undefined) return true;
    const age = ageOf(current);
    // The device's clock was set back: nobody knows how old an account's token is.
    if (isSignedIn(current)) return age > RENEW_ACCOUNT_AFTER_MS || age < 0;
    return age > NEVER;
  }

  const internals: IdentityInternals = { person, isStale, signOut, adopt, requestGuest, ageOf };

  function requirePerson(): Promise<Person | ApiError> {
    const current = person();
    if (current !== undefined && !isStale()) {
      if (!isSignedIn(current) && ageOf(current) > RENEW_GUEST_AFTER_MS) void requestGuest({}, current.token, current);
      return Promise.resolve(current);
    }
    underWay ??= requestAgain(current)
      .catch(() => UNREACHABLE)
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  async function updateNow(change: ProfileChange): Promise<Person | ApiError> {
    const current = await requirePerson();
    if (current instanceof ApiError) return current;
    if (isSignedIn(current)) return (await loadTokenRefresh()).update(change, current, internals);
    const { token, name, avatar } = current;
    const profile = { name, avatar, ...change };
    const updated = await requestGuest(profile, token);
    if (!(updated instanceof ApiError) || updated.code !== "bad_token") return updated;
    rejectedToken = token;
    return requestGuest(profile);
  }

  // A token holds the whole profile: the later of two changes must be made from the result of the earlier.
  let lastUpdate: Promise<unknown> = Promise.resolve();
  function updateProfile(change: ProfileChange): Promise<Person | ApiError> {
    const updated = lastUpdate.then(() => updateNow(change)).catch(() => UNREACHABLE);
    lastUpdate = updated;
    return updated;
  }

  function updateProfileHere(change: ProfileChange): void {
    const current = person();
    if (current === undefined) return;
    adopt({ token: current.token, member: current }, undefined, current.issuedAt, { ...current, ...change });
  }

  return {
    person,
    requirePerson,
    isStale,
    rejectToken: (token) => {
      rejectedToken = token;
    },
    updateProfile,
    updateProfileHere,
    signIn: (session, signedIn) => void adopt(session, signedIn),
    signOut,
  };
}
