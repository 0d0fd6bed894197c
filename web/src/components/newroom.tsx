// Makes a room: one button, with a life to choose and everything else under a fold.
import { createSignal, For, Show } from "solid-js";
import { TITLE_LENGTH } from "#protocol/limits";
import { cleanLabel, titleProblem } from "#protocol/text";
import type { RoomWishes } from "../api.ts";
import { type Founder, found, USUAL_LIFE } from "../founding.ts";
import "./newroom.css";

const LIVES = [
  { minutes: 10, words: "10 min" },
  { minutes: 60, words: "1 hour" },
  { minutes: 4 * 60, words: "4 hours" },
  { minutes: 24 * 60, words: "24 hours" },
  { minutes: 7 * 24 * 60, words: "7 days" },
];
const IDLE = [
  { minutes: 0, words: "stays until its time" },
  { minutes: 5, words: "ends after 5 minutes" },
  { minutes: 30, words: "ends after 30 minutes" },
  { minutes: 120, words: "ends after 2 hours" },
];

function wishesOf(form: FormData): RoomWishes {
  const title = cleanLabel(String(form.get("title") ?? ""));
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
  const [problem, setProblem] = createSignal<string>();

  async function make(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    if (isBusy()) return;
    const wishes = wishesOf(new FormData(event.currentTarget));
    const wrong = wishes.title === undefined ? undefined : titleProblem(wishes.title);
    if (wrong !== undefined) return void setProblem(`The title ${wrong}.`);
    setBusy(true);
    setProblem((await found(props, wishes))?.message);
    setBusy(false);
  }

  return (
    <form class="newroom" autocomplete="off" onSubmit={make}>
      <fieldset class="newroom-lives">
        <legend>A room that lives for</legend>
        <For each={LIVES}>
          {({ minutes, words }) => (
            <label>
              <input class="unseen" type="radio" name="life" value={minutes} checked={minutes === USUAL_LIFE} />
              <span>{words}</span>
            </label>
          )}
        </For>
      </fieldset>
      <button class="newroom-make" type="submit" data-look="primary" disabled={isBusy()}>
        New room
      </button>
      <Show when={problem()}>
        {(words) => (
          <p class="newroom-problem" role="alert">
            {words()}
          </p>
        )}
      </Show>
      <details class="newroom-more">
        <summary>More choices</summary>
        <div class="newroom-choices">
          <label class="newroom-field">
            Title
            <input name="title" dir="auto" maxlength={TITLE_LENGTH * 2} placeholder="What is it about? (optional)" />
          </label>
          <label class="newroom-field">
            When everybody has left, it
            <select name="idle">
              <For each={IDLE}>{({ minutes, words }) => <option value={minutes}>{words}</option>}</For>
            </select>
          </label>
          <label class="newroom-check">
            <input type="checkbox" name="public" />
            <span>Listed here for everybody to see</span>
          </label>
          <label class="newroom-check">
            <input type="checkbox" name="anyone" />
            <span>Anyone in it may end it</span>
          </label>
        </div>
      </details>
    </form>
  );
}
