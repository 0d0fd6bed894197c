// Before a room's door: what it asks of newcomers, or that somebody has to open it.
import { createEffect, createSignal, Match, onMount, Show, Switch } from "solid-js";
import { AccountForm } from "../account/form.tsx";
import { api, settle } from "../api/api.ts";
import { Refused } from "../api/api-error.ts";
import { as } from "../api/early-requests.ts";
import type { Identity } from "../api/identity.ts";
import { BASE, followLink } from "../browser/route.ts";
import { phrase } from "../i18n/phrase.ts";
import { said } from "../i18n/refusal-texts.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { Mark } from "../ui/logo.tsx";
import type { Shut } from "./room-gate.tsx";
import "./room-closed.css";
import "./join-gate.css";

export function Entrance(props: { identity: Identity; shut: Shut }) {
  const room = useRoom();
  const isTrying = () => room.phase().is !== props.shut.is;
  const refusal = () => (props.shut.is === "asked" ? props.shut.refusal : undefined);
  const needs = () => {
    const code = refusal()?.code;
    if (code === undefined) return "patience";
    if (code === "account_needed") return "account";
    return (code === "slow_down" || code === "busy") && !room.hasTried() ? "another time" : "password";
  };
  // A room that may be knocked at may be known of; one for people with an account may not.
  const [title, setTitle] = createSignal("");
  onMount(async () => {
    if (needs() === "account") return;
    const view = await settle(api.rooms({ code: room.code }).get(as(props.identity.person()?.token)));
    if (!(view instanceof Refused)) setTitle(view.title);
  });
  const heading = () => w().entrances[needs()];
  createEffect(() => {
    document.title = `${title() || heading()} · Mayfly`;
  });

  return (
    <main class="farewell under-sky entrance" data-needs={needs()}>
      <Mark />
      <Show when={title()}>
        {(title) => (
          <p class="entrance-room" dir="auto">
            {title()}
          </p>
        )}
      </Show>
      <h1>{heading()}</h1>
      <Switch>
        <Match when={needs() === "patience"}>
          <p class="farewell-words" role="status">
            {phrase(w().waitingAs, <b dir="auto">{room.person()?.name}</b>)}
          </p>
        </Match>
        <Match when={needs() === "account"}>
          <p class="farewell-words">{w().accountsOnly}</p>
          <div class="entrance-form">
            <AccountForm identity={props.identity} done={room.rejoin} />
          </div>
        </Match>
        <Match when={needs() === "another time" && refusal()}>
          {(refusal) => <p class="farewell-words">{said(refusal())}</p>}
        </Match>
        <Match when={needs() === "password"}>
          <PasswordForm isTrying={isTrying()} />
        </Match>
      </Switch>
      <div class="farewell-ways">
        <Show when={needs() === "another time"}>
          <button type="button" data-look="primary" onClick={room.rejoin}>
            {w().tryAgain}
          </button>
        </Show>
        <a href={BASE.href} onClick={followLink}>
          {needs() === "patience" ? w().waitNoMore : w().allRooms}
        </a>
      </div>
    </main>
  );

  function PasswordForm(form: { isTrying: boolean }) {
    const [isUntouched, setUntouched] = createSignal(true);
    let field!: HTMLInputElement;
    const problem = () => {
      const no = refusal();
      if (no === undefined || no.code === "password_needed" || form.isTrying || !isUntouched()) return undefined;
      const waitS = Math.ceil((no.retryAfterMs ?? 0) / 1000);
      return no.code === "slow_down" && waitS > 0 ? w().triesWait(waitS) : said(no);
    };
    onMount(() => field.focus());
    // What was wrong is taken away with the first key of the next try.
    createEffect(() => {
      if (problem() !== undefined) field.select();
    });
    return (
      <form
        class="entrance-form"
        onSubmit={(event) => {
          event.preventDefault();
          setUntouched(true);
          if (field.value !== "") room.enterWith(field.value);
        }}
      >
        <label for="room-password">{w().roomPassword}</label>
        <div class="entrance-line">
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
          <button type="submit" data-look="primary" disabled={form.isTrying}>
            {w().goIn}
          </button>
        </div>
        <p id="room-password-problem" class="problem" role="alert">
          {problem()}
        </p>
      </form>
    );
  }
}
