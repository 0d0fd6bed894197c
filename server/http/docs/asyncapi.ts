// The socket's frames as an AsyncAPI document, from the schemas that frames are checked with. Rule A8.
import type { TSchema } from "@sinclair/typebox";
import { CLOSE, shouldReconnect } from "#protocol/error-codes";
import { COMMANDS } from "#protocol/frames";
import { EVENTS, SIGNALS } from "#protocol/server-frames";
import { convertSchemas, namedSchemas, References } from "./named-schemas.ts";

/** What clients send, in the order in which it is learnt. */
const COMMAND_SUMMARIES: Record<keyof typeof COMMANDS, string> = {
  join: "Join, or rejoin with your last cursor",
  chat: "Send a message",
  edit: "Edit your message",
  delete: "Delete a message",
  react: "Add or remove a reaction",
  pin: "Put a message on the board, or take it off",
  typing: "You are typing",
  seen: "Messages that vanish once seen were on your screen",
  ping: "Ask whether the connection still works",
  away: "You are away, or back",
  profile: "In an encrypted room: what you call yourself",
  session: "In an encrypted room: the key of this page",
  rekey: "In an encrypted room: continue the keyring",
  rename: "Change your name or avatar",
  change: "Change the room",
  moderate: "Moderate a member",
};

type Frame = { readonly name: string; readonly type: string; readonly schema: TSchema; readonly summary: string };

const commands: readonly Frame[] = Object.entries(COMMANDS).map(([type, schema]) => {
  const summary = COMMAND_SUMMARIES[type as keyof typeof COMMANDS];
  return { name: nameOf(type, "Command"), type, schema, summary };
});
const serverFrames: readonly Frame[] = [
  ...Object.entries(EVENTS).map(([type, schema]) => ({ name: nameOf(type, "Event"), type, schema })),
  ...Object.entries(SIGNALS).map(([type, schema]) => ({ name: nameOf(type, ""), type, schema })),
].map((frame) => ({ ...frame, summary: frame.schema.description ?? "A message was sent" }));

/** Returns a frame's name, as `UserJoined` for `user_joined`. */
function nameOf(type: string, ending: string): string {
  return type.replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase()) + ending;
}

/** @param basePath begins with a slash and ends without one */
export async function generateAsyncapi(version: string, basePath: string): Promise<object> {
  const all = [...commands, ...serverFrames];
  const { Message: _, ...named } = namedSchemas();
  const schemas = { ...named, ...Object.fromEntries(all.map(({ name, schema }) => [name, schema])) };
  const references = new References(await convertSchemas(schemas));
  const messages = all.map(({ name, type, summary }) => {
    return [name, { name: type, title: name, summary, payload: references.refer(name) }] as const;
  });
  const inChannel = (frames: readonly Frame[]) =>
    frames.map(({ name }) => ({ $ref: `#/channels/room/messages/${name}` }));
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Mayfly",
      version,
      description: `Chat rooms that live for a day: the frames of the WebSocket. ${closeCodes()}`,
      license: { name: "MIT" },
    },
    defaultContentType: "application/json",
    servers: {
      mayfly: {
        host: "{host}",
        pathname: basePath === "" ? "/" : basePath,
        protocol: "ws",
        description: "This server; wss over https",
        variables: { host: { default: "localhost:8080", description: "Host and port of the server" } },
        security: [{ $ref: "#/components/securitySchemes/token" }],
      },
    },
    channels: {
      room: {
        address: "/ws/{code}",
        title: "A room",
        description: "JSON text frames. The first must be join, unless the address has a token.",
        parameters: { code: { description: "The room's code" } },
        messages: Object.fromEntries(all.map(({ name }) => [name, { $ref: `#/components/messages/${name}` }])),
      },
    },
    operations: {
      takeCommand: {
        action: "receive",
        channel: { $ref: "#/channels/room" },
        summary: "What clients send",
        messages: inChannel(commands),
      },
      sendFrame: {
        action: "send",
        channel: { $ref: "#/channels/room" },
        summary: "What clients receive",
        messages: inChannel(serverFrames),
      },
    },
    components: {
      messages: Object.fromEntries(messages),
      schemas: references.used,
      securitySchemes: {
        token: {
          type: "httpApiKey",
          in: "query",
          name: "session_id",
          description: "With a token in the address you join at once. Otherwise send it in the join frame.",
        },
      },
    },
  };
}

function closeCodes(): string {
  const [back, final] = [true, false].map((comes) =>
    Object.values(CLOSE)
      .filter((code) => shouldReconnect(code) === comes)
      .join(", "),
  );
  return `Reconnect after the close codes ${back}, but not after ${final}.`;
}
