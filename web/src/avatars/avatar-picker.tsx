import { createUniqueId, For, Show } from "solid-js";
import { AVATARS, type AvatarId } from "#protocol/avatars";
import type { AvatarTexts } from "../i18n/parts/avatar-texts.ts";
import { gridStep, rowLengths } from "../ui/grid-step.ts";
import { Avatar } from "./avatar.tsx";
import { avatarUrl } from "./avatars.ts";
import "./avatar-picker.css";

const CHOICES: readonly (AvatarId | null)[] = [null, ...AVATARS];

export type AvatarPickerProps = {
  member: { readonly id: string; readonly name: string };
  /** The current one; it may be one that only another client has a picture for. */
  avatar: string | null;
  texts: AvatarTexts;
  choose(avatar: AvatarId | null): void;
};

/**
 * Lets a member choose a picture, or their initial. A radio group in rows: an arrow key goes to the next picture, or the
 * one above or below, and chooses it.
 */
export function AvatarPicker(props: AvatarPickerProps) {
  const group = createUniqueId();
  const nameOf = (choice: AvatarId | null) => (choice === null ? props.texts.initial : props.texts.names[choice]);

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
    const radios = [...event.currentTarget.querySelectorAll("input")];
    const index = radios.indexOf(event.target as HTMLInputElement);
    const { direction, gridTemplateColumns } = getComputedStyle(event.currentTarget);
    const columns = gridTemplateColumns.split(" ").length;
    const from = { row: Math.floor(index / columns), column: index % columns };
    const to = gridStep(rowLengths(CHOICES.length, columns), from, event.key, direction === "rtl");
    if (event.key.startsWith("Arrow")) event.preventDefault();
    if (to === undefined) return;
    event.preventDefault();
    const next = radios[to.row * columns + to.column];
    next?.focus();
    next?.click();
  }

  return (
    <fieldset>
      <legend class="visually-hidden">{props.texts.avatar}</legend>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a fieldset can't say how many columns it has */}
      <div class="avatar-picker" onKeyDown={onKeyDown}>
        <For each={CHOICES}>
          {(choice) => (
            <label class="avatar-picker-choice" title={nameOf(choice)}>
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
