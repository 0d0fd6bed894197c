import { createSignal, createUniqueId, Match, onMount, Show, Switch } from "solid-js";
import { keptAdminCode } from "../account/admin-code.ts";
import { SignInForm } from "../account/sign-in-form.tsx";
import type { Refusal } from "../api/api-error.ts";
import type { Identity } from "../api/identity.ts";
import { adminTexts } from "../i18n/parts/admin-texts.ts";
import { phrase } from "../i18n/phrase.ts";
import { t } from "../i18n/t.ts";
import { ProblemLine } from "../ui/problem-line.tsx";
import "../ui/disclosure.css";
import type { AdminSession } from "./admin-session.ts";

/** Stands in place of the page for whoever may not see it, and tells nothing of the server. */
export function AdminGate(props: {
  session: AdminSession;
  identity: Identity;
  hasAccounts: boolean;
  isSignedIn: boolean;
}) {
  const code = keptAdminCode();
  const sentence = () => {
    if (!props.hasAccounts) return adminTexts().forOperator;
    return code === undefined || props.isSignedIn ? adminTexts().forAdmins : adminTexts().withCode;
  };
  return (
    <section class="admin-card admin-gate">
      <p>{sentence()}</p>
      <Switch
        fallback={
          <>
            <SignInForm identity={props.identity} adminCode={code} onDone={() => void props.session.refresh()} />
            <details class="disclosure">
              <summary>{adminTexts().haveToken}</summary>
              <SecretForm session={props.session} />
            </details>
          </>
        }
      >
        <Match when={!props.hasAccounts}>
          <SecretForm session={props.session} secret={code} isFirst />
        </Match>
        <Match when={props.isSignedIn}>
          <p>{phrase(t().signedInAs, <b dir="auto">{props.identity.person()?.signedIn?.username}</b>)}</p>
          <SecretForm session={props.session} secret={code} isFirst takesCode />
        </Match>
      </Switch>
    </section>
  );
}

/** Asks for the operator's token, or also for an administrator code. */
function SecretForm(props: { session: AdminSession; secret?: string | undefined; isFirst?: true; takesCode?: true }) {
  const id = createUniqueId();
  const [problem, setProblem] = createSignal<Refusal>();
  const [isBusy, setBusy] = createSignal(false);
  let input!: HTMLInputElement;
  onMount(() => props.isFirst && input.focus());

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy()) return;
    setBusy(true);
    setProblem(undefined);
    const refusal = await props.session.unlock(input.value.trim());
    setBusy(false);
    setProblem(refusal);
    if (refusal !== undefined) input.select();
  }

  /** What is wrong with the secret itself has words of its own. */
  const problemText = (): Refusal | string | undefined => {
    const code = problem()?.code;
    if (code !== "bad_token" && code !== "not_allowed") return problem();
    return props.takesCode ? adminTexts().wrongCodeOrToken : adminTexts().wrongToken;
  };

  return (
    <form class="admin-secret" autocomplete="off" onSubmit={submit}>
      <label for={id}>{props.takesCode ? adminTexts().codeOrToken : adminTexts().operatorToken}</label>
      <div class="admin-secret-row">
        <input
          ref={input}
          id={id}
          type="text"
          value={props.secret ?? ""}
          required
          dir="ltr"
          maxlength="256"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={problem() !== undefined}
          aria-describedby={`${id}-hint ${id}-problem`}
        />
        <button type="submit" data-look="primary" disabled={isBusy()}>
          {adminTexts().openPage}
        </button>
      </div>
      <ProblemLine id={`${id}-problem`} problem={problemText()} />
      <Show when={!props.takesCode}>
        <p id={`${id}-hint`} class="hint">
          {adminTexts().operatorTokenHint}
        </p>
      </Show>
    </form>
  );
}
