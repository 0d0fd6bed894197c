import { createSignal, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import type { Identity } from "../api/identity.ts";
import { phrase } from "../i18n/phrase.ts";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { focusWrongField, ProblemLine } from "../ui/problem-line.tsx";
import { changePassword, eraseAccount, signOut } from "./account-requests.ts";
import { AdminSection } from "./admin-section.tsx";
import { CurrentPasswordField } from "./current-password-field.tsx";
import "../ui/settings-section.css";

/** Returns what is filled in; undefined where a field is not shown. */
function valuesOf(form: HTMLFormElement): { password?: string; currentPassword?: string } {
  return Object.fromEntries(new FormData(form)) as Record<string, string>;
}

const isAboutCurrentPassword = (refusal: Refusal | undefined) =>
  refusal?.code === "password_needed" || refusal?.code === "wrong_password";

/** Lets people sign out of this browser, change their password or erase their account. */
export function AccountSettings(props: { identity: Identity; close: () => void }) {
  const [problem, setProblem] = createSignal<Refusal>();
  const [isChanged, setChanged] = createSignal(false);
  const [isErasing, setErasing] = createSignal(false);
  let erasing: HTMLFormElement | undefined;
  // The server asks for the present password minutes after it was given; whoever has just signed in isn't bothered.
  const [isPasswordAsked, setPasswordAsked] = createSignal(false);
  const [isPasswordWrong, setPasswordWrong] = createSignal(false);
  const askIfNeeded = (refusal: Refusal | undefined) => {
    setPasswordWrong(refusal?.code === "wrong_password");
    if (refusal?.code === "password_needed") setPasswordAsked(true);
    return refusal;
  };
  /** What is wrong in the form: with the password as it is, or with the new one. */
  const currentProblem = () => (isAboutCurrentPassword(problem()) ? problem() : undefined);
  const newProblem = () => (isAboutCurrentPassword(problem()) ? undefined : problem());
  const username = () => props.identity.person()?.signedIn?.username ?? "";

  async function submitPassword(event: SubmitEvent & { currentTarget: HTMLFormElement }): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setChanged(false);
    const { password, currentPassword } = valuesOf(form);
    const refusal = askIfNeeded(
      await changePassword(props.identity, {
        password: password ?? "",
        ...(currentPassword !== undefined && { currentPassword }),
      }),
    );
    setProblem(refusal);
    setChanged(refusal === undefined);
    if (refusal !== undefined) return focusWrongField(form);
    setPasswordAsked(false);
    form.reset();
  }

  return (
    <>
      <section class="settings-section">
        <p>{phrase(t().signedInAs, <b dir="auto">{username()}</b>)}</p>
        <div class="settings-row">
          <button
            type="button"
            onClick={async () => {
              await signOut(props.identity);
              props.close();
            }}
          >
            {t().signOut}
          </button>
        </div>
      </section>
      <form class="settings-section" onSubmit={submitPassword}>
        <h3>
          <label for="new-password">{t().newPassword}</label>
        </h3>
        <p>{t().newPasswordWhy}</p>
        {/* Tells password managers whose password it is. */}
        <input type="text" autocomplete="username" readonly hidden value={username()} />
        <Show when={isPasswordAsked() && !isErasing()}>
          <CurrentPasswordField
            id="current-password"
            isWrong={isPasswordWrong()}
            problemId="current-password-problem"
          />
          <ProblemLine id="current-password-problem" problem={currentProblem()} />
        </Show>
        <div class="settings-row">
          <input
            id="new-password"
            name="password"
            type="password"
            required
            minlength="8"
            maxlength="1024"
            autocomplete="new-password"
            aria-invalid={newProblem() !== undefined}
            aria-describedby="new-password-status"
          />
          <button type="submit">{t().save}</button>
        </div>
        <p id="new-password-status" role="status">
          <Show when={newProblem()} fallback={isChanged() && t().passwordChanged}>
            {(refusal) => <span class="problem">{refusalText(refusal())}</span>}
          </Show>
        </p>
      </form>
      <AdminSection identity={props.identity} close={props.close} />
      <div class="dialog-buttons">
        <button class="dialog-danger" type="button" onClick={() => setErasing(true)}>
          {t().eraseAccount}…
        </button>
      </div>
      <Show when={isErasing()}>
        <ConfirmDialog
          title={t().eraseAccountQuestion}
          text={t().eraseAccountWarning}
          problemId="erase-problem"
          cancelLabel={t().keepAccount}
          confirmLabel={t().eraseAccount}
          confirm={async () => {
            const { currentPassword } = erasing === undefined ? {} : valuesOf(erasing);
            const refusal = askIfNeeded(await eraseAccount(props.identity, currentPassword));
            if (refusal === undefined) props.close();
            return refusal;
          }}
          close={() => {
            erasing = undefined;
            setErasing(false);
          }}
        >
          <Show when={isPasswordAsked()}>
            <form ref={erasing} class="settings-section" onSubmit={(event) => event.preventDefault()}>
              <CurrentPasswordField
                id="current-password-to-erase"
                isWrong={isPasswordWrong()}
                problemId="erase-problem"
              />
            </form>
          </Show>
        </ConfirmDialog>
      </Show>
    </>
  );
}
