import { Show } from "solid-js";
import { cipherOf } from "../e2ee/room-cipher.ts";
import type { Notice } from "../e2ee/worker/messages.ts";
import { encryptionTexts } from "../i18n/parts/encryption-texts.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { Banner } from "../ui/banner.tsx";

/** Says once what everybody in an encrypted room should know, one thing at a time. */
export function EncryptionBanner() {
  const room = useRoom();
  const cipher = () => cipherOf(room.storageKey);
  const notice = () => cipher()?.notices()[0];
  function textOf(found: Notice): string {
    if (found.is === "history") return encryptionTexts().history;
    if (found.is === "key_pending") return encryptionTexts().keyPending;
    if (found.is === "no_new_key") return encryptionTexts().noNewKey;
    const name = room.members().find(({ id }) => id === found.memberId)?.name;
    return encryptionTexts().otherKey(name ?? encryptionTexts().member);
  }
  return (
    <Show when={notice()}>
      {(found) => (
        <Banner text={<span role="status">{textOf(found())}</span>} isUrgent>
          <button type="button" onClick={() => cipher()?.closeNotice(found())}>
            {t().close}
          </button>
        </Banner>
      )}
    </Show>
  );
}
