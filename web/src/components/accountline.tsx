// Whether somebody is signed in, and the way to their account; nothing where the server keeps none.
import { createSignal, Show } from "solid-js";
import type { Identity } from "../identity.ts";
import { accountsHere } from "../primitives/accountshere.ts";
import { makeLate } from "../primitives/late.tsx";
import { phrase } from "../words/phrase.ts";
import { w } from "../words/words.ts";
import "./accountline.css";

const AccountDialog = makeLate(async () => (await import("./accountdialog.tsx")).AccountDialog);

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
