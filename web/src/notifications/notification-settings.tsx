import { createSignal, For, Show } from "solid-js";
import { HttpsLink } from "../https/https-link.tsx";
import { t } from "../i18n/t.ts";
import type { DeferredFeatures } from "../room/deferred-features.ts";
import type { NotifyAbout } from "../room/notification-rules.ts";
import { isNotificationAllowed, notificationObstacle, requestNotificationPermission } from "./desktop-notification.ts";
import { playSound } from "./sound.ts";
import "./notification-settings.css";

const NOTIFY_ABOUT: readonly NotifyAbout[] = ["none", "mentions", "all"];

/** Lets people choose what this room notifies them about, and how. Permission is asked for when the box is ticked. */
export function NotificationSettings(props: { rules: DeferredFeatures["notificationRules"] }) {
  const { settings, update } = props.rules;
  const [obstacle, setObstacle] = createSignal(notificationObstacle());
  const isShown = () => settings().notification && isNotificationAllowed();

  function chooseSound(isOn: boolean): void {
    update({ sound: isOn });
    if (isOn) playSound();
  }

  async function chooseNotification(box: HTMLInputElement): Promise<void> {
    const isWanted = box.checked;
    if (!isWanted || (await requestNotificationPermission())) update({ notification: isWanted });
    setObstacle(notificationObstacle());
    box.checked = isShown();
  }

  return (
    <fieldset class="settings-section notification-settings">
      <legend>{t().notifyWhenAway}</legend>
      <div class="notification-settings-events">
        <For each={NOTIFY_ABOUT}>
          {(of) => (
            <label>
              <input
                class="visually-hidden"
                type="radio"
                name="notify-about"
                checked={settings().of === of}
                onChange={() => update({ of })}
              />
              <span>{t().notifyAbout[of]}</span>
            </label>
          )}
        </For>
      </div>
      <Show when={settings().of !== "none"}>
        <label class="notification-settings-channel">
          <input
            type="checkbox"
            checked={settings().sound}
            onChange={(event) => chooseSound(event.currentTarget.checked)}
          />
          <span>{t().withSound}</span>
        </label>
        <label class="notification-settings-channel">
          <input
            type="checkbox"
            checked={isShown()}
            disabled={obstacle() !== undefined}
            aria-describedby={obstacle() === undefined ? undefined : "notification-settings-obstacle"}
            onChange={(event) => chooseNotification(event.currentTarget)}
          />
          <span>{t().withNotification}</span>
        </label>
        <Show when={obstacle()}>
          {(why) => <p id="notification-settings-obstacle">{t().notificationObstacles[why()]}</p>}
        </Show>
        <Show when={obstacle() === "insecure"}>
          <HttpsLink />
        </Show>
      </Show>
    </fieldset>
  );
}
