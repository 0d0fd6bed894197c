// Who you are before you are anywhere: your face and your name, changeable in place.
import { createEffect, Show } from "solid-js";
import { AccountLine } from "../account/line.tsx";
import { Refused } from "../api/api-error.ts";
import type { Identity, Wishes } from "../api/identity.ts";
import { w } from "../i18n/t.ts";
import { SelfContext } from "../room/current-user.ts";
import { NameField } from "./name-field.tsx";
import "./identity-card.css";

export function IdentityCard(props: { identity: Identity }) {
  const self = {
    you: () => props.identity.person(),
    async change(wishes: Wishes) {
      const changed = await props.identity.change(wishes);
      return changed instanceof Refused ? changed : undefined;
    },
  };
  // Who has just signed out is somebody else now.
  createEffect(() => self.you() === undefined && void props.identity.known());
  return (
    <SelfContext.Provider value={self}>
      <div class="identitycard">
        <Show when={self.you()}>
          <span>{w().whoYouAre}</span>
          <NameField />
        </Show>
        <AccountLine identity={props.identity} />
      </div>
    </SelfContext.Provider>
  );
}
