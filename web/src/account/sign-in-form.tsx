import { createSignal, onMount, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import type { Identity } from "../api/identity.ts";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import { signUp } from "./account-requests.ts";
import { accountsMode } from "./accounts-mode.ts";
import { isAboutAdminCode, showAdminPage, signInWithCode } from "./admin-code.ts";
import { AdminCodeField } from "./admin-code-field.tsx";
import "./sign-in-form.css";

export type SignInMode = "signIn" | "signUp";

/** Signs people in or makes their account, in one form, because password managers handle that best. */
export function SignInForm(props: {
  identity: Identity;
  onDone: () => void;
  onModeChange?: (mode: SignInMode) => void;
  /** Makes an administrator of whoever signs in or up. */
  adminCode?: string | undefined;
}) {
  const [mode, setMode] = createSignal<SignInMode>(props.adminCode === undefined ? "signIn" : "signUp");
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);
  const isNew = () => mode() === "signUp";
  const codeProblem = () => (isAboutAdminCode(problem()) ? problem() : undefined);
  /** Everything that is wrong except with the administrator code. */
  const otherProblem = () => (codeProblem() === undefined ? problem() : undefined);
  let form!: HTMLFormElement;

  onMount(() => form.querySelector("input")?.focus());

  function switchTo(to: SignInMode): void {
    setMode(to);
    setProblem(undefined);
    props.onModeChange?.(to);
    form.querySelector("input")?.focus();
  }

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy()) return;
    const fields = new FormData(form);
    const text = (name: string) => String(fields.get(name) ?? "");
    const login = { username: text("username").trim(), password: text("password") };
    const email = text("email").trim();
    const adminCode = text("adminCode").trim();
    setBusy(true);
    setProblem(undefined);
    const refusal = isNew()
      ? await signUp(props.identity, {
          ...login,
          ...(email !== "" && { email }),
          ...(adminCode !== "" && { adminCode }),
        })
      : await signInWithCode(props.identity, login, adminCode);
    setBusy(false);
    setProblem(refusal);
    if (refusal === undefined) {
      props.onDone();
      if (adminCode !== "") showAdminPage();
    } else if (!isAboutAdminCode(refusal))
      form.querySelector<HTMLInputElement>(isNew() ? "[name=username]" : "[name=password]")?.select();
  }

  return (
    <form ref={form} class="sign-in-form" onSubmit={submit}>
      <Show when={isNew() && props.adminCode === undefined}>
        <p class="sign-in-form-intro">{t().accountWhy}</p>
      </Show>
      <label>
        {t().username}
        <input
          name="username"
          dir="auto"
          required
          minlength="3"
          maxlength="48"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={otherProblem() !== undefined}
          aria-describedby="account-problem"
        />
      </label>
      <label>
        {t().password}
        <input
          name="password"
          type="password"
          required
          minlength={isNew() ? 8 : undefined}
          maxlength="1024"
          autocomplete={isNew() ? "new-password" : "current-password"}
          aria-describedby={isNew() ? "password-hint account-problem" : "account-problem"}
        />
      </label>
      <Show when={isNew()}>
        <p id="password-hint" class="hint">
          {t().passwordHint}
        </p>
        <label>
          {t().email}
          <input name="email" type="email" dir="ltr" maxlength="254" autocomplete="email" placeholder={t().emailHint} />
        </label>
      </Show>
      <Show when={isNew() || props.adminCode !== undefined}>
        <AdminCodeField code={props.adminCode} problem={codeProblem()} />
      </Show>
      <p id="account-problem" class="problem" role="alert">
        <Show when={otherProblem()}>{(refusal) => refusalText(refusal())}</Show>
      </p>
      <div class="sign-in-form-actions">
        <button type="submit" data-look="primary" disabled={isBusy()}>
          {isNew() ? t().createAccount : t().signIn}
        </button>
        <Show when={isNew() || props.adminCode !== undefined || accountsMode()?.registration !== "closed"}>
          <button type="button" data-look="quiet" onClick={() => switchTo(isNew() ? "signIn" : "signUp")}>
            {isNew() ? t().haveAccount : t().noAccountYet}
          </button>
        </Show>
      </div>
    </form>
  );
}
