// Who may come in, who may know of the room, and how fast one talks: each for who may change it, and kept at once.
import { createSignal, createUniqueId, For, Show } from "solid-js";
import type { Entry } from "#protocol/frames";
import { ENTRIES, may } from "#protocol/roles";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { spanOf } from "../i18n/time-texts.ts";
import { useRoom } from "../room/context.ts";
import { changeRoom, type Settings } from "../room/room-actions.ts";
import { SLOWNESSES } from "../room-options/room-options.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import "./settings-fields.css";

const SECOND_MS = 1000;

export function RoomSettings() {
  const room = useRoom();
  const id = createUniqueId();
  const [problem, setProblem] = createSignal<Refusal>();
  const [isSaved, setSaved] = createSignal(false);
  /** Chosen, and wanting a password first. */
  const [wantsPassword, wantPassword] = createSignal(false);
  const view = () => room.state().room;
  const can = (action: Parameters<typeof may>[1]) => may(room.role(), action);
  const slowness = () => view()?.slowModeSeconds ?? 0;
  const slownesses = () => [...new Set([...SLOWNESSES, slowness()])].sort((a, b) => a - b);

  async function change(settings: Settings): Promise<boolean> {
    setSaved(false);
    const refusal = await changeRoom(room, settings);
    setProblem(refusal);
    setSaved(refusal === undefined);
    return refusal === undefined;
  }

  async function enterBy(select: HTMLSelectElement): Promise<void> {
    const entry = select.value as Entry;
    wantPassword(entry === "password");
    if (entry === "password" || entry === view()?.entry) return;
    if (!(await change({ entry }))) select.value = view()?.entry ?? "";
  }

  async function setPassword(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const password = String(new FormData(form).get("password"));
    if (!(await change({ password }))) return;
    wantPassword(false);
    form.reset();
  }

  return (
    <section class="roomsheet-part roomsettings">
      <h3>{w().whoComesIn}</h3>
      <Show when={can("entry")}>
        <label class="roomsettings-field" for={`${id}-entry`}>
          {w().entry}
        </label>
        <select
          id={`${id}-entry`}
          aria-describedby={`${id}-hint`}
          onChange={(event) => enterBy(event.currentTarget)}
          value={wantsPassword() ? "password" : view()?.entry}
        >
          <For each={ENTRIES}>
            {(entry) => (
              <option value={entry} selected={entry === (wantsPassword() ? "password" : view()?.entry)}>
                {w().entries[entry].name}
              </option>
            )}
          </For>
        </select>
        <p id={`${id}-hint`} class="hint">
          {w().entries[wantsPassword() ? "password" : (view()?.entry ?? "open")].hint}
        </p>
      </Show>
      <Show when={can("password") && (wantsPassword() || view()?.entry === "password")}>
        <form class="roomsheet-row" autocomplete="off" onSubmit={setPassword}>
          <input
            name="password"
            type="text"
            required
            maxlength="256"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            aria-label={w().roomPassword}
            placeholder={view()?.entry === "password" ? w().anotherPassword : w().roomPassword}
          />
          <button type="submit">{w().save}</button>
        </form>
      </Show>
      <Show when={can("slowModeSeconds")}>
        <label class="roomsettings-field" for={`${id}-slow`}>
          {w().slowModeLabel}
        </label>
        <select
          id={`${id}-slow`}
          onChange={({ currentTarget }) => change({ slowModeSeconds: Number(currentTarget.value) })}
        >
          <For each={slownesses()}>
            {(seconds) => (
              <option value={seconds} selected={seconds === slowness()}>
                {seconds === 0 ? w().asTheyLike : w().onceIn(spanOf(seconds * SECOND_MS))}
              </option>
            )}
          </For>
        </select>
      </Show>
      <Show when={can("visibility")}>
        <label class="roomsettings-check">
          <input
            type="checkbox"
            checked={view()?.visibility === "public"}
            onChange={async ({ currentTarget }) => {
              if (!(await change({ visibility: currentTarget.checked ? "public" : "unlisted" }))) {
                currentTarget.checked = view()?.visibility === "public";
              }
            }}
          />
          <span>{w().listedInLobby}</span>
        </label>
      </Show>
      <p role="status" class="roomsettings-said">
        <Show when={problem()} fallback={isSaved() && w().saved}>
          {(refusal) => <span class="problem">{said(refusal())}</span>}
        </Show>
      </p>
    </section>
  );
}
