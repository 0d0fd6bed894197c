// The link that makes another device an owner: apart from what is for everybody, and shown only when it is asked for.
import { createSignal, Show } from "solid-js";
import { roomAddress } from "../browser/route.ts";
import { w } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import { CopyButton } from "../ui/copy-button.tsx";
import "./owner-link.css";

export function OwnersLink(props: { ownerKey: string }) {
  const room = useRoom();
  const [isShown, setShown] = createSignal(false);
  const link = () => `${roomAddress(room.state().room?.shownCode ?? room.code)}#key=${props.ownerKey}`;
  return (
    <section class="roomsheet-part">
      <h3>{w().ownersLink}</h3>
      <p>{w().ownersLinkWhy}</p>
      <div class="roomsheet-row">
        <Show
          when={isShown()}
          fallback={
            <button type="button" onClick={() => setShown(true)}>
              {w().showOwnersLink}
            </button>
          }
        >
          <p class="ownerslink" translate="no">
            {link()}
          </p>
          <CopyButton text={link()} label={w().copyOwnersLink} isFirst />
        </Show>
      </div>
    </section>
  );
}
