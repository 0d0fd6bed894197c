import { useRoom } from "../room/room-context.ts";
import { Hotkeys, SINGLE_KEYS } from "../ui/hotkeys.ts";

/** Handles the hotkeys that work anywhere in a room; the reader may turn off those that are a single key. */
export function RoomHotkeys(props: { focusComposer: () => void; showShortcuts: () => void }) {
  const room = useRoom();
  const actions = {
    "/": () => props.focusComposer(),
    "?": () => props.showShortcuts(),
    "Mod+/": () => props.showShortcuts(),
  };
  return <Hotkeys single={() => room.browserStore.get(SINGLE_KEYS) !== "off"} actions={actions} />;
}
