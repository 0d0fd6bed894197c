import { createSignal, Show } from "solid-js";
import { can } from "#protocol/roles";
import { AccountLine } from "../account/account-line.tsx";
import { fileTexts } from "../files/file-texts.ts";
import { t } from "../i18n/t.ts";
import { NotificationSettings } from "../notifications/notification-settings.tsx";
import { Preferences } from "../preferences/preferences.tsx";
import { useRoom } from "../room/room-context.ts";
import { OwnerLink } from "../share/owner-link.tsx";
import { JoinsChoice } from "../transcript/joins-choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { AccessSettings } from "./access-settings.tsx";
import { EndRoom } from "./end-room.tsx";
import { ExtendLife } from "./extend-life.tsx";
import { TitleSettings } from "./title-settings.tsx";
import "../ui/settings-section.css";

const FilesDialog = createLazyComponent(() => import("../files/files-dialog.tsx"), "FilesDialog");

/** Shows how long the room lives, this device's settings for it, and what our role lets us change. */
export function RoomSettingsDialog(props: { close: () => void }) {
  const room = useRoom();
  const [showsFiles, setShowsFiles] = createSignal(false);
  const [isEnding, setEnding] = createSignal(false);

  return (
    <Dialog title={t().aboutRoom} close={props.close}>
      <ExtendLife />
      <button type="button" aria-haspopup="dialog" onClick={() => setShowsFiles(true)}>
        {fileTexts().showFiles}
      </button>
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
      <Show when={showsFiles()}>
        <FilesDialog close={() => setShowsFiles(false)} />
      </Show>
      <Show when={isEnding()}>
        <EndRoom close={() => setEnding(false)} />
      </Show>
    </Dialog>
  );
}
