import { createComponent, createMemo, type JSX } from "solid-js";
import { createUpdateCheck, type UpdateCheck } from "../banners/update-check.ts";
import { watchBoard } from "../board/watch-board.ts";
import { steadyNow } from "../browser/steady-now.ts";
import { cipherOf } from "../e2ee/room-cipher.ts";
import { createBadge } from "../notifications/badge.ts";
import { createNotify } from "../notifications/notify.ts";
import { notifyKnocks } from "../notifications/notify-knocks.ts";
import { createDeferredFeatures } from "../room/deferred-features.ts";
import { useRoom } from "../room/room-context.ts";
import { dropOwnerKeyAfterHandover } from "../room-lists/drop-owner-key.ts";
import { createRecentRooms } from "../room-lists/recent-rooms.ts";
import { trackCurrentRoom } from "../room-lists/track-current-room.ts";
import { createRoomOnServer, type RoomCreator } from "../room-options/create-room.ts";
import { createAway } from "../sync/away.ts";
import { prefetchMessageParts } from "../transcript/prefetch-message-parts.ts";
import { createLazyComponent, Later } from "../ui/lazy-component.tsx";

const EncryptedFiles = createLazyComponent(
  () => import("../encrypted-files/encrypted-files-in-room.ts"),
  "EncryptedFiles",
);

type RoomServicesProps = RoomCreator & {
  roomName: string;
  onUpdateCheck(updateCheck: UpdateCheck): void;
};

/**
 * Runs what an open room needs besides its views: notifications, the badge, being away, the check for a newer client, the
 * list of recent rooms, dropping the owner key, and fetching the code that single messages need. Renders nothing. A
 * component, so that its own code is loaded after the first messages are shown.
 */
export function RoomServices(props: RoomServicesProps): JSX.Element {
  const room = useRoom();
  // A room has its cipher before it has a state.
  const isEncrypted = createMemo(() => room.state().room !== undefined && cipherOf(room.storageKey) !== undefined);
  const notify = createNotify({
    isPageVisible: room.isPageVisible,
    // The title of an encrypted room is sealed, too.
    roomName: () => (isEncrypted() ? room.code : props.roomName),
    isEncrypted,
    tag: `room:${room.storageKey}`,
  });
  const features = createDeferredFeatures({
    ...room,
    notify,
    makeRoom: (options) => createRoomOnServer(props, options),
  });
  room.setDeferredFeatures(features);
  props.onUpdateCheck(createUpdateCheck(room.build));
  createBadge(room.unreadMarker.unreadCount);
  createAway({ ...room, report: (isAway) => room.connection.send({ type: "away", on: isAway }) });
  notifyKnocks(room, features.notificationRules, notify);
  dropOwnerKeyAfterHandover(room, props.keys);
  watchBoard(room);
  prefetchMessageParts();
  trackCurrentRoom(room, createRecentRooms(room.browserStore, steadyNow));
  return createMemo(
    () =>
      isEncrypted() &&
      createComponent(Later, {
        get children() {
          return createComponent(EncryptedFiles, {});
        },
      }),
  ) as unknown as JSX.Element;
}
