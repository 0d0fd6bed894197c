// Makes a room: one button, with a life to choose and everything else under a fold.
import { createSignal, For, Show } from "solid-js";
import { TITLE_LENGTH } from "#protocol/limits";
import { type Founder, found, type RoomWishes, USUAL_LIFE } from "../founding.ts";
import "./newroom.css";
import type { Refusal } from "../room/reduce.ts";
import { said } from "../words/refusals.ts";
import { w } from "../words/words.ts";

/** In minutes. */
const LIVES = [10, 60, 240, USUAL_LIFE, 10_080] as const;
const IDLE = [0, 5, 30, 120] as const;

function wishesOf(form: FormData): RoomWishes {
  const title = String(form.get("title") ?? "").trim();
  const idleMinutes = Number(form.get("idle") ?? 0);
  return {
    ttlMinutes: Number(form.get("life") ?? USUAL_LIFE),
    ...(title !== "" && { title }),
    ...(idleMinutes > 0 && { idleMinutes }),
    ...(form.has("public") && { visibility: "public" }),
    ...(form.has("anyone") && { anyoneCanEnd: true }),
  };
}

export function NewRoom(props: Founder) {
  const [isBusy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<Refusal>();

  async function make(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    if (isBusy()) return;
    setBusy(true);
    setProblem(await found(props, wishesOf(new FormData(event.currentTarget))));
    setBusy(false);
  }

  return (
    <form class="newroom" autocomplete="off" onSubmit={make}>
      <fieldset class="newroom-lives">
        <legend>{w().livesFor}</legend>
        <For each={LIVES}>
          {(minutes) => (
            <label>
              <input class="unseen" type="radio" name="life" value={minutes} checked={minutes === USUAL_LIFE} />
              <span>{w().lives[minutes]}</span>
            </label>
          )}
        </For>
      </fieldset>
      <button class="newroom-make" type="submit" data-look="primary" disabled={isBusy()}>
        {w().newRoom}
      </button>
      <Show when={problem()}>
        {(refusal) => (
          <p class="newroom-problem" role="alert">
            {said(refusal())}
          </p>
        )}
      </Show>
      <details class="newroom-more">
        <summary>{w().moreChoices}</summary>
        <div class="newroom-choices">
          <label class="newroom-field">
            {w().title}
            <input name="title" dir="auto" maxlength={TITLE_LENGTH * 2} placeholder={w().titleHint} />
          </label>
          <label class="newroom-field">
            {w().whenEmpty}
            <select name="idle">
              <For each={IDLE}>{(minutes) => <option value={minutes}>{w().idle[minutes]}</option>}</For>
            </select>
          </label>
          <label class="newroom-check">
            <input type="checkbox" name="public" />
            <span>{w().listedHere}</span>
          </label>
          <label class="newroom-check">
            <input type="checkbox" name="anyone" />
            <span>{w().anyoneMayEnd}</span>
          </label>
        </div>
      </details>
    </form>
  );
}
