// What all parts of a room that show files share. It is created with the first of them, and lives as long as the room.
import { type Component, createEffect, createRoot, createSignal } from "solid-js";
import type { FileView } from "#protocol/frames";
import { BASE_URL } from "../browser/route.ts";
import { hasEncryptionKey } from "../e2ee/kept-mark.ts";
import { cipherOf } from "../e2ee/room-cipher.ts";
import type { Room } from "../room/room.ts";
import { isMessageDeleted } from "../sync/deleted-message.ts";
import type { AttachmentPorts, Attachments } from "./attachments.ts";
import { isShownPicture } from "./file-kind.ts";
import { type FileLimits, fetchTicket, type ListedFile } from "./file-requests.ts";
import { createFileAddresses, type FileAddresses } from "./file-tickets.ts";

/** A picture, and those that are shown before and after it. */
export type ViewedPicture = { readonly id: string; readonly among: readonly ListedFile[] };

/** Why a file of an encrypted room isn't shown or saved. */
export type FileTrouble = "damaged" | "noKey" | "tooLarge" | "notRead";

/** What an encrypted room does otherwise with files. Other rooms have none of it. */
export type FileEncryption = {
  /** The addresses of decrypted content. */
  readonly addresses: FileAddresses;
  troubleOf(url: string): FileTrouble | undefined;
  /** Returns how much of a file has been read that is read as a whole: 0 to 1. */
  progressOf(url: string): number | undefined;
  /** Returns whether playing it means reading all of it first. */
  isHeavy(file: FileView): boolean;
  /** Returns what to show in a row in place of a large picture. */
  previewOf(file: FileView): Pick<FileView, "url">;
  stream(url: string, signal: AbortSignal): Promise<Response>;
  readEnd(url: string, bytes: number): Promise<Uint8Array | undefined>;
  save(file: Pick<FileView, "url" | "name" | "bytes">): Promise<void>;
  /** Returns the files of the room as far as messages say what they are, and asks the others themselves. */
  list(files: readonly ListedFile[], changed: (files: readonly ListedFile[]) => void): readonly ListedFile[];
  /** Returns what fits before it is sealed. */
  limitsOf(limits: FileLimits): FileLimits;
  readonly Card: Component<{ file: FileView; isTabStop: boolean }>;
  /** Says why a file isn't shown. */
  readonly Note: Component<{ url: string }>;
  /** Stands for a film that `isHeavy` is true of. */
  readonly HeavyFilm: Component<{ file: FileView; isTabStop: boolean; play: () => void }>;
  readonly attaching: Pick<AttachmentPorts, "startUpload" | "alongside" | "isStale">;
};

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
  const serverAddresses = createFileAddresses({
    base: BASE_URL,
    now: () => room.serverNow(),
    needsTicket: () => room.state().room?.entry !== "open",
    fetchTicket: () => fetchTicket(room),
  });
  const [encryption, encryptWith] = createSignal<FileEncryption>();
  /** By what this browser keeps: a server that says otherwise gets nothing in clear. */
  const isEncrypted = () => {
    const isKept = hasEncryptionKey(`e2ee:${room.storageKey}`, room.tabStore, room.browserStore);
    return isKept || cipherOf(room.storageKey) !== undefined;
  };
  const isReady = () => !isEncrypted() || encryption() !== undefined;
  return {
    /** The addresses of what the server has. */
    serverAddresses,
    /** The addresses of what is shown. */
    get addresses(): FileAddresses {
      return encryption()?.addresses ?? serverAddresses;
    },
    get encryption(): FileEncryption | undefined {
      return encryption();
    },
    encryptWith,
    /** Returns whether files can be shown and attached: in an encrypted room, once what seals and opens them is loaded. */
    isReady,
    whenReady: () =>
      isReady()
        ? undefined
        : new Promise<void>((resolve) =>
            createRoot((dispose) =>
              createEffect(() => {
                if (!isReady()) return;
                dispose();
                resolve();
              }),
            ),
          ),
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
