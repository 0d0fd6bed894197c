import { createSignal, For, Show } from "solid-js";
import { cipherOf } from "../e2ee/room-cipher.ts";
import { newKeyTexts } from "../i18n/parts/new-key-texts.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { ProblemLine } from "../ui/problem-line.tsx";

const PASSWORD_CHOICES = ["passwordAsBefore", "noPassword", "otherPassword"] as const;
type PasswordChoice = (typeof PASSWORD_CHOICES)[number];

/** Gives an encrypted room a new key, as one wishes: with its past closed, and with another password. */
export function NewKeySection() {
  const room = useRoom();
  const [choice, setChoice] = createSignal<PasswordChoice>("passwordAsBefore");
  const [isBusy, setBusy] = createSignal(false);
  const [isMade, setMade] = createSignal(false);
  const [problem, setProblem] = createSignal<string>();
  let form!: HTMLFormElement;
  let submit!: HTMLButtonElement;
  let password: HTMLInputElement | undefined;

  async function make(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy()) return;
    setBusy(true);
    setMade(false);
    setProblem();
    const answer = await cipherOf(room.storageKey)?.newKey({
      closesPast: new FormData(form).has("closesPast"),
      password:
        choice() === "passwordAsBefore" ? undefined : choice() === "noPassword" ? null : (password?.value ?? ""),
    });
    setBusy(false);
    if (answer === "made") {
      form.reset();
      setChoice("passwordAsBefore");
      setMade(true);
    } else setProblem(answer === "unknown_password" ? newKeyTexts().unknownPassword : newKeyTexts().refused);
    // A button that was disabled has lost the focus, and so has a field that is gone.
    if (document.activeElement === document.body) submit.focus();
  }

  return (
    <section class="settings-section">
      <h3>{newKeyTexts().heading}</h3>
      <p id="new-key-hint">{newKeyTexts().hint}</p>
      <form ref={form} class="setting-fields" autocomplete="off" onSubmit={(event) => void make(event)}>
        <label class="setting-check">
          <input type="checkbox" name="closesPast" />
          <span>{newKeyTexts().closePast}</span>
        </label>
        <div class="setting-field">
          <label for="new-key-password-choice">{t().roomPassword}</label>
          <select
            id="new-key-password-choice"
            onChange={(event) => setChoice(event.currentTarget.value as PasswordChoice)}
          >
            <For each={PASSWORD_CHOICES}>{(one) => <option value={one}>{newKeyTexts()[one]}</option>}</For>
          </select>
          <Show when={choice() === "otherPassword"}>
            <input
              ref={password}
              aria-label={t().anotherPassword}
              placeholder={t().anotherPassword}
              dir="auto"
              maxLength={256}
              required
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
            />
          </Show>
        </div>
        <div>
          <button ref={submit} type="submit" aria-describedby="new-key-hint" disabled={isBusy()}>
            {newKeyTexts().make}
          </button>
        </div>
        <ProblemLine problem={problem()} />
        <p role="status">{isMade() ? newKeyTexts().made : ""}</p>
      </form>
    </section>
  );
}
