// /api/rooms/{code}/messages: reading pages of messages, and sending, editing, deleting and reacting. Rules A3, A4, A11.
import type { Static } from "@sinclair/typebox";
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent, Member } from "#protocol/frames";
import { ChatBody, EditRequest, MessageRequest, MessagesBody, ReactionRequest } from "#protocol/http";
import { MAX_PAGE_BYTES, MAX_PAGE_MESSAGES } from "#protocol/limits";
import type { AppendResult, MaybePromise } from "../../chat/lib/ports.ts";
import { goneRefusal } from "../../chat/lib/refusals.ts";
import type { MessageCommand } from "../../chat/messages/decide-message.ts";
import type { AppContext } from "../request/app-context.ts";
import { authenticate, type Requester, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERROR_RESPONSES, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import { createRoomAccess } from "../request/room-access.ts";

const DEFAULT_LIMIT = 50;
/** The event itself may be the one for which history drops the message it is about. */
const DROPPED_MESSAGE = new Refusal("not_found", "id: no such message here any more.");

// Elysia's own types are used here, because they turn a query's text into numbers.
const PageQuery = t.Object({
  before: t.Optional(t.Integer({ minimum: 1, description: "Only messages before this seq" })),
  after: t.Optional(t.Integer({ minimum: 0, description: "Only messages after this seq, oldest first" })),
  limit: t.Optional(t.Integer({ minimum: 1, maximum: MAX_PAGE_MESSAGES, default: DEFAULT_LIMIT })),
});

type MessageRequestContext = { params: { code: string }; member: Member | undefined; requester: Requester };

/** Returns a function that sends a message to the room of that code. */
export const createMessageSender = (context: AppContext) => {
  const { actorOf, findRoom } = createRoomAccess(context);
  return (
    code: string,
    requester: Requester,
    { message, files, nonce, replyTo, mentions, vanish, sealed }: Static<typeof MessageRequest>,
  ): MaybePromise<AppendResult | Refusal> => {
    const room = findRoom(code, requester);
    if (room instanceof Refusal) return room;
    if (requester.member === undefined) return TOKEN_NEEDED;
    const command = { type: "chat" as const, message, files, nonce, replyTo, mentions, vanish, sealed };
    return context.rooms.commandPipeline.submit(room, actorOf(room, requester), command);
  };
};

export const messagesRoutes = (context: AppContext) => {
  const { actorOf, findRoom, findRoomToRead } = createRoomAccess(context);
  const send = createMessageSender(context);

  /** Runs an edit, deletion or reaction. @returns the message as it is afterwards */
  async function revise(
    { params, member, requester }: MessageRequestContext,
    command: Extract<MessageCommand, { id: string }>,
  ) {
    const room = findRoom(params.code, requester);
    if (room instanceof Refusal) return room;
    if (member === undefined) return TOKEN_NEEDED;
    const outcome = await context.rooms.commandPipeline.submit(room, actorOf(room, requester), command);
    if (outcome instanceof Refusal) return outcome;
    if (room.isEnded) return goneRefusal(room);
    return context.engine.history(room.founding.epoch).findMessage(command.id) ?? DROPPED_MESSAGE;
  }

  return new Elysia({ name: "messages", detail: { tags: ["Messages"] } })
    .use(authenticate(context))
    .get(
      "/api/rooms/:code/messages",
      ({ params, query, requester, set }) => {
        const room = findRoomToRead(params.code, requester);
        if (room instanceof Refusal) return refuse(set, room);
        const { before, after, limit = DEFAULT_LIMIT } = query;
        if (before !== undefined && after !== undefined) {
          return refuse(set, new Refusal("malformed", "Send before or after, not both."));
        }
        const { epoch } = room.founding;
        const history = context.engine.history(epoch);
        const page = history.read({ before, after, limit, maxBytes: MAX_PAGE_BYTES, messagesOnly: true });
        const last = page.entries.at(-1);
        const seq = after !== undefined && page.more && last !== undefined ? last.seq : history.head;
        const messages = page.entries.map((entry) => JSON.parse(entry.text) as ChatEvent);
        return { messages, cursor: { epoch, seq }, more: page.more };
      },
      {
        query: PageQuery,
        response: { 200: MessagesBody, ...ERROR_RESPONSES },
        detail: {
          summary: "List messages",
          description:
            "The newest, those before a seq or those after one. To catch up, send cursor.seq as after. A page can be shorter than limit: more says whether there are others.",
        },
      },
    )
    .post(
      "/api/rooms/:code/messages",
      async ({ body, params, requester, set, status }) => {
        const outcome = await send(params.code, requester, body);
        if (outcome instanceof Refusal) return refuse(set, outcome);
        return status(outcome.repeated ? 200 : 201, JSON.parse(outcome.text) as ChatEvent);
      },
      {
        ...jsonBody(MessageRequest),
        response: { 200: ChatBody, 201: ChatBody, ...ERROR_RESPONSES },
        detail: {
          summary: "Send a message",
          description: "200 means this nonce was used before: you get the first result.",
        },
      },
    )
    .patch(
      "/api/rooms/:code/messages/:id",
      async (request) => {
        const message = await revise(request, { ...request.body, type: "edit", id: request.params.id });
        return message instanceof Refusal ? refuse(request.set, message) : message;
      },
      {
        ...jsonBody(EditRequest),
        response: { 200: ChatBody, ...ERROR_RESPONSES },
        detail: { summary: "Edit your message" },
      },
    )
    .delete(
      "/api/rooms/:code/messages/:id",
      async (request) => {
        const message = await revise(request, { type: "delete", id: request.params.id });
        const isDeleted = !(message instanceof Refusal) || message === DROPPED_MESSAGE;
        return isDeleted ? request.status(204, undefined) : refuse(request.set, message);
      },
      {
        parse: "none",
        response: { 204: t.Void(), ...ERROR_RESPONSES },
        detail: {
          summary: "Delete a message",
          description: "Your own, or any message as owner or admin. Its text is erased.",
        },
      },
    )
    .post(
      "/api/rooms/:code/messages/:id/reactions",
      async (request) => {
        // Only the documented fields of the body are passed on. A nonce here would be unchecked.
        const { emoji, on, sealed } = request.body;
        const message = await revise(request, { type: "react", id: request.params.id, emoji, on, sealed });
        return message instanceof Refusal ? refuse(request.set, message) : message;
      },
      {
        ...jsonBody(ReactionRequest),
        response: { 200: ChatBody, ...ERROR_RESPONSES },
        detail: { summary: "Add or remove a reaction" },
      },
    );
};
