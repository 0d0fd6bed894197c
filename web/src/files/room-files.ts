// What all parts of a room that show files share. It is created with the first of them, and lives as long as the room.
import { createSignal } from "solid-js";
import { BASE_URL } from "../browser/route.ts";
import type { Room } from "../room/room.ts";
import { isMessageDeleted } from "../sync/deleted-message.ts";
import type { Attachments } from "./attachments.ts";
import { isShownPicture } from "./file-kind.ts";
import { fetchTicket, type ListedFile } from "./file-requests.ts";
import { createFileAddresses } from "./file-tickets.ts";

/** A picture, and those that are shown before and after it. */
export type ViewedPicture = { readonly id: string; readonly among: readonly ListedFile[] };

export type RoomFiles = ReturnType<typeof createRoomFiles>;

const created = new WeakMap<Room, RoomFiles>();

export function filesIn(room: Room): RoomFiles {
  const known = created.get(room) ?? createRoomFiles(room);
  created.set(room, known);
  return known;
}

function createRoomFiles(room: Room) {
  const [viewed, view] = createSignal<ViewedPicture>();
  const [attachments, setAttachments] = createSignal<Attachments>();
  return {
    addresses: createFileAddresses({
      base: BASE_URL,
      now: () => room.serverNow(),
      needsTicket: () => room.state().room?.entry !== "open",
      fetchTicket: () => fetchTicket(room),
    }),
    /** Returns the picture that the viewer shows. */
    viewed,
    /** Opens the viewer with a picture, or closes it. */
    view,
    /** Returns the files that wait to be sent, once there was one. */
    attachments,
    setAttachments,
    /** Returns the pictures of the messages in this page, the oldest first. */
    pictures: (): readonly ListedFile[] =>
      room
        .events()
        .flatMap((event) =>
          event.type === "chat"
            ? (event.files ?? [])
                .filter(isShownPicture)
                .map((file) => ({ ...file, messageId: event.id, userId: event.userId }))
            : [],
        ),
    /** Returns whether a file is gone with its message. */
    isDeleted: (file: ListedFile) => isMessageDeleted(room.state().messages, file),
  };
}
