import { createSignal, Show } from "solid-js";
import { can } from "#protocol/roles";
import { AccountLine } from "../account/account-line.tsx";
import { fileTexts } from "../files/file-texts.ts";
import { aboutTexts } from "../i18n/parts/about-texts.ts";
import { t } from "../i18n/t.ts";
import { NotificationSettings } from "../notifications/notification-settings.tsx";
import { Preferences } from "../preferences/preferences.tsx";
import { useRoom } from "../room/room-context.ts";
import { JoinsChoice } from "../transcript/joins-choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { AboutFacts } from "./about-facts.tsx";
import { LeaveActions } from "./leave-actions.tsx";
import "../ui/settings-section.css";
import "./about-dialog.css";

const FilesDialog = createLazyComponent(() => import("../files/files-dialog.tsx"), "FilesDialog");
const EncryptionSection = createLazyComponent(() => import("./encryption-section.tsx"), "EncryptionSection");
const SettingsDialog = createLazyComponent(() => import("./settings-dialog.tsx"), "SettingsDialog");

/** Says what the room is, and has what anybody in it decides for themselves; its settings are a dialog of their own. */
export function AboutDialog(props: { close: () => void }) {
  const room = useRoom();
  const [showsFiles, setShowsFiles] = createSignal(false);
  const [isInSettings, setInSettings] = createSignal(false);

  return (
    <Dialog title={t().aboutRoom} close={props.close}>
      <AboutFacts />
      <div class="about-dialog-buttons">
        <button type="button" aria-haspopup="dialog" onClick={() => setShowsFiles(true)}>
          {fileTexts().showFiles}
        </button>
        <Show when={can(room.role(), "title")}>
          <button type="button" aria-haspopup="dialog" onClick={() => setInSettings(true)}>
            {aboutTexts().settings}
          </button>
        </Show>
      </div>
      <Show when={room.state().room?.encryption}>
        <EncryptionSection />
      </Show>
      <section class="about-dialog-mine">
        <h3>{aboutTexts().forYou}</h3>
        <Show when={room.deferredFeatures()}>
          {(features) => <NotificationSettings rules={features().notificationRules} />}
        </Show>
        <JoinsChoice />
        <Preferences />
        <AccountLine identity={room.identity} />
      </section>
      <LeaveActions />
      <Show when={showsFiles()}>
        <FilesDialog close={() => setShowsFiles(false)} />
      </Show>
      <Show when={isInSettings()}>
        <SettingsDialog close={() => setInSettings(false)} />
      </Show>
    </Dialog>
  );
}
