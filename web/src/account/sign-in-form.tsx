import { createSignal, onMount, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import type { Identity } from "../api/identity.ts";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import { signIn, signUp } from "./account-requests.ts";
import { accountsMode } from "./accounts-mode.ts";
import "./sign-in-form.css";

export type SignInMode = "signIn" | "signUp";

/** Signs people in or makes their account, in one form, because password managers handle that best. */
export function SignInForm(props: {
  identity: Identity;
  onDone: () => void;
  onModeChange?: (mode: SignInMode) => void;
}) {
  const [mode, setMode] = createSignal<SignInMode>("signIn");
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);
  const isNew = () => mode() === "signUp";
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
    setBusy(true);
    setProblem(undefined);
    const refusal = isNew()
      ? await signUp(props.identity, { ...login, ...(email !== "" && { email }) })
      : await signIn(props.identity, login);
    setBusy(false);
    setProblem(refusal);
    if (refusal === undefined) props.onDone();
    else form.querySelector<HTMLInputElement>(isNew() ? "[name=username]" : "[name=password]")?.select();
  }

  return (
    <form ref={form} class="sign-in-form" onSubmit={submit}>
      <Show when={isNew()}>
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
          aria-invalid={problem() !== undefined}
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
      <p id="account-problem" class="problem" role="alert">
        <Show when={problem()}>{(refusal) => refusalText(refusal())}</Show>
      </p>
      <div class="sign-in-form-actions">
        <button type="submit" data-look="primary" disabled={isBusy()}>
          {isNew() ? t().createAccount : t().signIn}
        </button>
        <Show when={isNew() || accountsMode()?.registration !== "closed"}>
          <button type="button" data-look="quiet" onClick={() => switchTo(isNew() ? "signIn" : "signUp")}>
            {isNew() ? t().haveAccount : t().noAccountYet}
          </button>
        </Show>
      </div>
    </form>
  );
}
