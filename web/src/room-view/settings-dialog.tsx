import { createSignal, For, Show } from "solid-js";
import type { Entry, Pinners, Writers } from "#protocol/frames";
import { MAX_TITLE_LENGTH, MINUTE_MS } from "#protocol/limits";
import { type Action, can, ENTRIES, PINNERS, WRITERS } from "#protocol/roles";
import { aboutTexts } from "../i18n/parts/about-texts.ts";
import { boardTexts } from "../i18n/parts/board-texts.ts";
import { vanishLabel } from "../i18n/parts/vanish-label.ts";
import { t } from "../i18n/t.ts";
import { formatDuration, formatNumber } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { IDLE_MINUTES, MAX_MEMBERS } from "../room-options/parse-room-form.ts";
import { SlowModeOptions } from "../room-options/slow-mode-options.tsx";
import { OwnerLink } from "../share/owner-link.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { LifeOptions, lifeOfOption } from "../vanishing/life-options.tsx";
import { ExtendLife } from "./extend-life.tsx";
import { CheckSetting, ChoiceSetting, TextSetting } from "./setting-fields.tsx";
import { createSettingsSaver } from "./settings-saver.ts";
import "../ui/settings-section.css";

const NewKeySection = createLazyComponent(() => import("./new-key-section.tsx"), "NewKeySection");

/** Who may come into a room that has a key: whoever has it, or nobody new. */
const ENCRYPTED_ENTRIES: readonly Entry[] = ["open", "locked"];

