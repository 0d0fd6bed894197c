// Who one is, through reloads, other tabs and servers that forgot.
import { describe, expect, test } from "bun:test";
import type { Member } from "#protocol/frames";
import { DAY_MS, MINUTE_MS } from "#protocol/limits";
import { createStorage } from "../browser/storage.ts";
import { createOwnerKeys } from "../room-lists/owner-keys.ts";
import { ApiError } from "./api-error.ts";
import { createIdentity } from "./identity.ts";
import { createTokenRefresh, type TokenRefreshApi } from "./token-refresh.ts";

/** localStorage as the standard has it, with a lid on how much fits. */
class FakeStorage implements Storage {
  readonly #items = new Map<string, string>();
  capacity = Number.POSITIVE_INFINITY;
  get length() {
    return this.#items.size;
  }
  key = (at: number) => [...this.#items.keys()][at] ?? null;
  getItem = (key: string) => this.#items.get(key) ?? null;
  removeItem = (key: string) => void this.#items.delete(key);
  clear = () => this.#items.clear();
  setItem(key: string, value: string): void {
    if (value.length > this.capacity) throw new DOMException("full", "QuotaExceededError");
    this.#items.set(key, value);
  }
}

/** One server's sessions: tokens name their member, until the server forgets them. */
class FakeSessions {
  readonly asked: { name?: string; token: string | undefined }[] = [];
  members = 0;
  isDown = false;
  #valid = new Map<string, Member>();

  issue = async (wishes: { name?: string; avatar?: string | null }, token?: string) => {
    this.asked.push({ ...(wishes.name !== undefined && { name: wishes.name }), token });
    if (this.isDown) return new ApiError("internal", "The server can't be reached.");
    if (wishes.name === "admin") return new ApiError("malformed", "name: is taken.");
    const known = token === undefined ? undefined : this.#valid.get(token);
    if (token !== undefined && known === undefined) return new ApiError("bad_token", "The token is not valid.");
    this.members += known === undefined ? 1 : 0;
    const member = { ...(known ?? { id: `m${this.members}`, name: "BraveWolf", avatar: null }), ...wishes };
    const fresh = `t${this.asked.length}`;
    this.#valid.set(fresh, member);
    return { token: fresh, member };
  };

  forget(): void {
    this.#valid = new Map();
  }
}

/** One account, signed in on this device until it is told otherwise. */
class FakeAccounts {
  account = {
    ...{ id: "m1", name: "Ada", avatar: null as string | null },
    ...{ username: "ada", email: null, isAdmin: false, createdAt: "", lastSeenAt: "" },
  };
  renewals = 0;
  answer: ApiError | undefined;

