// Of what the room may call this person while its page is out of sight, and by what. Permission is asked for by the click
// that wants it; where the browser can't, it says why.
import { createSignal, For, Show } from "solid-js";
import { w } from "../i18n/t.ts";
import type { Aside } from "../room/deferred-features.ts";
import type { TellOf } from "../room/notification-rules.ts";
import { askForNotices, noticeBar } from "./desktop-notification.ts";
import { chime } from "./sound.ts";
import "./settings-choice.css";

const CHOICES: readonly TellOf[] = ["none", "mentions", "all"];

export function TellChoice(props: { aside: Aside }) {
  const { telling, choose } = props.aside.telling;
  const [bar, setBar] = createSignal(noticeBar());

  function chooseSound(isOn: boolean): void {
    choose({ sound: isOn });
    if (isOn) chime();
  }

  async function chooseNotification(box: HTMLInputElement): Promise<void> {
    if (box.checked) setBar(await askForNotices());
    choose({ notification: box.checked && bar() === undefined });
    box.checked = telling().notification;
  }

  return (
    <fieldset class="roomsheet-part tellchoice">
      <legend>{w().tellMeOf}</legend>
      <div class="tellchoice-of">
        <For each={CHOICES}>
          {(of) => (
            <label>
              <input
                class="unseen"
                type="radio"
                name="tell-of"
                checked={telling().of === of}
                onChange={() => choose({ of })}
              />
              <span>{w().tellOf[of]}</span>
            </label>
          )}
        </For>
      </div>
      <Show when={telling().of !== "none"}>
        <label class="tellchoice-by">
          <input
            type="checkbox"
            checked={telling().sound}
            onChange={(event) => chooseSound(event.currentTarget.checked)}
          />
          <span>{w().withSound}</span>
        </label>
        <label class="tellchoice-by">
          <input
            type="checkbox"
            checked={telling().notification && bar() === undefined}
            disabled={bar() !== undefined}
            aria-describedby={bar() === undefined ? undefined : "tellchoice-bar"}
            onChange={(event) => chooseNotification(event.currentTarget)}
          />
          <span>{w().withNotification}</span>
        </label>
        <Show when={bar()}>{(why) => <p id="tellchoice-bar">{w().noNotifications[why()]}</p>}</Show>
      </Show>
    </fieldset>
  );
}
