import { type Accessor, createContext, createMemo, useContext } from "solid-js";
import type { Member } from "#protocol/frames";
import type { Identity } from "../api/identity.ts";
import type { Room } from "./room.ts";
import { RoomContext } from "./room-context.ts";

export type CurrentMember = Member & { readonly isAccount: boolean };

export type CurrentUser = {
  you: Accessor<CurrentMember | undefined>;
  identity: Identity;
  /** The room they are in. */
  room?: Room;
};

/** Provides the person outside rooms. */
export const CurrentUserContext = createContext<CurrentUser>();

/** Returns the person: inside a room with the name they have there, elsewhere with the name they will join under. */
export function useCurrentUser(): CurrentUser {
  const room = useContext(RoomContext);
  const outside = useContext(CurrentUserContext);
  if (room === undefined && outside === undefined) throw new Error("There is no current user here.");
  if (room === undefined) return outside as CurrentUser;
  const here = createMemo(() => room.state().you);
  const you = createMemo(() => {
    const member = here();
    const person = room.person();
    return member && { ...member, avatar: person?.avatar ?? null, isAccount: person?.signedIn !== undefined };
  });
  return { you, identity: room.identity, room };
}
