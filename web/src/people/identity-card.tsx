import { createEffect, Show } from "solid-js";
import { AccountLine } from "../account/account-line.tsx";
import type { Identity } from "../api/identity.ts";
import { t } from "../i18n/t.ts";
import { type CurrentUser, CurrentUserContext } from "../room/current-user.ts";
import { NameField } from "./name-field.tsx";
import "./identity-card.css";

/** Shows who you are outside of any room, with your name and avatar to change and the line about your account. */
export function IdentityCard(props: { identity: Identity }) {
  const currentUser: CurrentUser = {
    you() {
      const person = props.identity.person();
      return person && { ...person, isAccount: person.signedIn !== undefined };
    },
    get identity() {
      return props.identity;
    },
  };
  // After signing out there is nobody until a new guest is asked for.
  createEffect(() => currentUser.you() === undefined && void props.identity.requirePerson());
  return (
    <CurrentUserContext.Provider value={currentUser}>
      <div class="identity-card">
        <Show when={currentUser.you()}>
          <span>{t().yourIdentity}</span>
          <NameField />
        </Show>
        <AccountLine identity={props.identity} />
      </div>
    </CurrentUserContext.Provider>
  );
}
