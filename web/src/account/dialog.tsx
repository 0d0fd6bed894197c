// The account in a dialog: signing in or making one, and for who is signed in what can be done with it.
import { createSignal, Show } from "solid-js";
import type { Identity } from "../api/identity.ts";
import { w } from "../i18n/t.ts";
import { Dialog } from "../ui/dialog.tsx";
import { AccountForm, type Way } from "./form.tsx";
import { AccountSheet } from "./sheet.tsx";

export function AccountDialog(props: { identity: Identity; close: () => void }) {
  const [way, setWay] = createSignal<Way>("signIn");
  // What it was opened for: who has just signed in is done here.
  const isSignedIn = props.identity.person()?.signedIn !== undefined;
  const title = () => (isSignedIn ? w().yourAccount : way() === "signUp" ? w().makeAccount : w().signIn);
  return (
    <Dialog title={title()} close={props.close}>
      <Show when={isSignedIn} fallback={<AccountForm identity={props.identity} done={props.close} turned={setWay} />}>
        <AccountSheet identity={props.identity} close={props.close} />
      </Show>
    </Dialog>
  );
}
