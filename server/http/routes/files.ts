// /api/rooms/{code}/files: uploading files, listing and reading them, and tickets for pages. Rules F1, F7 to F9, F12 to F14.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { FileView, Member } from "#protocol/frames";
import { FilesBody, FileTicketBody, UploadedFileBody, UploadedFilesBody } from "#protocol/http";
import { OpenPerVisitor } from "../../chat/lib/open-per-visitor.ts";
import { slowDown } from "../../chat/lib/refusals.ts";
import { ACCOUNT_NEEDED } from "../../security/jwt.ts";
import { answerWithFile, NO_SUCH_FILE } from "../files/file-response.ts";
import { createFileTickets } from "../files/file-tickets.ts";
import { liftTimeout } from "../files/receive-body.ts";
import { type FileSender, receiveAndSay, receiveFile } from "../files/receive-file.ts";
import { BINARY_BODY } from "../files/tus-protocol.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, type Requester, requestToken, TOKEN_NEEDED } from "../request/authenticate.ts";
import type { AddressLookup } from "../request/client-request.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { OPEN_AT_A_TIME } from "../request/rate-limits.ts";
import { createRoomAccess } from "../request/room-access.ts";

const FORM_BODY = {
  content: {
    "multipart/form-data": {
      schema: {
        type: "object" as const,
        properties: {
          file: { type: "array" as const, items: { type: "string" as const, format: "binary" } },
          message: { type: "string" as const },
        },
      },
    },
  },
};

const TOO_MANY_READS = slowDown("Too many files are being read. Wait a moment.", 1000);
const NO_FORM = new Refusal("wrong_type", "Send multipart/form-data.");

type UploadContext = { params: { code: string }; member: Member | undefined; requester: Requester };

