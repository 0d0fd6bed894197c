// Decides which files a message can have. Rule F2.
import { Refusal } from "#protocol/error-codes";
import type { FileView } from "#protocol/frames";
import { badField } from "../lib/refusals.ts";
import type { FileRoom } from "./room-files.ts";

/**
 * Returns the files that a message names, as it shows them, or why it can't have them.
 * @param nonce of the message: sending it again is no second message
 */
export function filesToSay(
  room: FileRoom,
  memberId: string,
  ids: readonly string[],
  nonce: string | undefined,
): FileView[] | Refusal {
  if (new Set(ids).size < ids.length) return badField("files", "names a file twice", nonce);
  const views: FileView[] = [];
  for (const id of ids) {
    const file = room.files?.byId.get(id);
    if (file === undefined) return new Refusal("not_found", "files: no such file in this room.", nonce);
    if (file.uploaderId !== memberId) return new Refusal("not_allowed", "files: uploaded by somebody else.", nonce);
    const isSameMessage = file.stage === "claimed" && nonce !== undefined && file.nonce === nonce;
    if (file.stage === "said" || (file.stage === "claimed" && !isSameMessage)) {
      return badField("files", "already in a message", nonce);
    }
    if (file.view === undefined) return badField("files", "not uploaded to its end", nonce);
    views.push(file.view);
  }
  return views;
}
