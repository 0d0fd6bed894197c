import { useRoom } from "../room/context.ts";
import { Hotkeys, SINGLE_KEYS } from "../ui/hotkeys.ts";

/** The hotkeys that work anywhere in a room; the reader may turn off those that are a single key. */
export function RoomHotkeys(props: { focusComposer: () => void; showShortcuts: () => void }) {
  const room = useRoom();
  const acts = {
    "/": () => props.focusComposer(),
    "?": () => props.showShortcuts(),
    "Mod+/": () => props.showShortcuts(),
  };
  return <Hotkeys single={() => room.browserStore.get(SINGLE_KEYS) !== "off"} acts={acts} />;
}