export const filesRoutes = (context: AppContext) => {
  const { rooms, tokens, accounts, clientAddresses } = context;
  const { actorOf, findRoom, findRoomToRead, readRefusal } = createRoomAccess(context);
  const { clock, digest } = rooms.ports;
  const tickets = createFileTickets(digest, clock, accounts);
  const openReads = new OpenPerVisitor(OPEN_AT_A_TIME.downloads);

  function senderOf({ params, member, requester }: UploadContext): FileSender | Refusal {
    const room = findRoom(params.code, requester);
    if (room instanceof Refusal) return room;
    if (member === undefined) return TOKEN_NEEDED;
    return { room, actor: actorOf(room, requester), memberId: member.id, client: requester };
  }

  /** Returns who wants to read a file: by token, ticket or owner key, or nobody in particular. */
  function readerOf(request: Request, server: AddressLookup | null, code: string): Requester | Refusal {
    const token = requestToken(request);
    const ticket = new URL(request.url).searchParams.get("ticket");
    if (token === undefined && ticket === null && accounts?.isRequired) return ACCOUNT_NEEDED;
    const ticketMember = () => (ticket === null ? undefined : tickets.verify(code, ticket));
    const member = token === undefined ? ticketMember() : tokens.verify(token);
    if (member instanceof Refusal) return member;
    const ownerKey = request.headers.get("x-owner-key") ?? undefined;
    const addressDigest = clientAddresses.banDigestOf({ request, server });
    return { request, server, member, ownerKey, addressDigest };
  }

  async function readFile({ params, request, server, set }: ReadContext): Promise<Response | Refusal> {
    const reader = readerOf(request, server, params.code);
    if (reader instanceof Refusal) return reader;
    const room = findRoom(params.code, reader);
    if (room instanceof Refusal) return room;
    const refusal = readRefusal(room, reader);
    if (refusal !== undefined) return refusal;
    const find = () => rooms.files.find(room, params.file, reader.member?.id);
    const unknown = find() === undefined ? await rooms.files.shared?.bring(room, [params.file]) : undefined;
    if (unknown !== undefined) return unknown;
    const file = find();
    if (file === undefined) return NO_SUCH_FILE;
    const visitor = context.rateLimits.visitorOf(reader);
    if (openReads.isFull(visitor)) return TOO_MANY_READS;
    const counted = openReads.add(visitor);
    liftTimeout(request, server);
    return answerWithFile(file, request, set, rooms.ports, () => openReads.remove(counted));
  }

  const answerRead = async (read: ReadContext) => {
    const answer = await readFile(read);
    return (answer instanceof Refusal ? refuse(read.set, answer) : answer) as unknown as string;
  };

  const reading = new Elysia({ name: "files-reading", detail: { tags: ["Files"] } })
    .get(
      "/api/rooms/:code/files/:file",
      ({ params, request, server, set }) => answerRead({ params, request, server, set }),
      {
        query: t.Object({ ticket: t.Optional(t.String({ description: "From POST …/file-ticket" })) }),
        response: {
          200: t.String({ contentMediaType: "application/octet-stream", description: "The file, of its own type" }),
          ...ERROR_RESPONSES,
        },
        detail: {
          summary: "Read a file",
          description:
            "By its id. Takes Range (206, or 416 for a part the file doesn't have), If-Range and If-None-Match (304). Rooms that aren't open need a token or a ticket.",
        },
      },
    )
    .head(
      "/api/rooms/:code/files/:file",
      ({ params, request, server, set }) => answerRead({ params, request, server, set }),
      {
        detail: { hide: true },
      },
    );

  return new Elysia({ name: "files", detail: { tags: ["Files"] } })
    .use(reading)
    .use(authenticate(context))
    .put(
      "/api/rooms/:code/files/:file",
      async ({ params, request, member, requester, set, status }) => {
        const sender = senderOf({ params, member, requester });
        if (sender instanceof Refusal) return refuse(set, sender);
        const claim = { name: lastPart(request), bytes: declaredBytes(request), seconds: secondsOf(request) };
        const received = await receiveAndSay(context, sender, async (body) => {
          const file = await receiveFile(context, sender, claim, body);
          return file instanceof Refusal ? file : { files: [file] };
        });
        if (received instanceof Refusal) return refuse(set, received);
        const { files, ...said } = received;
        return status(201, { file: files[0] as FileView, ...said });
      },
      {
        parse: "none",
        response: { 201: UploadedFileBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Upload a file",
          requestBody: BINARY_BODY,
          description:
            "The body is the file. Send its id in the files of a message within 10 minutes, or send the message along: in the header Mayfly-Message, percent-encoded, may be empty. Mayfly-Seconds is the length of a recording.",
        },
      },
    )
    .post(
      "/api/rooms/:code/files",
      async ({ params, request, member, requester, set, status }) => {
        const sender = senderOf({ params, member, requester });
        if (sender instanceof Refusal) return refuse(set, sender);
        // Imported only here: few send forms.
        const { boundaryOf, receiveForm } = await import("../files/receive-form.ts");
        const boundary = boundaryOf(request.headers.get("content-type"));
        if (boundary === undefined) return refuse(set, NO_FORM);
        const received = await receiveAndSay(context, sender, (body) => receiveForm(context, sender, body, boundary));
        return received instanceof Refusal ? refuse(set, received) : status(201, received);
      },
      {
        parse: "none",
        response: { 201: UploadedFilesBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Upload files from a form",
          requestBody: FORM_BODY,
          description:
            "multipart/form-data with up to 10 files. A field message, or the header Mayfly-Message, sends them as a message at once.",
        },
      },
    )
    .get(
      "/api/rooms/:code/files",
      ({ params, requester, set }) => {
        const room = findRoomToRead(params.code, requester);
        if (room instanceof Refusal) return refuse(set, room);
        const files = rooms.files
          .list(room)
          .flatMap(({ view, messageId, uploaderId }) =>
            view === undefined || messageId === undefined ? [] : [{ ...view, messageId, userId: uploaderId }],
          );
        const { maxFileBytes, maxRoomBytes } = rooms.files.limits;
        return { files, bytes: room.files?.bytes ?? 0, maxBytes: maxRoomBytes, maxFileBytes };
      },
      { response: { 200: FilesBody, ...ERROR_RESPONSES }, detail: { summary: "List files" } },
    )
    .post(
      "/api/rooms/:code/file-ticket",
      ({ params, member, requester, set }) => {
        const room = findRoomToRead(params.code, requester);
        if (room instanceof Refusal) return refuse(set, room);
        if (member === undefined) return refuse(set, TOKEN_NEEDED);
        const { ticket, expiresAt } = tickets.issue(params.code, member);
        return { ticket, expiresAt: new Date(expiresAt).toISOString() };
      },
      {
        parse: "none",
        response: { 200: FileTicketBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Get a ticket for files",
          description:
            "For addresses in pages, where no header can be sent: append it as ?ticket= for 10 minutes. It works as long as you may read the room.",
        },
      },
    );
};

type ReadContext = {
  params: { code: string; file: string };
  request: Request;
  server: AddressLookup | null;
  set: { headers: Record<string, string | number> };
};

/** Returns the name at the end of the address. The router decodes it too, but not what is no UTF-8. */
function lastPart({ url }: Request): string {
  const part = new URL(url).pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function declaredBytes({ headers }: Request): number | undefined {
  const length = headers.get("content-length");
  return length === null ? undefined : Number(length);
}

function secondsOf({ headers }: Request): number | undefined {
  const seconds = headers.get("mayfly-seconds");
  return seconds === null || !/^\d{1,6}(?:\.\d{1,6})?$/.test(seconds) ? undefined : Number(seconds);
}
