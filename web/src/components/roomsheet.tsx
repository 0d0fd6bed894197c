// About this room: the link and code to bring others, when it ends, and what its owner may change.
import { createSignal, For, Show } from "solid-js";
import type { Refused } from "../refused.ts";
import { useRoom } from "../room/context.ts";
import { changeRoom, endRoom } from "../room/ownership.ts";
import { roomAddress } from "../route.ts";
import { fullTime, timeLeft } from "../text/time.ts";
import { CopyButton } from "./copybutton.tsx";
import { Dialog } from "./dialog.tsx";
import "./roomsheet.css";

const EXTENSIONS = [
  { minutes: 60, words: "1 hour" },
  { minutes: 4 * 60, words: "4 hours" },
  { minutes: 24 * 60, words: "1 day" },
];

export function RoomSheet(props: { close: () => void }) {
  const room = useRoom();
  const [isEnding, setEnding] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  const address = () => roomAddress(room.state().room?.shownCode ?? room.code);
  const leftMs = () => Date.parse(room.state().room?.expiresAt ?? "") - room.serverNow();
  const isOwner = () => room.state().you?.role === "owner" || room.ownerKey() !== undefined;
  const show = (refusal: Refused | undefined) => setProblem(refusal?.message);
  const change = async (wish: { title?: string; extend?: number }) =>
    show(await changeRoom(room.code, wish, room.proof()));

  async function end(): Promise<void> {
    const refusal = await endRoom(room.code, room.proof());
    show(refusal);
    if (refusal === undefined) props.close();
    else setEnding(false);
  }

  async function retitle(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    await change({ title: String(new FormData(event.currentTarget).get("title")) });
  }

  return (
    <Show
      when={!isEnding()}
      fallback={
        <Dialog title="End this room now?" close={() => setEnding(false)}>
          <p>Everything said in it is erased at once, for everybody. It can’t be brought back.</p>
          <div class="dialog-buttons">
            <button type="button" autofocus onClick={() => setEnding(false)}>
              Keep it
            </button>
            <button class="roomsheet-end" data-sure="" type="button" onClick={end}>
              End the room
            </button>
          </div>
        </Dialog>
      }
    >
      <Dialog title="About this room" close={props.close}>
        <section class="roomsheet-share">
          <p class="roomsheet-code">{room.state().room?.shownCode}</p>
          <p class="roomsheet-link">{address()}</p>
          <CopyButton text={address()} label="Copy link" look="primary" />
        </section>
        <section class="roomsheet-part">
          <h3>Time</h3>
          <p>
            {timeLeft(leftMs())} left. It ends {fullTime(room.state().room?.expiresAt ?? "")}, and everything in it is
            erased.
          </p>
          <Show when={isOwner()}>
            <div class="roomsheet-choices">
              <For each={EXTENSIONS}>
                {({ minutes, words }) => (
                  <button type="button" onClick={() => change({ extend: minutes })}>
                    + {words}
                  </button>
                )}
              </For>
            </div>
          </Show>
        </section>
        <Show when={isOwner()}>
          <form class="roomsheet-part" autocomplete="off" onSubmit={retitle}>
            <h3>
              <label for="room-title">Title</label>
            </h3>
            <div class="roomsheet-title">
              <input id="room-title" name="title" dir="auto" maxlength="160" value={room.state().room?.title} />
              <button type="submit">Save</button>
            </div>
          </form>
          <Show when={room.ownerKey()}>
            {(key) => (
              <section class="roomsheet-part">
                <h3>Your owner’s link</h3>
                <p>Opened on another device, it makes that device an owner too. Keep it to yourself.</p>
                <CopyButton text={`${address()}#key=${key()}`} label="Copy owner’s link" />
              </section>
            )}
          </Show>
        </Show>
        <Show when={problem()}>
          {(words) => (
            <p class="roomsheet-problem" role="alert">
              {words()}
            </p>
          )}
        </Show>
        <Show when={isOwner() || room.state().room?.anyoneCanEnd}>
          <div class="dialog-buttons">
            <button class="roomsheet-end" type="button" onClick={() => setEnding(true)}>
              End the room…
            </button>
          </div>
        </Show>
      </Dialog>
    </Show>
  );
}
