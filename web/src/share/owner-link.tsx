import { createSignal, Show } from "solid-js";
import { roomAddress } from "../browser/route.ts";
import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import "./owner-link.css";

/** Shows, once asked to, the link that makes another device an owner of this room. */
export function OwnerLink(props: { ownerKey: string }) {
  const room = useRoom();
  const [isShown, setShown] = createSignal(false);
  const link = () => `${roomAddress(room.state().room?.shownCode ?? room.code)}#key=${props.ownerKey}`;
  return (
    <section class="settings-section">
      <h3>{t().ownerLink}</h3>
      <p>{t().ownerLinkWhy}</p>
      <div class="settings-row">
        <Show
          when={isShown()}
          fallback={
            <button type="button" onClick={() => setShown(true)}>
              {t().showOwnerLink}
            </button>
          }
        >
          <p class="owner-link" translate="no">
            {link()}
          </p>
          <CopyButton text={link()} label={t().copyOwnerLink} isFirst />
        </Show>
      </div>
    </section>
  );
}
