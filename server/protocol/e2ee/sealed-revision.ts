// Applies edits, reactions and deletions to messages of encrypted rooms, as revise.ts does it with those in clear. Nothing here
// loads a cryptographic library.
import { sealedEditOf } from "../board.ts";
import type { ChatEvent, Revision, SealedReaction } from "../frames.ts";
import { applyRevision } from "../revise.ts";

/** Returns a message without what was sealed in it. Its digest stays, for members check their history by it. */
export function withoutSealed({ sealed: _, edit: __, sealedReactions: ___, ...rest }: ChatEvent): ChatEvent {
  return rest;
}

/** Returns the message after the revision. Applying the same revisions again, in their order, changes nothing more. */
export function applySealedRevision(message: ChatEvent, revision: Revision): ChatEvent {
  if (message.deleted) return message;
  if (revision.type === "delete") return withoutSealed(applyRevision(message, revision));
  const { seq, userId, sealed, digest } = revision;
  // A later edit replaced it, or the message was deleted.
  if (sealed === undefined || digest === undefined) return message;
  const { editedAt, edit, sealedReactions = [], ...rest } = message;
  if (revision.type === "edit") {
    const { sealed: _, ...others } = rest;
    return {
      ...others,
      editedAt: revision.timestamp,
      edit: sealedEditOf(revision),
      ...reactionsField(sealedReactions),
    };
  }
  const others = sealedReactions.filter((reaction) => reaction.seq !== seq);
  const reactions = [...others, { seq, userId, sealed, digest }].sort((one, other) => one.seq - other.seq);
  return { ...rest, ...(editedAt !== undefined && { editedAt }), ...(edit && { edit }), sealedReactions: reactions };
}

const reactionsField = (sealedReactions: SealedReaction[]) => (sealedReactions.length > 0 ? { sealedReactions } : {});
