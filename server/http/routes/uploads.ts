// /api/rooms/{code}/uploads: uploads that survive a broken connection, as tus 1.0 has them: creation, termination,
// expiration, checksum. Whoever asks anew takes the place of a request that hangs. Rules F15, F16.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { Member } from "#protocol/frames";
import { BegunUploadBody } from "#protocol/http";
import type { RoomFile } from "../../chat/files/room-files.ts";
import { UPLOAD_GONE } from "../../chat/files/upload.ts";
import { writingRefusal } from "../../chat/messages/decide-message.ts";
import { beginFile } from "../files/receive-file.ts";
import { ResumableUploads } from "../files/resumable-uploads.ts";
import {
  BINARY_BODY,
  metadataOf,
  numberOf,
  PATCH_TYPE,
  TUS_VERSION,
  tusOptions,
  WRONG_VERSION,
} from "../files/tus-protocol.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, type Requester, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { createRoomAccess } from "../request/room-access.ts";

const NO_LENGTH = new Refusal("malformed", "Upload-Length: missing.");

type Headers = Record<string, string | number>;
type UploadContext = {
  params: { code: string };
  request: Request;
  member: Member | undefined;
  requester: Requester;
  set: { headers: Headers };
};

export const uploadsRoutes = (context: AppContext) => {
  const { rooms } = context;
  const { actorOf, findRoom } = createRoomAccess(context);
  const uploads = new ResumableUploads(context);

  /** Checks what holds for every request. */
  function enter({ params, request, member, requester, set }: UploadContext) {
    set.headers["tus-resumable"] = TUS_VERSION;
    const room = findRoom(params.code, requester);
    if (room instanceof Refusal) return room;
    if (request.headers.get("tus-resumable") !== TUS_VERSION) {
      Object.assign(set.headers, tusOptions(rooms.files.limits.maxFileBytes));
      return WRONG_VERSION;
    }
    return member === undefined ? TOKEN_NEEDED : { room, memberId: member.id };
  }

  async function enterUpload(asked: UploadContext & { params: { id: string } }) {
    const entered = enter(asked);
    if (entered instanceof Refusal) return entered;
    const unknown = await rooms.files.shared?.bring(entered.room, [asked.params.id]);
    if (unknown !== undefined) return unknown;
    const file = entered.room.files?.byId.get(asked.params.id);
    return file?.uploaderId === entered.memberId ? { ...entered, file } : UPLOAD_GONE;
  }

  return new Elysia({ name: "uploads", detail: { tags: ["Files"] } })
    .use(authenticate(context))
    .post(
      "/api/rooms/:code/uploads",
      async ({ params, request, member, requester, set, status }) => {
        const entered = enter({ params, request, member, requester, set });
        if (entered instanceof Refusal) return refuse(set, entered);
        const bytes = numberOf(request.headers, "Upload-Length");
        if (bytes === undefined || bytes instanceof Refusal) return refuse(set, bytes ?? NO_LENGTH);
        const metadata = metadataOf(request.headers);
        const seconds = metadata.has("seconds") ? Number(metadata.get("seconds")) : undefined;
        const { room, memberId } = entered;
        const sender = { room, memberId, actor: actorOf(room, requester), client: requester };
        const claim = { name: metadata.get("filename") ?? "", bytes, seconds, isResumable: true };
        const upload = await beginFile(context, sender, claim);
        if (upload instanceof Refusal) return refuse(set, upload);
        if (bytes === 0) {
          const view = await upload.finish();
          if (view instanceof Refusal) return refuse(set, view);
        }
        const { file } = upload;
        uploads.add(upload);
        set.headers.location = `${new URL(request.url).pathname.replace(/\/$/, "")}/${file.id}`;
        setExpiry(set, file);
        return status(201, { id: file.id });
      },
      {
        parse: "none",
        response: { 201: BegunUploadBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Begin a resumable upload",
          description:
            "tus 1.0 with creation, termination, expiration and checksum (sha1, sha256): send Tus-Resumable, Upload-Length and Upload-Metadata (filename, seconds). Location is where to continue.",
        },
      },
    )
    .head(
      "/api/rooms/:code/uploads/:id",
      async ({ params, request, member, requester, set, status }) => {
        const entered = await enterUpload({ params, request, member, requester, set });
        if (entered instanceof Refusal) return refuse(set, entered);
        const { room, file } = entered;
        const lost = await uploads.preempt(room, file);
        if (lost !== undefined) return refuse(set, lost);
        set.headers["cache-control"] = "no-store";
        set.headers["upload-offset"] = file.content.bytes;
        set.headers["upload-length"] = uploads.lengthOf(file);
        setExpiry(set, file);
        return status(200, undefined);
      },
      { detail: { hide: true } },
    )
    .patch(
      "/api/rooms/:code/uploads/:id",
      async ({ params, request, member, requester, set, status }) => {
        const entered = await enterUpload({ params, request, member, requester, set });
        if (entered instanceof Refusal) return refuse(set, entered);
        const { room, file } = entered;
        // Whoever may not write any more uploads nothing more either.
        const mayNot = writingRefusal(room, actorOf(room, requester), rooms.ports.clock());
        const refusal = mayNot ?? (await uploads.receive(room, file, requester));
        if (refusal !== undefined) return refuse(set, refusal);
        set.headers["upload-offset"] = file.content.bytes;
        setExpiry(set, file);
        return status(204, undefined);
      },
      {
        parse: "none",
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: {
          summary: "Continue an upload",
          requestBody: { content: { [PATCH_TYPE]: BINARY_BODY.content["application/octet-stream"] } },
          description:
            "Send Upload-Offset and application/offset+octet-stream, and Upload-Checksum if you like. HEAD tells how far it is. Another request for the same upload ends one that hangs.",
        },
      },
    )
    .delete(
      "/api/rooms/:code/uploads/:id",
      async ({ params, request, member, requester, set, status }) => {
        const entered = await enterUpload({ params, request, member, requester, set });
        if (entered instanceof Refusal) return refuse(set, entered);
        const { room, memberId, file } = entered;
        return rooms.files.discard(room, file.id, memberId) ? status(204, undefined) : refuse(set, UPLOAD_GONE);
      },
      {
        parse: "none",
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: {
          summary: "Remove an upload",
          description: "Any file of yours that no message has, by its id. Send Tus-Resumable.",
        },
      },
    );
};

function setExpiry(set: { headers: Headers }, { expiresAt, stage }: RoomFile): void {
  if (stage === "uploading" || stage === "staged") set.headers["upload-expires"] = new Date(expiresAt).toUTCString();
}
