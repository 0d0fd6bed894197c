// Whether somebody is signed in, and the way to their account; nothing where the server keeps none.
import { createSignal, Show } from "solid-js";
import type { Identity } from "../api/identity.ts";
import { phrase } from "../i18n/phrase.ts";
import { w } from "../i18n/t.ts";
import { makeLate } from "../ui/lazy-component.tsx";
import { accountsHere } from "./accounts-mode.ts";
import "./line.css";

const AccountDialog = makeLate(async () => (await import("./dialog.tsx")).AccountDialog);

export function AccountLine(props: { identity: Identity }) {
  const [isOpen, setOpen] = createSignal(false);
  const hasAccounts = () => (accountsHere()?.accounts ?? "off") !== "off";
  const signedIn = () => props.identity.person()?.signedIn;
  return (
    <Show when={hasAccounts()}>
      <p class="accountline">
        <Show when={signedIn()}>
          {(account) => <span>{phrase(w().signedInAs, <b dir="auto">{account().username}</b>)} </span>}
        </Show>
        <button type="button" data-look="link" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {signedIn() === undefined ? w().signInOrUp : w().yourAccount}
        </button>
      </p>
      <Show when={isOpen()}>
        <AccountDialog identity={props.identity} close={() => setOpen(false)} />
      </Show>
    </Show>
  );
}
