import { syncIdentity } from "../room/identity-sync.ts";
import { useRoom } from "../room/room-context.ts";
import { watchNetworkEvents } from "../sync/network-events.ts";

/**
 * Tells the room's connection what happens around it: the network, the page, the person. Renders nothing. A component, so
 * that its code is loaded after the page is shown.
 */
export function RoomSync(): null {
  const room = useRoom();
  watchNetworkEvents(room.connection);
  syncIdentity(room);
  return null;
}
