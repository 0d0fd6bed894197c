import { createSignal, Show } from "solid-js";
import { can } from "#protocol/roles";
import { AccountLine } from "../account/account-line.tsx";
import { t } from "../i18n/t.ts";
import { NotificationSettings } from "../notifications/notification-settings.tsx";
import { Preferences } from "../preferences/preferences.tsx";
import { useRoom } from "../room/room-context.ts";
import { OwnerLink } from "../share/owner-link.tsx";
import { JoinsChoice } from "../transcript/joins-choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { AccessSettings } from "./access-settings.tsx";
import { EndRoom } from "./end-room.tsx";
import { ExtendLife } from "./extend-life.tsx";
import { TitleSettings } from "./title-settings.tsx";
import "../ui/settings-section.css";

/** Shows how long the room lives, this device's settings for it, and what our role lets us change. */
export function RoomSettingsDialog(props: { close: () => void }) {
  const room = useRoom();
  const [isEnding, setEnding] = createSignal(false);

  return (
    <Dialog title={t().aboutRoom} close={props.close}>
      <ExtendLife />
      <Show when={can(room.role(), "title")}>
        <TitleSettings />
      </Show>
      <Show when={can(room.role(), "entry")}>
        <AccessSettings />
      </Show>
      <Show when={room.deferredFeatures()}>
        {(features) => <NotificationSettings rules={features().notificationRules} />}
      </Show>
      <JoinsChoice />
      <Preferences />
      <AccountLine identity={room.identity} />
      <Show when={room.ownerKey()}>{(key) => <OwnerLink ownerKey={key()} />}</Show>
      <Show when={can(room.role(), "end") || room.state().room?.anyoneCanEnd}>
        <div class="dialog-buttons">
          <button class="dialog-danger" type="button" onClick={() => setEnding(true)}>
            {t().endRoom}…
          </button>
        </div>
      </Show>
      <Show when={isEnding()}>
        <EndRoom close={() => setEnding(false)} />
      </Show>
    </Dialog>
  );
}
