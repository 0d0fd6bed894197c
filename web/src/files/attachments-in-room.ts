// Creates the files that wait to be sent in a room, with the first of them.
import { onCleanup } from "solid-js";
import { ApiError, UNREACHABLE } from "../api/api-error.ts";
import { stripMetadata } from "../picture-metadata/strip-metadata.ts";
import type { Room } from "../room/room.ts";
import { isText } from "../sync/pending-messages.ts";
import { type Attachments, createAttachments } from "./attachments.ts";
import { type FileLimits, fetchFiles } from "./file-requests.ts";
import { filesIn } from "./room-files.ts";
import { createUploadPorts } from "./upload-requests.ts";

/** Browsers show these by themselves in an image element. */
const PREVIEWED = /^image\/(?:png|jpeg|gif|webp|avif|bmp|svg\+xml)$/;

/** Nobody waits longer than this to see what they attached; the server refuses what is too large as well. */
const MAX_LIMITS_WAIT_MS = 2000;
const tooLate = () =>
  new Promise<typeof UNREACHABLE>((resolve) => setTimeout(() => resolve(UNREACHABLE), MAX_LIMITS_WAIT_MS));

async function fetchLimits(room: Room): Promise<FileLimits | ApiError> {
  const limits = await Promise.race([fetchFiles(room), tooLate()]);
  return limits instanceof ApiError ? limits : (filesIn(room).encryption?.limitsOf(limits) ?? limits);
}

/** Returns what the room takes, undefined where that can't be told soon. */
export async function findFileLimits(room: Room): Promise<FileLimits | undefined> {
  const limits = await fetchLimits(room);
  return limits instanceof ApiError ? undefined : limits;
}

export function createAttachmentsIn(room: Room): Attachments {
  const files = filesIn(room);
  if (!files.isReady()) throw new Error("files of an encrypted room can't be attached before they can be sealed");
  const attachments = createAttachments({
    ...createUploadPorts(room.identity, room.ownerKey),
    code: room.code,
    now: Date.now,
    fetchLimits: () => fetchLimits(room),
    strip: stripMetadata,
    unconfirmed: () =>
      room
        .outbox()
        .filter(isText)
        .flatMap(({ command }) => command.files ?? []),
    ...files.encryption?.attaching,
    preview: (file) => (PREVIEWED.test(file.type) ? URL.createObjectURL(file) : undefined),
  });
  files.setAttachments(attachments);
  room.setStagedFiles(attachments.staged);
  onCleanup(() => {
    files.setAttachments(undefined);
    room.setStagedFiles(undefined);
  });
  return attachments;
}
