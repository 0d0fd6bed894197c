import { createSignal, onMount, Show } from "solid-js";
import type { Refusal } from "../api/api-error.ts";
import type { Identity } from "../api/identity.ts";
import { t } from "../i18n/t.ts";
import { focusWrongField, ProblemLine } from "../ui/problem-line.tsx";
import { signUp } from "./account-requests.ts";
import { accountsMode } from "./accounts-mode.ts";
import { showAdminPage, signInWithCode } from "./admin-code.ts";
import { AdminCodeField } from "./admin-code-field.tsx";
import "./sign-in-form.css";

export type SignInMode = "signIn" | "signUp";

type Field = "username" | "password" | "adminCode";

/** Returns the field that a refusal is about; undefined if it is about none. */
function fieldOfRefusal({ code, message }: Refusal): Field | undefined {
  if (code === "name_taken") return "username";
  if (code === "bad_login") return "password";
  return /^(username|password|adminCode):/.exec(message)?.[1] as Field | undefined;
}

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
  /** Returns what is wrong with a field; without a field, what is about none. */
  const problemOf = (field?: Field): Refusal | undefined => {
    const refusal = problem();
    return refusal !== undefined && fieldOfRefusal(refusal) === field ? refusal : undefined;
  };
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
    const adminCode = text("adminCode").trim();
    setBusy(true);
    setProblem(undefined);
    const refusal = isNew()
      ? await signUp(props.identity, { ...login, ...(adminCode !== "" && { adminCode }) })
      : await signInWithCode(props.identity, login, adminCode);
    setBusy(false);
    setProblem(refusal);
    if (refusal !== undefined) return focusWrongField(form);
    props.onDone();
    if (adminCode !== "") showAdminPage();
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
          aria-invalid={problemOf("username") !== undefined}
          aria-describedby="sign-in-username-problem"
        />
      </label>
      <ProblemLine id="sign-in-username-problem" problem={problemOf("username")} />
      <label>
        {t().password}
        <input
          name="password"
          type="password"
          required
          minlength={isNew() ? 8 : undefined}
          maxlength="1024"
          autocomplete={isNew() ? "new-password" : "current-password"}
          aria-invalid={problemOf("password") !== undefined}
          aria-describedby="sign-in-password-problem password-hint"
        />
      </label>
      <ProblemLine id="sign-in-password-problem" problem={problemOf("password")} />
      <Show when={isNew()}>
        <p id="password-hint" class="hint">
          {t().passwordHint}
        </p>
      </Show>
      <Show when={isNew() || props.adminCode !== undefined}>
        <AdminCodeField code={props.adminCode} problem={problemOf("adminCode")} />
      </Show>
      <ProblemLine problem={problemOf()} />
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
