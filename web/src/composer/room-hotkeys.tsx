// The keys that work anywhere in a room, for who hasn't turned them off.

import { useRoom } from "../room/context.ts";
import { Keys, SINGLE_KEYS } from "../ui/hotkeys.ts";

export function RoomKeys(props: { write: () => void; show: () => void }) {
  const room = useRoom();
  const acts = { "/": () => props.write(), "?": () => props.show(), "Mod+/": () => props.show() };
  return <Keys single={() => room.kept.get(SINGLE_KEYS) !== "off"} acts={acts} />;
}
