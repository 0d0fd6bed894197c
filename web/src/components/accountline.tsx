// Whether somebody is signed in, and the way to their account; nothing where the server keeps none.
import { createSignal, onMount, Show } from "solid-js";
import { accountsHere } from "../account.ts";
import type { Identity } from "../identity.ts";
import { makeLate } from "../primitives/late.tsx";
import { Refused } from "../refused.ts";
import { phrase } from "../words/phrase.ts";
import { w } from "../words/words.ts";
import "./accountline.css";

const AccountDialog = makeLate(async () => (await import("./accountdialog.tsx")).AccountDialog);

/** What the server said once holds for as long as the page. */
const [hasAccounts, setHasAccounts] = createSignal<boolean>();

export function AccountLine(props: { identity: Identity }) {
  const [isOpen, setOpen] = createSignal(false);
  onMount(async () => {
    if (hasAccounts() !== undefined) return;
    const here = await accountsHere();
    if (!(here instanceof Refused)) setHasAccounts(here.accounts !== "off");
  });
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