/** Changes the room, as far as one's role allows. Every field saves at once, and the head of the dialog says so. */
export function SettingsDialog(props: { close: () => void }) {
  const room = useRoom();
  const { save, setProblem, problemOf, isSaved } = createSettingsSaver(room);
  /** The entry rule "password" was chosen, which takes effect once a password is set. */
  const [needsPassword, setNeedsPassword] = createSignal(false);
  const view = () => room.state().room;
  const isAllowed = (action: Action) => can(room.role(), action);
  const shownEntry = () => (needsPassword() ? "password" : (view()?.entry ?? "open"));

  /** The code alone opens no encrypted room. */
  const entryHint = () =>
    view()?.encryption !== undefined && shownEntry() === "open" ? undefined : t().entries[shownEntry()].hint;

  async function saveEntry(entry: Entry): Promise<boolean> {
    setNeedsPassword(entry === "password" && view()?.entry !== "password");
    return entry === "password" || entry === view()?.entry || save("entry", entry);
  }

  async function savePassword(password: string): Promise<boolean> {
    if (password === "") return false;
    const isDone = await save("password", password);
    if (isDone) setNeedsPassword(false);
    return isDone;
  }

  async function saveMaxMembers(text: string): Promise<boolean> {
    const count = text === "" ? null : Number(text);
    if (count === null || (Number.isInteger(count) && count >= 1 && count <= MAX_MEMBERS)) {
      return save("maxMembers", count);
    }
    setProblem("maxMembers", t().range(formatNumber(1), formatNumber(MAX_MEMBERS)));
    return false;
  }

  /** A rule that was made elsewhere is offered even if it is none of the usual ones. */
  const idleChoices = () => [...new Set([...IDLE_MINUTES, view()?.idleMinutes ?? 0])].sort((a, b) => a - b);
  const idleLabel = (minutes: number) =>
    t().idleOptions[minutes as (typeof IDLE_MINUTES)[number]] ??
    aboutTexts().endWhenEmpty(formatDuration(minutes * MINUTE_MS));

  return (
    <Dialog title={aboutTexts().settingsTitle} status={isSaved() ? t().saved : ""} close={props.close}>
      <TextSetting
        label={t().title}
        value={view()?.title ?? ""}
        name="title"
        maxLength={MAX_TITLE_LENGTH * 6}
        placeholder={t().titleHint}
        problem={problemOf("title")}
        save={(title) => save("title", title)}
      />
      <Show when={isAllowed("extend")}>
        <ExtendLife />
      </Show>
      <section class="settings-section">
        <h3>{t().accessHeading}</h3>
        <div class="setting-fields">
          <ChoiceSetting
            label={t().entry}
            hint={needsPassword() ? t().passwordMissing : entryHint()}
            value={shownEntry()}
            problem={problemOf("entry")}
            save={(entry) => saveEntry(entry as Entry)}
          >
            <For each={view()?.encryption === undefined ? ENTRIES : ENCRYPTED_ENTRIES}>
              {(entry) => (
                <option value={entry} selected={entry === shownEntry()}>
                  {t().entries[entry].name}
                </option>
              )}
            </For>
          </ChoiceSetting>
          <Show when={shownEntry() === "password"}>
            <TextSetting
              label={t().roomPassword}
              value=""
              isSecret
              name="password"
              maxLength={256}
              placeholder={needsPassword() ? "" : t().anotherPassword}
              problem={problemOf("password")}
              save={savePassword}
            />
          </Show>
          <ChoiceSetting
            label={t().writersLabel}
            value={view()?.writers ?? "everyone"}
            problem={problemOf("writers")}
            save={(writers) => save("writers", writers as Writers)}
          >
            <For each={WRITERS}>
              {(writers) => (
                <option value={writers} selected={writers === view()?.writers}>
                  {t().writers[writers]}
                </option>
              )}
            </For>
          </ChoiceSetting>
          <ChoiceSetting
            label={boardTexts().pinnersLabel}
            value={view()?.pinners ?? "moderators"}
            problem={problemOf("pinners")}
            save={(pinners) => save("pinners", pinners as Pinners)}
          >
            <For each={PINNERS}>
              {(pinners) => (
                <option value={pinners} selected={pinners === (view()?.pinners ?? "moderators")}>
                  {t().writers[pinners]}
                </option>
              )}
            </For>
          </ChoiceSetting>
          <ChoiceSetting
            label={t().slowModeLabel}
            value={String(view()?.slowModeSeconds ?? 0)}
            problem={problemOf("slowModeSeconds")}
            save={(seconds) => save("slowModeSeconds", Number(seconds))}
          >
            <SlowModeOptions current={view()?.slowModeSeconds ?? 0} />
          </ChoiceSetting>
          <ChoiceSetting
            label={vanishLabel()}
            value={String(view()?.vanish ?? null)}
            problem={problemOf("vanish")}
            save={(life) => save("vanish", lifeOfOption(life))}
          >
            <LifeOptions current={view()?.vanish ?? null} />
          </ChoiceSetting>
          <Show when={isAllowed("idleMinutes")}>
            <ChoiceSetting
              label={t().whenEmpty}
              value={String(view()?.idleMinutes ?? 0)}
              problem={problemOf("idleMinutes")}
              save={(minutes) => save("idleMinutes", Number(minutes) || null)}
            >
              <For each={idleChoices()}>
                {(minutes) => (
                  <option value={minutes} selected={minutes === (view()?.idleMinutes ?? 0)}>
                    {idleLabel(minutes)}
                  </option>
                )}
              </For>
            </ChoiceSetting>
          </Show>
          <Show when={isAllowed("maxMembers")}>
            <TextSetting
              label={t().memberCap}
              value={String(view()?.maxMembers ?? "")}
              name="members"
              isNumber
              placeholder={t().memberCapHint}
              problem={problemOf("maxMembers")}
              save={saveMaxMembers}
            />
          </Show>
          <Show when={isAllowed("visibility") && view()?.encryption === undefined}>
            <CheckSetting
              label={t().listPublicly}
              value={view()?.visibility === "public"}
              problem={problemOf("visibility")}
              save={(isPublic) => save("visibility", isPublic ? "public" : "unlisted")}
            />
          </Show>
        </div>
      </section>
      <Show when={view()?.encryption}>
        <NewKeySection />
      </Show>
      <Show when={room.ownerKey()}>{(key) => <OwnerLink ownerKey={key()} />}</Show>
    </Dialog>
  );
}
