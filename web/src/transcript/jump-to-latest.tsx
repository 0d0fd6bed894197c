import { Show } from "solid-js";
import { t } from "../i18n/t.ts";
import { formatNumber } from "../i18n/time-texts.ts";
import { useRoom } from "../room/room-context.ts";
import { MAX_UNREAD } from "../room/unread-count.ts";
import "./jump-to-latest.css";

/** Shows a button that scrolls down to the latest message, with the number of unread ones. */
export function JumpToLatest(props: { go: () => void }) {
  const { unreadCount: unread } = useRoom().unreadMarker;
  const isMany = () => unread() >= MAX_UNREAD;
  return (
    <button class="jump-to-latest" type="button" data-look="primary" onClick={() => props.go()}>
      <Show when={unread() > 0} fallback={<span class="visually-hidden">{t().jumpToLatest}</span>}>
        <span aria-hidden="true">{isMany() ? `${formatNumber(MAX_UNREAD - 1)}+` : formatNumber(unread())}</span>
        <span class="visually-hidden">
          {isMany() ? t().manyNewMessages(MAX_UNREAD - 1) : t().newMessages(unread())}
        </span>
      </Show>
      <svg width="18" height="18" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor">
        <path d="M10 3v13M4 10.5l6 6 6-6" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
    </button>
  );
}
