// Fields of a room's settings, each of which saves its value as soon as it is chosen or left.
import { createEffect, createMemo, createUniqueId, type JSX, on, onCleanup, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import "./setting-fields.css";

type SettingField = {
  label: string;
  problem: Refusal | string | undefined;
  hint?: string | undefined;
};

/** Shows a label, a field, and below it what its value means and what is wrong with it. */
function Labelled(props: SettingField & { children: (id: string, describedBy: string) => JSX.Element }) {
  const id = createUniqueId();
  return (
    <div class="setting-field">
      <label for={id}>{props.label}</label>
      {props.children(id, `${id}-hint ${id}-problem`)}
      <Show when={props.hint}>
        {(hint) => (
          <p id={`${id}-hint`} class="hint">
            {hint()}
          </p>
        )}
      </Show>
      <ProblemLine id={`${id}-problem`} problem={props.problem} />
    </div>
  );
}

/** A choice of several. One that is not saved goes back to what it was. */
export function ChoiceSetting(
  props: SettingField & {
    value: string;
    children: JSX.Element;
    /** Returns whether it was saved. */
    save: (value: string) => Promise<boolean>;
  },
) {
  async function choose(select: HTMLSelectElement): Promise<void> {
    if (!(await props.save(select.value))) select.value = props.value;
  }
  return (
    <Labelled label={props.label} hint={props.hint} problem={props.problem}>
      {(id, describedBy) => (
        <select id={id} aria-describedby={describedBy} onChange={(event) => void choose(event.currentTarget)}>
          {props.children}
        </select>
      )}
    </Labelled>
  );
}

/** A text or a number. It is saved by Enter, when the field is left, and when the dialog is closed; never twice. */
export function TextSetting(
  props: SettingField & {
    value: string;
    name: string;
    /** In UTF-16 units. */
    maxLength?: number;
    placeholder?: string;
    isNumber?: boolean;
    /** Its value is not told, so that the field is empty again once it is saved. */
    isSecret?: boolean;
    save: (value: string) => Promise<boolean>;
  },
) {
  let field!: HTMLInputElement;
  let sent: string | undefined;
  /** @param isAsked by Enter, which also tries again what was refused */
  async function commit(isAsked = false): Promise<void> {
    const { value } = field;
    if (value === props.value || (value === sent && !isAsked)) return;
    sent = value;
    if (!(await props.save(value)) || !props.isSecret) return;
    field.value = "";
    sent = undefined;
  }
  // A field that is being written stays as it is while another setting changes.
  const value = createMemo(() => props.value);
  // Somebody else may have changed it: then what was sent is something to save again.
  const forgetSent = () => {
    sent = undefined;
  };
  createEffect(on(value, forgetSent, { defer: true }));
  onCleanup(() => void commit());
  return (
    <Labelled label={props.label} hint={props.hint} problem={props.problem}>
      {(id, describedBy) => (
        <input
          ref={field}
          id={id}
          value={value()}
          name={props.name}
          dir={props.isNumber ? undefined : "auto"}
          maxlength={props.maxLength}
          placeholder={props.placeholder}
          inputmode={props.isNumber ? "numeric" : undefined}
          autocomplete="off"
          autocapitalize={props.isSecret ? "none" : undefined}
          spellcheck={!props.isSecret}
          aria-invalid={props.problem !== undefined}
          aria-describedby={describedBy}
          onChange={() => void commit()}
          onKeyDown={(event) => event.key === "Enter" && !event.isComposing && void commit(true)}
        />
      )}
    </Labelled>
  );
}

/** Something that is so or not. */
export function CheckSetting(props: {
  label: string;
  value: boolean;
  problem: Refusal | string | undefined;
  save: (value: boolean) => Promise<boolean>;
}) {
  async function choose(box: HTMLInputElement): Promise<void> {
    if (!(await props.save(box.checked))) box.checked = props.value;
  }
  return (
    <div class="setting-field">
      <label class="setting-check">
        <input type="checkbox" checked={props.value} onChange={(event) => void choose(event.currentTarget)} />
        <span>{props.label}</span>
      </label>
      <ProblemLine problem={props.problem} />
    </div>
  );
}
