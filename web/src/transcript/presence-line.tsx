import { t } from "../i18n/t.ts";
import { useRoom } from "../room/room-context.ts";
import type { PresenceLine as Presence } from "../sync/presence-log.ts";

/** Says who joined and left between two messages, with a button that hides all such lines. */
export function PresenceLine(props: { line: Presence }) {
  const room = useRoom();
  const text = () => {
    const { joined, left } = props.line;
    if (left.length === 0) return t().joined(joined);
    return joined.length === 0 ? t().left(left) : t().joinedAndLeft(joined, left);
  };
  return (
    <p class="transcript-line">
      {text()}{" "}
      <button
        class="transcript-hide"
        type="button"
        data-look="quiet"
        aria-label={t().hideJoins}
        title={t().hideJoins}
        onClick={() => room.setShowsJoins(false)}
      >
        ✕
      </button>
    </p>
  );
}
