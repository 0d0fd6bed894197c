// Provides what a join frame contains: who this person is, and the password or invite that the room asks for.
import { foldCode } from "#protocol/room-code";
import { ApiError } from "../api/api-error.ts";
import type { Identity, Person } from "../api/identity.ts";
import type { KeyValueStore } from "../browser/storage.ts";

/** Returns the key under which an invite to this room is stored until it is redeemed. */
export const inviteStorageKey = (code: string) => `invite:${foldCode(code)}`;

export type JoinRequestPorts = {
  identity: Identity;
  /** Lives as long as the tab. */
  tabStore: KeyValueStore;
  tabId: string;
};

export function createJoinRequest(code: string, { identity, tabStore, tabId }: JoinRequestPorts) {
  const inviteKey = inviteStorageKey(code);
  let password: string | undefined;
  let joinedAs: Person | undefined;
  const forgetInvite = () => tabStore.remove(inviteKey);

  return {
    /** Returns the person as whom this socket joined. */
    joinedAs: () => joinedAs,
    setJoinedAs: (person: Person | undefined) => {
      joinedAs = person;
    },

    /** Redeems an invite and renews a stale token, because a members-only room does not exist for anybody else. */
    prepare(): Promise<unknown> | undefined {
      const invite = tabStore.get(inviteKey);
      if (invite !== undefined)
        return import("./redeem-invite.ts").then((module) => module.redeemInvite(identity, code, invite, forgetInvite));
      return identity.person() !== undefined && identity.isStale() ? identity.requirePerson() : undefined;
    },

    async joinFields() {
      const person = await identity.requirePerson();
      if (person instanceof ApiError) throw person;
      const { token, name, avatar, signedIn } = person;
      joinedAs = person;
      // The server knows an account's name and avatar, which another device may have changed.
      const profile = signedIn === undefined && { name, avatar };
      return { token, ...profile, tab: tabId, ...(password !== undefined && { password }) };
    },

    rejectToken: () => identity.rejectToken(joinedAs?.token ?? ""),
    forgetInvite,
    hasTriedPassword: () => password !== undefined,
    setPassword: (given: string) => {
      password = given;
    },
  };
}
