// About this room: the link and code to bring others, when it ends, and what its owner may change.
import { createSignal, For, Show } from "solid-js";
import { useRoom } from "../room/context.ts";
import { changeRoom, endRoom } from "../room/ownership.ts";
import { roomAddress } from "../route.ts";
import { fullTime, timeLeft } from "../text/time.ts";
import { CopyButton } from "./copybutton.tsx";
import { Dialog } from "./dialog.tsx";
import "./roomsheet.css";
import type { Refusal } from "../room/reduce.ts";
import { said } from "../words/refusals.ts";
import { w } from "../words/words.ts";

/** In minutes. */
const EXTENSIONS = [60, 240, 1440] as const;

export function RoomSheet(props: { close: () => void }) {
  const room = useRoom();
  const [isEnding, setEnding] = createSignal(false);
  const [problem, setProblem] = createSignal<Refusal>();
  const address = () => roomAddress(room.state().room?.shownCode ?? room.code);
  const leftMs = () => Date.parse(room.state().room?.expiresAt ?? "") - room.serverNow();
  const isOwner = () => room.state().you?.role === "owner" || room.ownerKey() !== undefined;
  const show = (refusal: Refusal | undefined) => setProblem(refusal);
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
        <Dialog title={w().endRoomQuestion} close={() => setEnding(false)}>
          <p>{w().endRoomWarning}</p>
          <div class="dialog-buttons">
            <button type="button" autofocus onClick={() => setEnding(false)}>
              {w().keepRoom}
            </button>
            <button class="roomsheet-end" data-sure="" type="button" onClick={end}>
              {w().endRoom}
            </button>
          </div>
        </Dialog>
      }
    >
      <Dialog title={w().aboutRoom} close={props.close}>
        <section class="roomsheet-share">
          <p class="roomsheet-code">{room.state().room?.shownCode}</p>
          <p class="roomsheet-link">{address()}</p>
          <CopyButton text={address()} label={w().copyLink} look="primary" />
        </section>
        <section class="roomsheet-part">
          <h3>{w().time}</h3>
          <p>{w().leftUntil(timeLeft(leftMs()), fullTime(room.state().room?.expiresAt ?? ""))}</p>
          <Show when={isOwner()}>
            <div class="roomsheet-choices">
              <For each={EXTENSIONS}>
                {(minutes) => (
                  <button type="button" onClick={() => change({ extend: minutes })}>
                    {w().more[minutes]}
                  </button>
                )}
              </For>
            </div>
          </Show>
        </section>
        <Show when={isOwner()}>
          <form class="roomsheet-part" autocomplete="off" onSubmit={retitle}>
            <h3>
              <label for="room-title">{w().title}</label>
            </h3>
            <div class="roomsheet-title">
              <input id="room-title" name="title" dir="auto" maxlength="160" value={room.state().room?.title} />
              <button type="submit">{w().save}</button>
            </div>
          </form>
          <Show when={room.ownerKey()}>
            {(key) => (
              <section class="roomsheet-part">
                <h3>{w().ownersLink}</h3>
                <p>{w().ownersLinkWhy}</p>
                <CopyButton text={`${address()}#key=${key()}`} label={w().copyOwnersLink} />
              </section>
            )}
          </Show>
        </Show>
        <Show when={problem()}>
          {(refusal) => (
            <p class="roomsheet-problem" role="alert">
              {said(refusal())}
            </p>
          )}
        </Show>
        <Show when={isOwner() || room.state().room?.anyoneCanEnd}>
          <div class="dialog-buttons">
            <button class="roomsheet-end" type="button" onClick={() => setEnding(true)}>
              {w().endRoom}…
            </button>
          </div>
        </Show>
      </Dialog>
    </Show>
  );
}
