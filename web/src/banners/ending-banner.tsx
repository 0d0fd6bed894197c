// The room's last moments: how long there is, more time where it is ours to give, and where the talk goes on.
import { createSignal, Show } from "solid-js";
import { followLink, roomAddress } from "../browser/route.ts";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import type { Deadline } from "../room/deadline.ts";
import type { Aside } from "../room/deferred-features.ts";
import { changeRoom } from "../room/room-actions.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { Note } from "./banner.tsx";

/** In minutes. */
const EXTENSION = 60;

export function Banner(props: { aside: Aside; deadline: Deadline }) {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);

  async function ask(answer: Promise<Refusal | undefined>): Promise<void> {
    setBusy(true);
    setProblem(await answer);
    setBusy(false);
  }

  return (
    <Note
      words={
        <>
          {w().deadlines[props.deadline]}
          <Show when={props.aside.nextRoom.code()}> {w().goesOn}</Show>
        </>
      }
      isLate={props.deadline === "minute"}
      putAway={props.aside.reminder.putAway}
      problem={problem() && said(problem() as Refusal)}
    >
      <Show when={room.role() === "owner"}>
        <button type="button" disabled={isBusy()} onClick={() => ask(changeRoom(room, { extend: EXTENSION }))}>
          {w().more[EXTENSION]}
        </button>
      </Show>
      <Show
        when={props.aside.nextRoom.code()}
        fallback={
          <Show when={room.role() === "owner"}>
            <button type="button" disabled={isBusy()} onClick={() => ask(props.aside.nextRoom.make(w().goesOnAt))}>
              {w().sameAgain}
            </button>
          </Show>
        }
      >
        {(code) => (
          <a href={roomAddress(code())} onClick={followLink}>
            {w().goThere}
          </a>
        )}
      </Show>
    </Note>
  );
}
