// How one comes into a room: by who one is, and by what its door asks for.
import { foldCode } from "#protocol/text";
import { Refused } from "../api/api-error.ts";
import type { Identity, Person } from "../api/identity.ts";
import type { Kept } from "../browser/storage.ts";

/** Under which an invite to this room waits to be used. */
export const inviteKeyOf = (code: string) => `invite:${foldCode(code)}`;

export type EntryPorts = {
  identity: Identity;
  /** Lives as long as the tab. */
  tab: Kept;
  tabId: string;
};

export function createEntry(code: string, { identity, tab, tabId }: EntryPorts) {
  const inviteKey = inviteKeyOf(code);
  let password: string | undefined;
  let introduced: Person | undefined;

  /** Rejects with why it can't be used; one that may be good yet waits for the next try. */
  async function useInvite(invite: string): Promise<void> {
    const { enterBy } = await import("./invite-secret.ts");
    const refusal = await enterBy(identity, code, invite);
    if (refusal === undefined || refusal.code === "not_allowed") tab.remove(inviteKey);
    if (refusal?.code === "not_allowed") throw refusal;
  }

  return {
    /** Whom this socket knows us as. */
    introduced: () => introduced,
    introduce: (person: Person | undefined) => {
      introduced = person;
    },

    /** Some rooms are there only for who shows who they are, or was invited, first. */
    prepare(): Promise<unknown> | undefined {
      const invite = tab.get(inviteKey);
      if (invite !== undefined) return useInvite(invite);
      return identity.person() !== undefined && identity.isStale() ? identity.known() : undefined;
    },

    async introduction() {
      const person = await identity.known();
      if (person instanceof Refused) throw person;
      const { token, name, avatar, signedIn } = person;
      introduced = person;
      // What an account is called the server knows, and another device may have changed.
      const chosen = signedIn === undefined && { name, avatar };
      return { token, ...chosen, tab: tabId, ...(password !== undefined && { password }) };
    },

    distrust: () => identity.distrust(introduced?.token ?? ""),
    /** There is no way in: an invite won't open one. */
    closed: () => tab.remove(inviteKey),
    /** Whether a password was tried at the door. */
    hasTried: () => password !== undefined,
    tryWith: (given: string) => {
      password = given;
    },
  };
}
