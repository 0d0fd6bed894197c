import { createSignal, Show } from "solid-js";
import type { Identity } from "../api/identity.ts";
import { t } from "../i18n/t.ts";
import { Dialog } from "../ui/dialog.tsx";
import { AccountSettings } from "./account-settings.tsx";
import { SignInForm, type SignInMode } from "./sign-in-form.tsx";

/** Shows the form to sign in or up, or the account's settings for somebody who is signed in. */
export function AccountDialog(props: { identity: Identity; close: () => void }) {
  const [mode, setMode] = createSignal<SignInMode>("signIn");
  // This is read only once: signing in closes the dialog, which must not show the settings before that.
  const isSignedIn = props.identity.person()?.signedIn !== undefined;
  const title = () => (isSignedIn ? t().yourAccount : mode() === "signUp" ? t().createAccount : t().signIn);
  return (
    <Dialog title={title()} close={props.close}>
      <Show
        when={isSignedIn}
        fallback={<SignInForm identity={props.identity} onDone={props.close} onModeChange={setMode} />}
      >
        <AccountSettings identity={props.identity} close={props.close} />
      </Show>
    </Dialog>
  );
}
