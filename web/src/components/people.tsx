// Everybody here, in a dialog: for screens that have no room for them beside the talk.
import { useRoom } from "../room/context.ts";
import { w } from "../words/words.ts";
import { Dialog } from "./dialog.tsx";
import { Roster } from "./roster.tsx";

export function People(props: { close: () => void }) {
  const room = useRoom();
  return (
    <Dialog title={w().here(room.members().length)} close={props.close}>
      <Roster />
    </Dialog>
  );
}
