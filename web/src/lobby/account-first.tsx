import { onMount } from "solid-js";
import { SignInForm } from "../account/sign-in-form.tsx";
import type { Identity } from "../api/identity.ts";
import { t } from "../i18n/t.ts";
import "./account-first.css";

/**
 * Asks for an account, where nothing can be done without one.
 * @param props.onShow is called when its code is loaded and it is in the page
 */
export function AccountFirst(props: { identity: Identity; onDone: () => void; onShow?: () => void }) {
  onMount(() => props.onShow?.());
  return (
    <div class="account-first">
      <h2>{t().joinGates.account}</h2>
      <SignInForm identity={props.identity} onDone={props.onDone} />
    </div>
  );
}
