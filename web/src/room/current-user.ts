// The person where a component stands: in a room under the name they have there, elsewhere as they will come into one.
import { type Accessor, createContext, createMemo, useContext } from "solid-js";
import type { Member } from "#protocol/frames";
import type { Wishes } from "../api/identity.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { RoomContext } from "./context.ts";

export type Self = {
  you: Accessor<Member | undefined>;
  /** @returns why not */
  change(wishes: Wishes): Promise<Refusal | undefined>;
};

/** For places that are no room. */
export const SelfContext = createContext<Self>();

export function useSelf(): Self {
  const room = useContext(RoomContext);
  const self = useContext(SelfContext);
  if (room === undefined && self === undefined) throw new Error("There is nobody here.");
  if (room === undefined) return self as Self;
  const here = createMemo(() => room.state().you);
  const you = createMemo(() => {
    const member = here();
    return member && { ...member, avatar: room.person()?.avatar ?? null };
  });
  return { you, change: room.change };
}
