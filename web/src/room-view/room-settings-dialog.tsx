// About this room: how long it lives, of what it tells this device, and what its owner may change.
import { createSignal, Show } from "solid-js";
import { may } from "#protocol/roles";
import { AccountLine } from "../account/line.tsx";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { TellChoice } from "../notifications/settings-choice.tsx";
import { Choices } from "../preferences/choices.tsx";
import { useRoom } from "../room/context.ts";
import { changeRoom } from "../room/room-actions.ts";
import { OwnersLink } from "../share/owner-link.tsx";
import type { Refusal } from "../sync/room-reducer.ts";
import { ComingsChoice } from "../transcript/joins-choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { EndRoom } from "./end-room.tsx";
import { RoomTime } from "./extend-life.tsx";
import { RoomSettings } from "./settings-fields.tsx";
import "./room-settings-dialog.css";

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
