// Finds the messages that others answer: to show a line of them, and to lead to them.
import { createSelector, createSignal, runWithOwner } from "solid-js";
import { createOriginals } from "../room/quoted-messages.ts";
import type { Room } from "../room/room.ts";
import { messageOf, seqOf } from "../sync/event-list.ts";
import type { Handling } from "./message-interaction.ts";

const LIT_MS = 1800;
/** Above a message that was looked for, of the view's height. */
const SHARE_ABOVE = 0.3;

type Seeking = ReturnType<typeof createSeeking>;
const known = new WeakMap<Handling, Seeking>();

/** One for each transcript. */
export function seekingIn(room: Room, handling: Handling): Seeking {
  const there = known.get(handling) ?? (runWithOwner(handling.owner, () => createSeeking(room, handling)) as Seeking);
  known.set(handling, there);
  return there;
}

function createSeeking(room: Room, { hold, light }: Handling) {
  const [sought, setSought] = createSignal<string>();

  return {
    originalOf: createOriginals({ code: room.code, held: () => room.state().held, fetch: room.messagesBefore }),
    isSought: createSelector(sought),

    /** Shows the message of this id, from the server where it is not here. */
    async seek(id: string, hasKeys: boolean): Promise<void> {
      if (sought() !== undefined) return;
      const seq = seqOf(id);
      setSought(id);
      await room.loadBack(seq);
      setSought(undefined);
      if (messageOf(room.log(), id) === undefined) return;
      hold.show(seq, SHARE_ABOVE);
      light(seq);
      setTimeout(() => light((now) => (now === seq ? undefined : now)), LIT_MS);
      if (hasKeys) hold.element(seq)?.querySelector<HTMLElement>(".message")?.focus({ preventScroll: true });
    },
  };
}
