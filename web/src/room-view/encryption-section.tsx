import { createEffect, createMemo, createSignal, For, Show } from "solid-js";
import { cipherOf } from "../e2ee/room-cipher.ts";
import type { Phrases } from "../e2ee/worker/messages.ts";
import { encryptionTexts } from "../i18n/parts/encryption-texts.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { isSameList } from "../ui/same-list.ts";
import "../ui/settings-section.css";
import "./encryption-section.css";

/** Says what an encrypted room protects from and what not, and has the words that people compare aloud. */
export function EncryptionSection() {
  const room = useRoom();
  const cipher = cipherOf(room.storageKey);
  const others = () => room.members().filter(({ id }) => id !== room.state().you?.id);
  const ids = createMemo(() => others().map(({ id }) => id), [], { equals: isSameList });
  const [phrases, setPhrases] = createSignal<Phrases>();
  createEffect(() => void cipher?.phrases(ids()).then(setPhrases));
  return (
    <section class="settings-section encryption-section">
      <h3>{t().encryptedRoom.name}</h3>
      <p>{encryptionTexts().protectsFrom}</p>
      <p>{encryptionTexts().notFrom}</p>
      <Show when={phrases()}>
        {(known) => (
          <>
            <dl>
              <dt>{encryptionTexts().wordsOfRoom}</dt>
              <dd translate="no">{known().room}</dd>
              <dt>{encryptionTexts().wordsOfYou}</dt>
              <dd translate="no">{known().you}</dd>
              <For each={others().filter(({ id }) => known().members[id])}>
                {({ id, name }) => (
                  <>
                    <dt>
                      <bdi>{name}</bdi>
                    </dt>
                    <dd translate="no">{known().members[id]}</dd>
                  </>
                )}
              </For>
            </dl>
            <p>{encryptionTexts().compare}</p>
          </>
        )}
      </Show>
      <label class="encryption-section-choice">
        <input
          type="checkbox"
          checked={cipher?.isForgottenOnClose()}
          aria-describedby="forget-key-hint"
          onChange={(event) => cipher?.setForgottenOnClose(event.currentTarget.checked)}
        />
        <span>{encryptionTexts().forgetOnClose}</span>
      </label>
      <p id="forget-key-hint">{encryptionTexts().forgetHint}</p>
    </section>
  );
}
