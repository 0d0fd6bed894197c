import { t } from "../i18n/t.ts";
import { useRoom } from "../room/context.ts";
import type { PresenceLine as Presence } from "../sync/presence-log.ts";
import { IconButton } from "../ui/icon-button.tsx";

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
      <IconButton class="transcript-hide" look="quiet" label={t().hideJoins} onClick={() => room.setShowsJoins(false)}>
        ✕
      </IconButton>
    </p>
  );
}
