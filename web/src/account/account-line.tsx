import { createSignal, Show } from "solid-js";
import type { Identity } from "../api/identity.ts";
import { phrase } from "../i18n/phrase.ts";
import { t } from "../i18n/t.ts";
import { createLazyComponent } from "../ui/lazy-component.tsx";
import { accountsMode } from "./accounts-mode.ts";
import "./account-line.css";

const AccountDialog = createLazyComponent(() => import("./account-dialog.tsx"), "AccountDialog");

/** Says who is signed in, with a button for the account's dialog; shows nothing on a server without accounts. */
export function AccountLine(props: { identity: Identity }) {
  const [isOpen, setOpen] = createSignal(false);
  const hasAccounts = () => (accountsMode()?.accounts ?? "off") !== "off";
  const signedIn = () => props.identity.person()?.signedIn;
  return (
    <Show when={hasAccounts()}>
      <p class="account-line">
        <Show when={signedIn()}>
          {(account) => <span>{phrase(t().signedInAs, <b dir="auto">{account().username}</b>)} </span>}
        </Show>
        <button type="button" data-look="link" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {signedIn() === undefined ? t().signInOrUp : t().yourAccount}
        </button>
      </p>
      <Show when={isOpen()}>
        <AccountDialog identity={props.identity} close={() => setOpen(false)} />
      </Show>
    </Show>
  );
}
