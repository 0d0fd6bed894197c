// Signing in, or making an account: one form for both, as password managers like it.
import { createSignal, onMount, Show } from "solid-js";
import type { Identity } from "../api/identity.ts";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import type { Refusal } from "../sync/room-reducer.ts";
import { signIn, signUp } from "./account.ts";
import { accountsHere } from "./accounts-mode.ts";
import "./form.css";

export type Way = "signIn" | "signUp";

/** @param props.begins which of the two is asked for first */
export function AccountForm(props: {
  identity: Identity;
  begins?: Way;
  done: () => void;
  turned?: (way: Way) => void;
}) {
  const [way, setWay] = createSignal<Way>(props.begins ?? "signIn");
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);
  const isNew = () => way() === "signUp";
  let form!: HTMLFormElement;

  onMount(() => form.querySelector("input")?.focus());

  function turn(to: Way): void {
    setWay(to);
    setProblem(undefined);
    props.turned?.(to);
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
    if (refusal === undefined) props.done();
    else form.querySelector<HTMLInputElement>(isNew() ? "[name=username]" : "[name=password]")?.select();
  }

  return (
    <form ref={form} class="accountform" onSubmit={submit}>
      <Show when={isNew()}>
        <p class="accountform-why">{w().accountWhy}</p>
      </Show>
      <label>
        {w().username}
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
        {w().password}
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
          {w().passwordHint}
        </p>
        <label>
          {w().email}
          <input name="email" type="email" dir="ltr" maxlength="254" autocomplete="email" placeholder={w().emailHint} />
        </label>
      </Show>
      <p id="account-problem" class="problem" role="alert">
        <Show when={problem()}>{(refusal) => said(refusal())}</Show>
      </p>
      <div class="accountform-ways">
        <button type="submit" data-look="primary" disabled={isBusy()}>
          {isNew() ? w().makeAccount : w().signIn}
        </button>
        <Show when={isNew() || accountsHere()?.registration !== "closed"}>
          <button type="button" data-look="quiet" onClick={() => turn(isNew() ? "signIn" : "signUp")}>
            {isNew() ? w().haveAccount : w().noAccountYet}
          </button>
        </Show>
      </div>
    </form>
  );
}
