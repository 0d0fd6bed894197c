// Takes one file into a room, from the first byte to the last, or says why not and leaves nothing of it.
import { Refusal } from "#protocol/error-codes";
import type { ChatEvent, FileView } from "#protocol/frames";
import type { FileClaim } from "../../chat/files/room-files.ts";
import { textRefusal, writingRefusal } from "../../chat/messages/decide-message.ts";
import type { Actor, Room } from "../../chat/room-model/room.ts";
import type { AppContext } from "../request/app-context.ts";
import type { ClientRequest } from "../request/client-request.ts";
import { type BodyReader, type CutOff, receiveInto, withBody } from "./receive-body.ts";

/** Who sends a file to which room. */
export type FileSender = {
  readonly room: Room;
  readonly actor: Actor;
  readonly memberId: string;
  readonly client: ClientRequest;
};

const SAID_IN_CLEAR = new Refusal("malformed", "message: belongs into sealed in an encrypted room.");
const BAD_MESSAGE = new Refusal("malformed", "Mayfly-Message: not percent-encoded UTF-8.");
/** The answer that nobody waits for, because the connection is broken. */
export const CUT_OFF = new Refusal("too_slow", "The connection broke.");

/** Begins a file, if its sender may write in the room now. */
export async function beginFile({ rooms, rateLimits }: AppContext, sender: FileSender, claim: FileClaim) {
  const { room, actor, memberId, client } = sender;
  await rooms.files.measureDisk();
  const mayNot = writingRefusal(room, actor, rooms.ports.clock());
  if (mayNot !== undefined) return mayNot;
  const upload = rooms.files.begin(room, memberId, rateLimits.visitorOf(client), claim);
  if (upload instanceof Refusal || rooms.files.shared === undefined) return upload;
  return (await upload.share()) ?? upload;
}

export async function receiveFile(
  context: AppContext,
  sender: FileSender,
  claim: FileClaim,
  body: BodyReader,
): Promise<FileView | Refusal> {
  const upload = await beginFile(context, sender, claim);
  if (upload instanceof Refusal) return upload;
  const outcome: Refusal | CutOff | undefined = await receiveInto(body, (chunk) => upload.append(chunk));
  const view = outcome === undefined ? await upload.finish() : outcome;
  if (typeof view === "object" && !(view instanceof Refusal)) return view;
  upload.cancel();
  return view === "cut off" ? CUT_OFF : view;
}

/** Returns the message that a header asks for, undefined where there is none, or what is wrong with it. */
function headerMessage(room: Room, header: string | null): string | Refusal | undefined {
  if (header === null) return undefined;
  try {
    return messageToSay(room, decodeURIComponent(header));
  } catch {
    return BAD_MESSAGE;
  }
}

/** Returns the message that is to say files, which may be empty, or what is wrong with it. */
export function messageToSay(room: Room, message: string): string | Refusal {
  if (room.isEncrypted) return SAID_IN_CLEAR;
  return (message === "" ? undefined : textRefusal(room, message)) ?? message;
}

/** What was received, with the message that is to say it; undefined where the header tells. */
export type Received = { readonly files: FileView[]; readonly message?: string | undefined };

/** Receives the files of a request's body, and says them where a message is asked for. What is refused leaves nothing. */
export async function receiveAndSay(
  context: AppContext,
  sender: FileSender,
  receive: (body: BodyReader) => Promise<Received | Refusal>,
): Promise<{ files: FileView[]; message?: ChatEvent } | Refusal> {
  const asked = headerMessage(sender.room, sender.client.request.headers.get("mayfly-message"));
  if (asked instanceof Refusal) return asked;
  const received = await withBody(context, sender.client, receive);
  if (received instanceof Refusal) return received;
  const { files, message = asked } = received;
  if (message === undefined) return { files };
  const said = await sayFiles(context, sender, files, message);
  return said instanceof Refusal ? said : { files, message: JSON.parse(said) as ChatEvent };
}

/** Says files with a message, or removes them when it is refused. @returns the message's event as text */
async function sayFiles(
  { rooms }: AppContext,
  { room, actor, memberId }: FileSender,
  views: readonly FileView[],
  message: string,
): Promise<string | Refusal> {
  const files = views.map(({ id }) => id);
  const outcome = await rooms.commandPipeline.submit(room, actor, { type: "chat", message, files });
  if (!(outcome instanceof Refusal)) return outcome.text;
  for (const id of files) rooms.files.discard(room, id, memberId);
  return outcome;
}
