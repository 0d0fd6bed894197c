// /api/rooms/{code}/messages: read pages of messages, send one without a socket. Rules A3, A4.
import { Elysia, t } from "elysia";
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent, Member } from "#protocol/frames";
import { ChatBody, EditRequest, MessageRequest, MessagesBody, ReactionRequest } from "#protocol/http";
import { PAGE_LIMIT } from "#protocol/limits";
import type { Saying } from "../../chat/messages/decide-message.ts";
import type { Node } from "../request/app-context.ts";
import { identify, TOKEN_NEEDED } from "../request/authenticate.ts";
import { ERRORS, refuse } from "../request/errors.ts";
import { jsonBody } from "../request/json-body.ts";
import type { Asked } from "../request/rate-limits.ts";
import { entrance } from "../request/room-access.ts";

const DEFAULT_LIMIT = 50;

// Of Elysia's own types: they read a query's text as numbers.
const PageQuery = t.Object({
  before: t.Optional(t.Integer({ minimum: 1, description: "Only messages with a smaller seq" })),
  after: t.Optional(t.Integer({ minimum: 0, description: "Only messages with a greater seq, the oldest of them" })),
  limit: t.Optional(t.Integer({ minimum: 1, maximum: PAGE_LIMIT, default: DEFAULT_LIMIT })),
});

type Asking = { params: { code: string }; member: Member | undefined; asked: Asked };

export const messages = (node: Node) => {
  const { actorOf, find, read } = entrance(node);

  /** Does to a message what was asked. @returns the message after it */
  async function revise({ params, member, asked }: Asking, command: Extract<Saying, { id: string }>) {
    const room = find(params.code, asked);
    if (room instanceof Refusal) return room;
    if (member === undefined) return TOKEN_NEEDED;
    const outcome = await node.rooms.submit(room, actorOf(room, asked), command);
    if (outcome instanceof Refusal) return outcome;
    return node.engine.history(room.founding.epoch).message(command.id) ?? new Refusal("ended", "This room has ended.");
  }

  return new Elysia({ name: "messages", detail: { tags: ["Messages"] } })
    .use(identify(node))
    .get(
      "/api/rooms/:code/messages",
      ({ params, query, asked, set }) => {
        const room = read(params.code, asked);
        if (room instanceof Refusal) return refuse(set, room);
        const { before, after, limit = DEFAULT_LIMIT } = query;
        if (before !== undefined && after !== undefined) {
          return refuse(set, new Refusal("malformed", "Give before or after, not both."));
        }
        const { epoch } = room.founding;
        const history = node.engine.history(epoch);
        const page = history.read({ before, after, limit, messagesOnly: true });
        const last = page.entries.at(-1);
        const seq = after !== undefined && page.more && last !== undefined ? last.seq : history.head;
        const messages = page.entries.map((entry) => JSON.parse(entry.text) as ChatEvent);
        return { messages, cursor: { epoch, seq }, more: page.more };
      },
      {
        query: PageQuery,
        response: { 200: MessagesBody, ...ERRORS },
        detail: {
          summary: "Read messages",
          description: "The newest, those before a seq, or those after one. Ask on with after = cursor.seq.",
        },
      },
    )
    .post(
      "/api/rooms/:code/messages",
      async ({ body, params, member, asked, set, status }) => {
        const room = find(params.code, asked);
        if (room instanceof Refusal) return refuse(set, room);
        if (member === undefined) return refuse(set, TOKEN_NEEDED);
        const outcome = await node.rooms.submit(room, actorOf(room, asked), { ...body, type: "chat" });
        if (outcome instanceof Refusal) return refuse(set, outcome);
        return status(outcome.repeated ? 200 : 201, JSON.parse(outcome.text) as ChatEvent);
      },
      {
        ...jsonBody(MessageRequest),
        response: { 200: ChatBody, 201: ChatBody, ...ERRORS },
        detail: { summary: "Send a message", description: "200 is the first result of a nonce seen before." },
      },
    )
    .patch(
      "/api/rooms/:code/messages/:id",
      async (asking) => {
        const message = await revise(asking, { type: "edit", id: asking.params.id, message: asking.body.message });
        return message instanceof Refusal ? refuse(asking.set, message) : message;
      },
      {
        ...jsonBody(EditRequest),
        response: { 200: ChatBody, ...ERRORS },
        detail: { summary: "Change a message of your own" },
      },
    )
    .delete(
      "/api/rooms/:code/messages/:id",
      async (asking) => {
        const message = await revise(asking, { type: "delete", id: asking.params.id });
        return message instanceof Refusal ? refuse(asking.set, message) : asking.status(204, undefined);
      },
      {
        response: { 204: t.Void(), ...ERRORS },
        detail: { summary: "Delete a message: your own, or any as the owner", description: "Its text is erased." },
      },
    )
    .post(
      "/api/rooms/:code/messages/:id/reactions",
      async (asking) => {
        // Of a body only what is documented: a nonce here would be checked by nobody.
        const { emoji, on } = asking.body;
        const message = await revise(asking, { type: "react", id: asking.params.id, emoji, on });
        return message instanceof Refusal ? refuse(asking.set, message) : message;
      },
      {
        ...jsonBody(ReactionRequest),
        response: { 200: ChatBody, ...ERRORS },
        detail: { summary: "React to a message, or take it back" },
      },
    );
};
