// Who you are before you are anywhere: your face and your name, changeable in place.
import { createEffect, Show } from "solid-js";
import type { Identity, Wishes } from "../identity.ts";
import { Refused } from "../refused.ts";
import { SelfContext } from "../room/self.ts";
import { w } from "../words/words.ts";
import { AccountLine } from "./accountline.tsx";
import { NameField } from "./namefield.tsx";
import "./identitycard.css";

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
