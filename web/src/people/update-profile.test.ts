import { afterEach, expect, test } from "bun:test";
import type { Member } from "#protocol/frames";
import { DAY_MS } from "#protocol/limits";
import { ApiError } from "../api/api-error.ts";
import { createIdentity, type ProfileChange } from "../api/identity.ts";
import { createStorage } from "../browser/storage.ts";
import { setCipher } from "../e2ee/room-cipher.ts";
import type { CurrentUser } from "../room/current-user.ts";
import { updateProfile } from "./update-profile.ts";

const ROOM = "k7pq2mfx";
afterEach(() => setCipher(ROOM, undefined));

/** A browser's tabs, and a server that knows nobody any more once it has forgotten them. */
function browser() {
  const asked: ProfileChange[] = [];
  const clock = { now: 1_000_000 };
  const members = new Map<string, Member>();
  const browserStore = createStorage(() => undefined, "mayfly:/:");
  const requestSession = async (profile: ProfileChange, token = "") => {
    asked.push(profile);
    const known = members.get(token);
    if (token !== "" && known === undefined) return new ApiError("bad_token", "The token is not valid.");
    const member = { id: `m${asked.length}`, name: "BraveWolf", avatar: null, ...known, ...profile };
    members.set(`t${asked.length}`, member);
    return { token: `t${asked.length}`, member };
  };
  const loadTokenRefresh = () => Promise.reject(new Error("nobody is signed in"));
  const tab = () => createIdentity({ now: () => clock.now, browserStore, requestSession, loadTokenRefresh });
  return { asked, clock, members, tab };
}

test("E104: what a guest chooses in an encrypted room stays in the browser, through reloads and new tokens", async () => {
  const { asked, clock, members, tab } = browser();
  const identity = tab();
  const { token, issuedAt } = (await identity.requirePerson()) as { token: string; issuedAt: number };
  setCipher(ROOM, {} as never);
  const room = { storageKey: ROOM, dismissRefusal() {} };
  const inside = { identity, room } as unknown as CurrentUser;
  await Promise.all([updateProfile(inside, { name: "Ada Canary" }), updateProfile(inside, { avatar: "owl" })]);
  const chosen = { id: "m1", name: "Ada Canary", avatar: "owl" };
  expect(identity.person()).toMatchObject({ ...chosen, token, issuedAt });
  expect(tab().person()).toMatchObject({ ...chosen, token });

  clock.now += 8 * DAY_MS;
  await identity.requirePerson();
  await Promise.resolve();
  expect(identity.person()).toMatchObject({ ...chosen, token: "t2", issuedAt: clock.now });
  members.clear();
  identity.rejectToken("t2");
  expect(await identity.requirePerson()).toMatchObject({ ...chosen, id: "m3" });
  expect(asked).toEqual([{}, {}, {}]);

  // What is chosen elsewhere is told, and nothing is lost by it.
  setCipher(ROOM, undefined);
  await updateProfile(inside, { avatar: "fox" });
  expect(identity.person()).toMatchObject({ id: "m3", name: "Ada Canary", avatar: "fox" });
  expect(asked.at(-1)).toEqual({ name: "Ada Canary", avatar: "fox" });
  expect(tab().person()?.isUntold).toBeUndefined();
  setCipher(ROOM, {} as never);
  await updateProfile(inside, { name: "Eva Canary" });
  expect(await identity.updateProfile({})).toMatchObject({ name: "Eva Canary", avatar: "fox" });
  expect(asked.at(-1)).toEqual({ name: "Eva Canary", avatar: "fox" });
});
