// How long the room still lives, and more of it where it is ours to give.
import { createSignal, For, Show } from "solid-js";
import { may } from "#protocol/roles";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { fullTime, timeLeft } from "../i18n/time-texts.ts";
import { useRoom } from "../room/context.ts";
import { changeRoom } from "../room/room-actions.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import "./extend-life.css";

/** In minutes. */
const EXTENSIONS = [60, 240, 1440] as const;

export function RoomTime() {
  const room = useRoom();
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);
  const ends = () => room.state().room?.expiresAt;
  const leftMs = () => Date.parse(ends() ?? "") - room.serverNow();

  /** @returns whether the room lives longer now */
  async function extend(minutes: number): Promise<boolean> {
    if (isBusy()) return false;
    setBusy(true);
    setProblem(await changeRoom(room, { extend: minutes }));
    setBusy(false);
    return problem() === undefined;
  }

  async function extendAsWritten(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const written = () => Number(new FormData(form).get("minutes"));
    const minutes = written();
    if (!Number.isInteger(minutes) || minutes < 1) return;
    // What was written meanwhile, or while another wish was under way, stays.
    if ((await extend(minutes)) && written() === minutes) form.reset();
  }

  return (
    <section class="roomsheet-part">
      <h3>{w().time}</h3>
      <Show when={ends()} fallback={<p>{w().neverEnds}</p>}>
        {(at) => <p>{w().leftUntil(timeLeft(leftMs()), fullTime(at()))}</p>}
      </Show>
      <Show when={may(room.role(), "extend") && ends()}>
        <div class="roomtime-more">
          <For each={EXTENSIONS}>
            {(minutes) => (
              <button type="button" onClick={() => extend(minutes)}>
                {w().more[minutes]}
              </button>
            )}
          </For>
        </div>
        <form class="roomsheet-row" autocomplete="off" onSubmit={extendAsWritten}>
          <input
            name="minutes"
            type="number"
            inputmode="numeric"
            min="1"
            required
            aria-label={w().moreMinutes}
            placeholder={w().moreMinutes}
          />
          <button type="submit">{w().giveTime}</button>
        </form>
      </Show>
      <Show when={problem()}>
        {(refusal) => (
          <p class="roomsheet-problem" role="alert">
            {said(refusal())}
          </p>
        )}
      </Show>
    </section>
  );
}
