// Uploads that go on after a broken connection. Whoever asks anew takes the place of a request that hangs. Rules F15, F16.
import { Refusal } from "#protocol/error-codes";
import type { RoomFile } from "../../chat/files/room-files.ts";
import { UPLOAD_GONE, type Upload } from "../../chat/files/upload.ts";
import type { Room } from "../../chat/room-model/room.ts";
import type { AppContext } from "../request/app-context.ts";
import type { ClientRequest } from "../request/client-request.ts";
import { type BodyReader, receiveInto, withBody } from "./receive-body.ts";
import { CUT_OFF } from "./receive-file.ts";
import { checksumOf, type ExpectedChecksum, numberOf, PATCH_TYPE, WRONG_CHECKSUM } from "./tus-protocol.ts";

const WRONG_OFFSET = new Refusal("wrong_offset", "Upload-Offset: the upload is at another place.");
const WRONG_TYPE = new Refusal("wrong_type", "Send application/offset+octet-stream.");

/** The request that an upload's bytes come by now. */
type Transfer = { readonly body: BodyReader; readonly over: Promise<void> };

export class ResumableUploads {
  readonly #context: AppContext;
  readonly #uploads = new WeakMap<RoomFile, Upload>();
  readonly #transfers = new Map<string, Transfer>();

  constructor(context: AppContext) {
    this.#context = context;
  }

  add(upload: Upload): void {
    this.#uploads.set(upload.file, upload);
  }

  /** Returns how long the file will be. */
  lengthOf(file: RoomFile): number {
    return this.#uploadOf(file)?.declaredBytes ?? file.content.bytes;
  }

  /** Ends the request that hangs, waits until its last bytes are written, and goes on from what all nodes know. */
  async preempt(room: Room, file: RoomFile): Promise<Refusal | undefined> {
    const transfer = this.#transfers.get(file.id);
    transfer?.body.stop();
    await transfer?.over;
    const { shared } = this.#context.rooms.files;
    const upload = this.#uploadOf(file);
    if (shared === undefined || upload === undefined || upload.isWhole) return undefined;
    return shared.takeOver(room, file, upload);
  }

  /** Takes the bytes of a request, which says where in the file they belong. */
  async receive(room: Room, file: RoomFile, client: ClientRequest): Promise<Refusal | undefined> {
    const upload = this.#uploadOf(file);
    if (upload === undefined) return UPLOAD_GONE;
    const { headers } = client.request;
    if (headers.get("content-type") !== PATCH_TYPE) return WRONG_TYPE;
    const checksum = checksumOf(headers);
    if (checksum instanceof Refusal) return checksum;
    const offset = numberOf(headers, "Upload-Offset");
    if (offset instanceof Refusal) return offset;
    const lost = await this.preempt(room, file);
    if (lost !== undefined) return lost;
    // While this waited, another request may have come and begun.
    if (this.#transfers.has(file.id) || upload.isWhole || offset !== upload.receivedBytes) return WRONG_OFFSET;
    return withBody(this.#context, client, async (body) => {
      const { promise: over, resolve } = Promise.withResolvers<void>();
      this.#transfers.set(file.id, { body, over });
      try {
        return await takeBytes(upload, body, checksum);
      } finally {
        this.#transfers.delete(file.id);
        resolve();
      }
    });
  }

  #uploadOf(file: RoomFile): Upload | undefined {
    return this.#uploads.get(file) ?? this.#context.rooms.files.shared?.uploadOf(file);
  }
}

/** Takes the bytes of a request. With a checksum, all of them or none. */
async function takeBytes(
  upload: Upload,
  body: BodyReader,
  checksum: ExpectedChecksum | undefined,
): Promise<Refusal | undefined> {
  const takeBack = checksum && (await upload.mark());
  if (takeBack instanceof Refusal) return takeBack;
  const outcome = await receiveInto(body, (chunk) => {
    checksum?.hash.update(chunk);
    return upload.append(chunk);
  });
  const isRight = outcome === undefined && (checksum === undefined || checksum.hash.digest().equals(checksum.digest));
  if (!isRight) takeBack?.();
  if (outcome === undefined && isRight && upload.receivedBytes === upload.declaredBytes) {
    const view = await upload.finish();
    return view instanceof Refusal ? view : undefined;
  }
  const notSaved = await upload.pause();
  if (outcome === "cut off") return CUT_OFF;
  return outcome ?? notSaved ?? (isRight ? undefined : WRONG_CHECKSUM);
}
