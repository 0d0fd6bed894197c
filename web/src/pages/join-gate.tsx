import { createEffect, createSignal, Match, onMount, Show, Switch } from "solid-js";
import { SignInForm } from "../account/sign-in-form.tsx";
import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authHeaders } from "../api/early-requests.ts";
import type { Identity } from "../api/identity.ts";
import { BASE_URL, followLink } from "../browser/route.ts";
import { phrase } from "../i18n/phrase.ts";
import { refusalText } from "../i18n/refusal-texts.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { Logo } from "../ui/logo.tsx";
import type { GatePhase } from "./gate-phase.ts";
import "./room-closed.css";
import "./join-gate.css";

/** Shows what a room asks of newcomers: its password, an account, or to wait until somebody lets them in. */
export function JoinGate(props: { identity: Identity; phase: GatePhase }) {
  const room = useRoom();
  const isJoining = () => room.phase().is !== props.phase.is;
  const refusal = () => (props.phase.is === "asked" ? props.phase.refusal : undefined);
  const needs = () => {
    const code = refusal()?.code;
    if (code === undefined) return "knocking";
    if (code === "account_needed") return "account";
    return (code === "slow_down" || code === "busy") && !room.hasTriedPassword() ? "later" : "password";
  };
  // The server tells everybody the title of a room with a password or knocking, but not of one for accounts only.
  const [title, setTitle] = createSignal("");
  onMount(async () => {
    if (needs() === "account") return;
    const view = await settle(api.rooms({ code: room.code }).get(authHeaders(props.identity.person()?.token)));
    if (!(view instanceof ApiError)) setTitle(view.title);
  });
  const heading = () => t().joinGates[needs()];
  createEffect(() => {
    document.title = `${title() || heading()} · Mayfly`;
  });

  return (
    <main class="room-closed under-sky join-gate" data-needs={needs()}>
      <Logo />
      <Show when={title()}>
        {(title) => (
          <p class="join-gate-title" dir="auto">
            {title()}
          </p>
        )}
      </Show>
      <h1>{heading()}</h1>
      <Switch>
        <Match when={needs() === "knocking"}>
          <p class="room-closed-text" role="status">
            {phrase(t().waitingAs, <b dir="auto">{room.person()?.name}</b>)}
          </p>
        </Match>
        <Match when={needs() === "account"}>
          <p class="room-closed-text">{t().accountsOnly}</p>
          <div class="join-gate-form">
            <SignInForm identity={props.identity} onDone={room.rejoin} />
          </div>
        </Match>
        <Match when={needs() === "later" && refusal()}>
          {(refusal) => <p class="room-closed-text">{refusalText(refusal())}</p>}
        </Match>
        <Match when={needs() === "password"}>
          <PasswordForm isJoining={isJoining()} />
        </Match>
      </Switch>
      <div class="room-closed-actions">
        <Show when={needs() === "later"}>
          <button type="button" data-look="primary" onClick={room.rejoin}>
            {t().tryAgain}
          </button>
        </Show>
        <a href={BASE_URL.href} onClick={followLink}>
          {needs() === "knocking" ? t().stopWaiting : t().allRooms}
        </a>
      </div>
    </main>
  );

  function PasswordForm(form: { isJoining: boolean }) {
    const [isUntouched, setUntouched] = createSignal(true);
    let field!: HTMLInputElement;
    const problem = () => {
      const current = refusal();
      if (current === undefined || current.code === "password_needed" || form.isJoining || !isUntouched())
        return undefined;
      const waitS = Math.ceil((current.retryAfterMs ?? 0) / 1000);
      return current.code === "slow_down" && waitS > 0 ? t().tooManyTries(waitS) : refusalText(current);
    };
    onMount(() => field.focus());
    // The wrong password is selected, so that the next try replaces it.
    createEffect(() => {
      if (problem() === undefined) return;
      field.focus();
      field.select();
    });
    return (
      <form
        class="join-gate-form"
        onSubmit={(event) => {
          event.preventDefault();
          setUntouched(true);
          if (field.value !== "") room.joinWithPassword(field.value);
        }}
      >
        <label for="room-password">{t().roomPassword}</label>
        <div class="join-gate-row">
          <input
            ref={field}
            id="room-password"
            type="password"
            required
            maxlength="1024"
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            enterkeyhint="go"
            aria-invalid={problem() !== undefined}
            aria-describedby="room-password-problem"
            onInput={() => setUntouched(false)}
          />
          <button type="submit" data-look="primary" disabled={form.isJoining}>
            {t().enterRoom}
          </button>
        </div>
        <p id="room-password-problem" class="problem" role="alert">
          {problem()}
        </p>
      </form>
    );
  }
}
