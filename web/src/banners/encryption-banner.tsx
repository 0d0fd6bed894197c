import { createSignal, Show } from "solid-js";
import { cipherOf } from "../e2ee/room-cipher.ts";
import type { Notice } from "../e2ee/worker/messages.ts";
import { encryptionTexts } from "../i18n/parts/encryption-texts.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { Banner } from "../ui/banner.tsx";

/** Says once what everybody in an encrypted room should know, one thing at a time. */
export function EncryptionBanner() {
  const room = useRoom();
  const [read, setRead] = createSignal(0);
  const notice = () => cipherOf(room.storageKey)?.notices()[read()];
  function textOf(found: Notice): string {
    if (found.is === "history") return encryptionTexts().history;
    if (found.is === "no_new_key") return encryptionTexts().noNewKey;
    const name = room.members().find(({ id }) => id === found.memberId)?.name;
    return encryptionTexts().otherKey(name ?? encryptionTexts().member);
  }
  return (
    <Show when={notice()}>
      {(found) => (
        <Banner text={<span role="status">{textOf(found())}</span>} isUrgent>
          <button type="button" onClick={() => setRead((count) => count + 1)}>
            {t().close}
          </button>
        </Banner>
      )}
    </Show>
  );
}
