// About this room: how long it lives, of what it tells this device, and what its owner may change.
import { createSignal, Show } from "solid-js";
import { may } from "#protocol/roles";
import { useRoom } from "../room/context.ts";
import { changeRoom } from "../room/ownership.ts";
import type { Refusal } from "../room/reduce.ts";
import { said } from "../words/refusals.ts";
import { w } from "../words/words.ts";
import { AccountLine } from "./accountline.tsx";
import { Choices } from "./choices.tsx";
import { ComingsChoice } from "./comingschoice.tsx";
import { Dialog } from "./dialog.tsx";
import { EndRoom } from "./endroom.tsx";
import { OwnersLink } from "./ownerslink.tsx";
import { RoomSettings } from "./roomsettings.tsx";
import { RoomTime } from "./roomtime.tsx";
import { TellChoice } from "./tellchoice.tsx";
import "./roomsheet.css";

export function RoomSheet(props: { close: () => void }) {
  const room = useRoom();
  const [isEnding, setEnding] = createSignal(false);
  const [problem, setProblem] = createSignal<Refusal>();

  async function retitle(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const title = String(new FormData(event.currentTarget).get("title"));
    setProblem(await changeRoom(room, { title }));
  }

  return (
    <Dialog title={w().aboutRoom} close={props.close}>
      <RoomTime />
      <Show when={may(room.role(), "title")}>
        <form class="roomsheet-part" autocomplete="off" onSubmit={retitle}>
          <h3>
            <label for="room-title">{w().title}</label>
          </h3>
          <div class="roomsheet-row">
            <input
              id="room-title"
              name="title"
              dir="auto"
              maxlength="160"
              placeholder={w().titleHint}
              value={room.state().room?.title}
            />
            <button type="submit">{w().save}</button>
          </div>
          <Show when={problem()}>
            {(refusal) => (
              <p class="roomsheet-problem" role="alert">
                {said(refusal())}
              </p>
            )}
          </Show>
        </form>
      </Show>
      <Show when={may(room.role(), "entry")}>
        <RoomSettings />
      </Show>
      <Show when={room.aside()}>{(aside) => <TellChoice aside={aside()} />}</Show>
      <ComingsChoice />
      <Choices />
      <AccountLine identity={room.identity} />
      <Show when={room.ownerKey()}>{(key) => <OwnersLink ownerKey={key()} />}</Show>
      <Show when={may(room.role(), "end") || room.state().room?.anyoneCanEnd}>
        <div class="dialog-buttons">
          <button class="roomsheet-end" type="button" onClick={() => setEnding(true)}>
            {w().endRoom}…
          </button>
        </div>
      </Show>
      <Show when={isEnding()}>
        <EndRoom close={() => setEnding(false)} />
      </Show>
    </Dialog>
  );
}
