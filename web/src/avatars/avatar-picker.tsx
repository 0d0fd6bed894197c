// The choice of a picture: the drawings, or the initial on the member's own colour. A radio group in rows: an arrow key
// goes to the next picture, or the one above or below, and takes it.
import { createUniqueId, For, Show } from "solid-js";
import type { AvatarWords } from "../i18n/avatar-texts.ts";
import { gridStep, rowsOf } from "../ui/grid-step.ts";
import { Avatar } from "./avatar.tsx";
import { AVATARS, type AvatarId, avatarUrl } from "./avatars.ts";
import "./avatar-picker.css";

const CHOICES: readonly (AvatarId | null)[] = [null, ...AVATARS];

export type AvatarPickerProps = {
  member: { readonly id: string; readonly name: string };
  /** The one in force; it may be one that only another client draws. */
  avatar: string | null;
  words: AvatarWords;
  choose(avatar: AvatarId | null): void;
};

export function AvatarPicker(props: AvatarPickerProps) {
  const group = createUniqueId();
  const nameOf = (choice: AvatarId | null) => (choice === null ? props.words.initial : props.words.names[choice]);

  function pressed(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    const radios = [...event.currentTarget.querySelectorAll("input")];
    const at = radios.indexOf(event.target as HTMLInputElement);
    const { direction, gridTemplateColumns } = getComputedStyle(event.currentTarget);
    const columns = gridTemplateColumns.split(" ").length;
    const from = { row: Math.floor(at / columns), column: at % columns };
    const to = gridStep(rowsOf(CHOICES.length, columns), from, event.key, direction === "rtl");
    if (event.key.startsWith("Arrow")) event.preventDefault();
    if (to === undefined) return;
    event.preventDefault();
    const next = radios[to.row * columns + to.column];
    next?.focus();
    next?.click();
  }

  return (
    <fieldset>
      <legend class="unseen">{props.words.avatar}</legend>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a fieldset can't say how many columns it has */}
      <div class="avatarpicker" onKeyDown={pressed}>
        <For each={CHOICES}>
          {(choice) => (
            <label class="avatarpicker-choice" title={nameOf(choice)}>
              <input
                type="radio"
                name={group}
                checked={choice === props.avatar}
                aria-label={nameOf(choice)}
                onChange={() => props.choose(choice)}
              />
              <Show when={avatarUrl(choice)} fallback={<Avatar id={props.member.id} name={props.member.name} />}>
                {(address) => <img src={address()} alt="" width="48" height="48" draggable={false} />}
              </Show>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}