  refresh: TokenRefreshApi["refresh"] = async (refreshToken) => {
    this.renewals += 1;
    return this.answer ?? { token: `${refreshToken}-${this.renewals}`, expiresAt: "", account: this.account };
  };
  patchProfile = async (change: Partial<Member>): Promise<ApiError | typeof this.account> => {
    this.account = { ...this.account, ...change };
    return this.answer ?? this.account;
  };
}

function browser(storage: Storage | undefined = new FakeStorage()) {
  const sessions = new FakeSessions();
  const clock = { now: 1_000_000 };
  const accounts = new FakeAccounts();
  const tab = () =>
    createIdentity({
      now: () => clock.now,
      browserStore: createStorage(() => storage, "mayfly:/:"),
      requestSession: sessions.issue,
      loadTokenRefresh: async () => createTokenRefresh(accounts),
    });
  return { sessions, accounts, clock, tab };
}

describe("identity", () => {
  test("I1: the first visit asks once, however many want to know; a reload not at all", async () => {
    const { sessions, tab } = browser();
    const first = tab();
    const [one, two] = await Promise.all([first.requirePerson(), first.requirePerson()]);
    expect(one).toBe(two);
    expect(await tab().requirePerson()).toEqual(one);
    expect(sessions.asked).toHaveLength(1);
  });

  test("W8: a token the server forgot is replaced, under the same name", async () => {
    const { sessions, tab } = browser();
    const identity = tab();
    await identity.updateProfile({ name: "Ada" });
    sessions.forget();
    identity.rejectToken(identity.person()?.token ?? "");
    expect(await identity.requirePerson()).toMatchObject({ id: "m2", name: "Ada" });
    expect(sessions.asked.at(-1)).toEqual({ name: "Ada", token: undefined });
  });

  test("I1: renaming keeps the member, also when the token had been forgotten meanwhile", async () => {
    const { sessions, tab } = browser();
    const identity = tab();
    expect(await identity.updateProfile({ name: "Ada" })).toMatchObject({ id: "m1", name: "Ada" });
    sessions.forget();
    expect(await identity.updateProfile({ name: "Bo" })).toMatchObject({ id: "m2", name: "Bo" });
    expect(await tab().requirePerson()).toMatchObject({ name: "Bo" });
    expect(await identity.updateProfile({ name: "admin" })).toMatchObject({ code: "malformed" });
    expect(identity.person()?.name).toBe("Bo");
  });

  test("I1: a name and a picture changed at once are both kept, also by a server that had forgotten", async () => {
    const { sessions, tab } = browser();
    const identity = tab();
    await Promise.all([identity.updateProfile({ name: "Ada" }), identity.updateProfile({ avatar: "frog" })]);
    expect(identity.person()).toMatchObject({ id: "m1", name: "Ada", avatar: "frog" });
    sessions.forget();
    await identity.updateProfile({ avatar: null });
    expect(await tab().requirePerson()).toMatchObject({ id: "m2", name: "Ada", avatar: null });
  });

  test("I1: a change that is refused stands in nobody's way", async () => {
    const identity = browser().tab();
    const [refused] = await Promise.all([
      identity.updateProfile({ name: "admin" }),
      identity.updateProfile({ avatar: "owl" }),
    ]);
    expect(refused).toBeInstanceOf(ApiError);
    expect(identity.person()).toMatchObject({ name: "BraveWolf", avatar: "owl" });
  });

  test("I1: a token is exchanged for a new one of the same member long before it ends", async () => {
    const { sessions, clock, tab } = browser();
    await tab().requirePerson();
    clock.now += 8 * DAY_MS;
    const again = tab();
    expect(await again.requirePerson()).toMatchObject({ id: "m1" });
    await Promise.resolve();
    expect(sessions.asked.at(-1)?.token).toBe("t1");
    expect(again.person()).toMatchObject({ id: "m1", issuedAt: clock.now });
  });

  test("I1: a server that can't be reached is a refusal, and asked anew next time", async () => {
    const { sessions, tab } = browser();
    const identity = tab();
    sessions.isDown = true;
    expect(await identity.requirePerson()).toBeInstanceOf(ApiError);
    sessions.isDown = false;
    expect(await identity.requirePerson()).toMatchObject({ id: "m1" });
  });

  test("I1: without storage, or with a full one, it lasts as long as the page", async () => {
    const full = new FakeStorage();
    full.capacity = 10;
    for (const storage of [undefined, full]) {
      const { sessions, tab } = browser(storage);
      const identity = tab();
      await identity.requirePerson();
      expect(await identity.requirePerson()).toMatchObject({ id: "m1" });
      expect(sessions.asked).toHaveLength(1);
    }
  });

  test("I1: what is no identity in storage is as good as none", async () => {
    for (const rubbish of ["", "null", "{}", "[1]", "{", '{"token":1,"id":"a","name":"b"}']) {
      const storage = new FakeStorage();
      storage.setItem("mayfly:/:identity", rubbish);
      expect(await browser(storage).tab().requirePerson()).toMatchObject({ id: "m1" });
    }
  });

  test("I1: another tab's change is taken over", async () => {
    const storage = new FakeStorage();
    const { tab } = browser(storage);
    const identity = tab();
    await identity.requirePerson();
    const other = { token: "t9", id: "m9", name: "Ada", avatar: null, issuedAt: 1 };
    const event = Object.assign(new Event("storage"), {
      key: "mayfly:/:identity",
      newValue: JSON.stringify(other),
      storageArea: storage,
    });
    dispatchEvent(event);
    expect(identity.person()).toEqual(other);
  });
});

describe("storage", () => {
  test("S5: servers under different base paths don't see each other's values", () => {
    const storage = new FakeStorage();
    const [root, chat] = ["mayfly:/:", "mayfly:/chat/:"].map((prefix) => createStorage(() => storage, prefix));
    root?.set("draft:a", "x");
    chat?.set("draft:b", "y");
    expect(root?.keys()).toEqual(["draft:a"]);
    expect(chat?.get("draft:a")).toBeUndefined();
    chat?.remove("draft:b");
    expect(chat?.keys()).toEqual([]);
  });

  test("storage that throws when opened is memory", () => {
    const kept = createStorage(() => {
      throw new DOMException("denied", "SecurityError");
    }, "p:");
    kept.set("a", "1");
    expect(kept.get("a")).toBe("1");
    expect(kept.keys()).toEqual(["a"]);
    kept.remove("a");
    expect(kept.get("a")).toBeUndefined();
  });
});

describe("owner keys", () => {
  test("R1: a key belongs to its room, however the code is written, and is forgotten a month later", () => {
    const storage = new FakeStorage();
    const kept = createStorage(() => storage, "p:");
    let now = 1_000;
    const keys = createOwnerKeys(kept, () => now);
    keys.save("K7PQ-2mfx", "secret");
    expect(keys.get("k7pq2mfx")).toBe("secret");
    expect(keys.get("other")).toBeUndefined();
    now += 32 * DAY_MS;
    expect(createOwnerKeys(kept, () => now).get("k7pq2mfx")).toBeUndefined();
    keys.save("k7pq2mfx", "again");
    keys.forget("k7pq-2mfx");
    expect(keys.get("k7pq2mfx")).toBeUndefined();
  });
});

describe("who is signed in", () => {
  const signedIn = { username: "ada", refreshToken: "r" };
  const ada = (identity: ReturnType<ReturnType<typeof browser>["tab"]>) =>
    identity.signIn({ token: "t", member: { id: "m1", name: "Ada", avatar: null } }, signedIn);

  test("U7: has another token before the old one is over, asked for once however many want it", async () => {
    const { tab, accounts, clock } = browser();
    const identity = tab();
    ada(identity);
    expect(await identity.requirePerson()).toMatchObject({ token: "t", signedIn });
    clock.now += 20 * MINUTE_MS + 1;
    const [one, two] = await Promise.all([identity.requirePerson(), identity.requirePerson()]);
    expect(one).toBe(two);
    expect(one).toMatchObject({ id: "m1", token: "r-1", signedIn });
    expect(await tab().requirePerson()).toEqual(one);
    expect(accounts.renewals).toBe(1);
  });

  test("U7: goes on with a token that is good while the server can't be reached, and not with one that is over", async () => {
    const { tab, accounts, clock } = browser();
    const identity = tab();
    ada(identity);
    accounts.answer = new ApiError("internal", "The server can’t be reached.");
    clock.now += 25 * MINUTE_MS;
    expect(await identity.requirePerson()).toMatchObject({ token: "t" });
    clock.now += 5 * MINUTE_MS;
    expect(await identity.requirePerson()).toBe(accounts.answer);
    expect(identity.person()?.signedIn).toEqual(signedIn);
  });

  test("U7: keeps the successor of a refresh token, also in tabs that were not told of it", async () => {
    const { tab, accounts, clock } = browser();
    const identity = tab();
    ada(identity);
    const frozen = tab();
    accounts.refresh = async (refreshToken) => {
      accounts.renewals += 1;
      const { account } = accounts;
      return { token: `t${accounts.renewals}`, expiresAt: "", account, refreshToken: `${refreshToken}+` };
    };
    clock.now += 21 * MINUTE_MS;
    expect(await identity.requirePerson()).toMatchObject({ token: "t1", signedIn: { refreshToken: "r+" } });
    // A frozen page hears of no change; with the former token it would end the sign-in.
    expect(await frozen.requirePerson()).toMatchObject({ token: "t1", signedIn: { refreshToken: "r+" } });
    expect(accounts.renewals).toBe(1);
    clock.now += 21 * MINUTE_MS;
    expect(await identity.requirePerson()).toMatchObject({ token: "t2", signedIn: { refreshToken: "r++" } });
  });

  test("U7: asks once more when the answer is lost, which may have held the successor", async () => {
    const { tab, accounts, clock } = browser();
    const identity = tab();
    ada(identity);
    const { refresh } = accounts;
    accounts.refresh = (refreshToken) => {
      accounts.answer = accounts.renewals === 0 ? new ApiError("internal", "The server can’t be reached.") : undefined;
      return refresh(refreshToken);
    };
    clock.now += 31 * MINUTE_MS;
    expect(await identity.requirePerson()).toMatchObject({ id: "m1", token: "r-2" });
  });

  test("U10: a change of name that ends after a renewal doesn't bring the former tokens back", async () => {
    const { tab, accounts, clock } = browser();
    const identity = tab();
    ada(identity);
    const { promise, resolve } = Promise.withResolvers<typeof accounts.account>();
    const asked = Promise.withResolvers<void>();
    accounts.patchProfile = () => {
      asked.resolve();
      return promise;
    };
    accounts.refresh = async () => ({ token: "t1", expiresAt: "", account: accounts.account, refreshToken: "r+" });
    const change = identity.updateProfile({ name: "Countess" });
    await asked.promise;
    clock.now += 21 * MINUTE_MS;
    await identity.requirePerson();
    resolve({ ...accounts.account, name: "Countess" });
    expect(await change).toMatchObject({ name: "Countess", token: "t1", signedIn: { refreshToken: "r+" } });
  });

  test("U8: is a guest once the server has signed this device out", async () => {
    const { tab, accounts, clock } = browser();
    const identity = tab();
    ada(identity);
    accounts.answer = new ApiError("bad_token", "The token is not valid.");
    clock.now += 21 * MINUTE_MS;
    const guest = await identity.requirePerson();
    expect(guest).toMatchObject({ token: "t1", name: "BraveWolf" });
    expect(identity.person()?.signedIn).toBeUndefined();
  });

  test("U8: leaves nothing behind when they sign out, for a reload either", async () => {
    const { tab, sessions } = browser();
    const identity = tab();
    ada(identity);
    identity.signOut();
    expect(identity.person()).toBeUndefined();
    expect(tab().person()).toBeUndefined();
    expect(sessions.asked).toEqual([]);
  });

  test("U10: takes another name by the account, and keeps the token and its age", async () => {
    const { tab, accounts, clock, sessions } = browser();
    const identity = tab();
    ada(identity);
    clock.now += 15 * MINUTE_MS;
    expect(await identity.updateProfile({ name: "Countess" })).toMatchObject({
      name: "Countess",
      token: "t",
      signedIn,
    });
    clock.now += 6 * MINUTE_MS;
    await identity.requirePerson();
    expect(accounts.renewals).toBe(1);
    expect(sessions.asked).toEqual([]);
  });
});
