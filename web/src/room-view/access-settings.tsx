import { createSignal, createUniqueId, For, Show } from "solid-js";
import type { Entry, Writers } from "#protocol/frames";
import { can, ENTRIES, WRITERS } from "#protocol/roles";
import type { Refusal } from "../api/api-error.ts";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import { changeRoom, type RoomChange } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { SlowModeOptions } from "../room-options/slow-mode-options.tsx";
import "./access-settings.css";

/** Lets people change who may come in, who may write, the slow mode and whether the room is public, as far as their role allows. */
export function AccessSettings() {
  const room = useRoom();
  const id = createUniqueId();
  const [problem, setProblem] = createSignal<Refusal>();
  const [isSaved, setSaved] = createSignal(false);
  /** The entry rule "password" was chosen, which takes effect once a password is set. */
  const [needsPassword, setNeedsPassword] = createSignal(false);
  const view = () => room.state().room;
  const isAllowed = (action: Parameters<typeof can>[1]) => can(room.role(), action);

  async function change(settings: RoomChange): Promise<boolean> {
    setSaved(false);
    const refusal = await changeRoom(room, settings);
    setProblem(refusal);
    setSaved(refusal === undefined);
    return refusal === undefined;
  }

  async function chooseEntry(select: HTMLSelectElement): Promise<void> {
    const entry = select.value as Entry;
    setNeedsPassword(entry === "password");
    if (entry === "password" || entry === view()?.entry) return;
    if (!(await change({ entry }))) select.value = view()?.entry ?? "";
  }

  async function chooseWriters(select: HTMLSelectElement): Promise<void> {
    if (!(await change({ writers: select.value as Writers }))) select.value = view()?.writers ?? "";
  }

  async function setPassword(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const password = String(new FormData(form).get("password"));
    if (!(await change({ password }))) return;
    setNeedsPassword(false);
    form.reset();
  }

  return (
    <section class="settings-section access-settings">
      <h3>{t().accessHeading}</h3>
      <Show when={isAllowed("entry")}>
        <label class="access-settings-field" for={`${id}-entry`}>
          {t().entry}
        </label>
        <select
          id={`${id}-entry`}
          aria-describedby={`${id}-hint`}
          onChange={(event) => chooseEntry(event.currentTarget)}
          value={needsPassword() ? "password" : view()?.entry}
        >
          <For each={ENTRIES}>
            {(entry) => (
              <option value={entry} selected={entry === (needsPassword() ? "password" : view()?.entry)}>
                {t().entries[entry].name}
              </option>
            )}
          </For>
        </select>
        <p id={`${id}-hint`} class="hint">
          {t().entries[needsPassword() ? "password" : (view()?.entry ?? "open")].hint}
        </p>
      </Show>
      <Show when={isAllowed("password") && (needsPassword() || view()?.entry === "password")}>
        <form class="settings-row" autocomplete="off" onSubmit={setPassword}>
          <input
            name="password"
            type="text"
            required
            maxlength="256"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-label={t().roomPassword}
            aria-describedby={`${id}-status`}
            placeholder={view()?.entry === "password" ? t().anotherPassword : t().roomPassword}
          />
          <button type="submit">{t().save}</button>
        </form>
      </Show>
      <Show when={isAllowed("writers")}>
        <label class="access-settings-field" for={`${id}-writers`}>
          {t().writersLabel}
        </label>
        <select id={`${id}-writers`} onChange={(event) => chooseWriters(event.currentTarget)}>
          <For each={WRITERS}>
            {(writers) => (
              <option value={writers} selected={writers === view()?.writers}>
                {t().writers[writers]}
              </option>
            )}
          </For>
        </select>
      </Show>
      <Show when={isAllowed("slowModeSeconds")}>
        <label class="access-settings-field" for={`${id}-slow`}>
          {t().slowModeLabel}
        </label>
        <select
          id={`${id}-slow`}
          onChange={({ currentTarget }) => change({ slowModeSeconds: Number(currentTarget.value) })}
        >
          <SlowModeOptions current={view()?.slowModeSeconds ?? 0} />
        </select>
      </Show>
      <Show when={isAllowed("visibility")}>
        <label class="access-settings-check">
          <input
            type="checkbox"
            checked={view()?.visibility === "public"}
            onChange={async ({ currentTarget }) => {
              if (!(await change({ visibility: currentTarget.checked ? "public" : "unlisted" }))) {
                currentTarget.checked = view()?.visibility === "public";
              }
            }}
          />
          <span>{t().listPublicly}</span>
        </label>
      </Show>
      <p id={`${id}-status`} role="status" class="access-settings-status">
        <Show when={problem()} fallback={isSaved() && t().saved}>
          {(refusal) => <span class="problem">{refusalText(refusal())}</span>}
        </Show>
      </p>
    </section>
  );
}
