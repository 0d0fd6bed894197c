import { createEffect, createSignal, onCleanup, Show } from "solid-js";
import { MAX_NAME_LENGTH } from "#protocol/limits";
import { cleanLabel, nameProblem } from "#protocol/names";
import type { SuggestedName } from "../api/api.ts";
import type { Refusal } from "../api/api-error.ts";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import { useCurrentUser } from "../room/current-user.ts";
import { hasChosenAvatar } from "./chosen-avatar.ts";
import { RandomNameButton } from "./random-name-button.tsx";
import { updateProfile } from "./update-profile.ts";
import "./name-editor.css";

/**
 * Lets people change their own name, by hand or with a random one, which brings its avatar to whoever has chosen none.
 * Enter or leaving the field saves it, Escape does not.
 * @param props.previewAvatar is called with the avatar that would be saved with the name; undefined for none
 * @param props.close is called once; `byKey` says that a key closed the editor, so that the focus needs a new place
 */
export function NameEditor(props: {
  close: (byKey: boolean) => void;
  previewAvatar: (avatar: string | undefined) => void;
}) {
  const currentUser = useCurrentUser();
  const [problem, setProblem] = createSignal<Refusal>();
  /** What the field holds; undefined once something else was written. */
  const [suggestion, setSuggestion] = createSignal<SuggestedName>();
  const chosenAvatar = () => {
    const you = currentUser.you();
    return you !== undefined && hasChosenAvatar(you) ? { avatar: you.avatar } : undefined;
  };
  const suggestedAvatar = () => (chosenAvatar() === undefined ? suggestion()?.avatar : undefined);
  let field!: HTMLInputElement;
  let isSaving = false;
  // Removing the editor from the page moves the focus out of it, which must not save the name again.
  let isClosed = false;

  function close(byKey: boolean): void {
    isClosed = true;
    props.close(byKey);
  }

  async function save(byKey: boolean): Promise<void> {
    const name = cleanLabel(field.value);
    if (isSaving || isClosed) return;
    if (name === "" || name === currentUser.you()?.name) return close(byKey);
    const wrong = nameProblem(name);
    if (wrong !== undefined) return void setProblem({ code: "malformed", message: wrong });
    isSaving = true;
    const avatar = suggestedAvatar();
    const refusal = await updateProfile(currentUser, { name, ...(avatar !== undefined && { avatar }) });
    isSaving = false;
    if (refusal === undefined) close(byKey);
    else setProblem(refusal);
  }

  createEffect(() => props.previewAvatar(suggestedAvatar()));
  onCleanup(() => props.previewAvatar(undefined));

  function fill(suggested: SuggestedName): void {
    setProblem(undefined);
    setSuggestion(suggested);
    field.value = suggested.name;
    field.select();
  }

  function onKeyDown(event: KeyboardEvent): void {
    // Safari reports the Enter that ends a composition as key code 229.
    if (event.isComposing || event.keyCode === 229) return;
    const isSave = event.key === "Enter" && event.target === field;
    if (!isSave && event.key !== "Escape") return;
    event.preventDefault();
    if (isSave) void save(true);
    else close(true);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it handles the keys that its field and button leave to it
    <span
      class="name-editor"
      onKeyDown={onKeyDown}
      onFocusOut={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && void save(false)}
    >
      <input
        ref={(input) => {
          field = input;
          // Set once: a change of name that comes from elsewhere must not overwrite what is being typed.
          input.value = currentUser.you()?.name ?? "";
          queueMicrotask(() => input.select());
        }}
        class="name-editor-input"
        dir="auto"
        aria-label={t().yourName}
        aria-invalid={problem() !== undefined}
        aria-describedby="name-problem"
        autocomplete="off"
        autocapitalize="words"
        spellcheck={false}
        enterkeyhint="done"
        maxlength={MAX_NAME_LENGTH * 8}
        onInput={() => setSuggestion(undefined)}
      />
      <RandomNameButton
        currentText={() => field.value}
        avatar={chosenAvatar()?.avatar ?? undefined}
        onSuggestion={fill}
        onError={setProblem}
      />
      <span id="name-problem" class="name-editor-problem" role="status">
        <Show when={problem()}>{(refusal) => refusalText(refusal())}</Show>
      </span>
      <span class="visually-hidden" role="status">
        {suggestion()?.name}
      </span>
    </span>
  );
}
