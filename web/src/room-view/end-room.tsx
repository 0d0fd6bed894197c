import { t } from "../i18n/t.ts";
import { endRoom } from "../room/room-actions.ts";
import { useRoom } from "../room/room-context.ts";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";

/** Asks for confirmation, then ends the room for everybody. */
export function EndRoom(props: { close: () => void }) {
  const room = useRoom();
  return (
    <ConfirmDialog
      title={t().endRoomQuestion}
      text={t().endRoomWarning}
      cancelLabel={t().keepRoom}
      confirmLabel={t().endRoom}
      confirm={() => endRoom(room)}
      close={props.close}
    />
  );
}
