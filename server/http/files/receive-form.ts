// Takes the files of a multipart form, as `curl -F` and pages without scripts send them. Rule F8.
import { Refusal } from "#protocol/error-codes";
import type { FileView } from "#protocol/frames";
import { MAX_FILES_PER_MESSAGE } from "#protocol/limits";
import type { AppContext } from "../request/app-context.ts";
import { boundaryOf, readForm } from "./multipart.ts";
import type { BodyReader } from "./receive-body.ts";
import { CUT_OFF, type FileSender, messageToSay, type Received, receiveFile } from "./receive-file.ts";

export { boundaryOf };

const MAX_FIELD_BYTES = 64 * 1024;

const NO_FILE_IN_FORM = new Refusal("malformed", "The form has no file.");
const TOO_MANY_FILES = new Refusal("malformed", `A message has ${MAX_FILES_PER_MESSAGE} files at most.`);
const LONG_FIELD = new Refusal("too_large", "message: is too long.");

/** Takes the files of a form, all of them or none. */
export async function receiveForm(
  context: AppContext,
  sender: FileSender,
  body: BodyReader,
  boundary: string,
): Promise<Received | Refusal> {
  const files: FileView[] = [];
  let message: string | undefined;
  const discardAll = (refusal: Refusal) => {
    for (const { id } of files) context.rooms.files.discard(sender.room, id, sender.memberId);
    return refusal;
  };
  const next = async () => {
    const chunk = await body.read();
    if (chunk instanceof Refusal) throw chunk;
    if (chunk === "cut off") throw CUT_OFF;
    return chunk;
  };
  try {
    for await (const { name, fileName, chunks } of readForm(next, boundary)) {
      if (fileName === undefined) {
        const text = await readField(chunks);
        const asked = name === "message" ? messageToSay(sender.room, text) : message;
        if (asked instanceof Refusal) return discardAll(asked);
        message = asked;
        continue;
      }
      const content = chunks[Symbol.asyncIterator]();
      const first = await content.next();
      // A page sends this for a field in which no file was chosen.
      if (fileName === "" && first.done) continue;
      if (files.length === MAX_FILES_PER_MESSAGE) return discardAll(TOO_MANY_FILES);
      const file = await receiveFile(context, sender, { name: fileName }, partBody(first, content));
      if (file instanceof Refusal) return discardAll(file);
      files.push(file);
    }
  } catch (error) {
    if (error instanceof Refusal) return discardAll(error);
    throw error;
  }
  return files.length === 0 ? NO_FILE_IN_FORM : { files, message };
}

/** Reads a part of a form, of which the first bytes have been read, as if it were a body of its own. */
function partBody(first: IteratorResult<Buffer>, rest: AsyncIterator<Buffer>): BodyReader {
  let next: IteratorResult<Buffer> | undefined = first;
  return {
    stop: () => {},
    close: () => {},
    read: async () => {
      try {
        const { done, value } = next ?? (await rest.next());
        next = undefined;
        return done ? undefined : value;
      } catch (error) {
        if (error instanceof Refusal) return error;
        throw error;
      }
    },
  };
}

async function readField(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > MAX_FIELD_BYTES) throw LONG_FIELD;
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString();
}
