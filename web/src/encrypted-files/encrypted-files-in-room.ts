import { onCleanup } from "solid-js";
import { cipherOf } from "../e2ee/room-cipher.ts";
import { useRoom } from "../room/room-context.ts";
import { encryptFilesOf } from "./encrypted-files.ts";
import { createFileWorkerClient } from "./file-worker-client.ts";
import { startFileWorker } from "./start-file-worker.ts";

/** Has the files of an encrypted room be sealed and opened while it is mounted. Renders nothing. */
export function EncryptedFiles(): null {
  const room = useRoom();
  const cipher = cipherOf(room.storageKey);
  if (cipher !== undefined) onCleanup(encryptFilesOf(room, cipher, createFileWorkerClient(startFileWorker)));
  return null;
}
