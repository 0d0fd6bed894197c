// Who you are before you are anywhere: your face and your name, changeable in place.
import { onMount, Show } from "solid-js";
import type { Identity, Wishes } from "../identity.ts";
import { Refused } from "../refused.ts";
import { SelfContext } from "../room/self.ts";
import { w } from "../words/words.ts";
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
  onMount(() => void props.identity.known());
  return (
    <SelfContext.Provider value={self}>
      <div class="identitycard">
        <Show when={self.you()}>
          <span>{w().whoYouAre}</span>
          <NameField />
        </Show>
      </div>
    </SelfContext.Provider>
  );
}
