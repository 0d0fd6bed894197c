import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import type { CreatedRoom, NewRoomOptions } from "../api/room-creation.ts";
import { browserStore, tabStore } from "../browser/stores.ts";
import { startCipherWorker } from "./cipher-worker.ts";
import { createKeyStore } from "./key-store.ts";
import type { FromWorker } from "./worker/messages.ts";

/**
 * Creates an end-to-end encrypted room: its keys are drawn in the worker, and kept in this browser. The server learns neither
 * its password nor a title. Returns the room, or why it was refused.
 * @param create creates a room on the server
 */
export async function createEncryptedRoom(
  identity: Identity,
  { password, entry, title: _, visibility: __, code: chosen, ...options }: NewRoomOptions,
  create: (options: NewRoomOptions) => Promise<CreatedRoom | ApiError>,
): Promise<CreatedRoom | ApiError> {
  // The keyring is bound to the code, so that has to be known first.
  const drawn = chosen
    ? { code: chosen }
    : await authorisedRequest(identity, (auth) => settle(api.rooms.code.post({}, auth)));
  if (drawn instanceof ApiError) return drawn;
  const { code } = drawn;
  const { encryption, kept } = await makeSecrets(code, password);
  const created = await create({ ...options, ...(entry === "locked" && { entry }), code, encryption });
  if (created instanceof ApiError) return created;
  createKeyStore(code, { browserStore, tabStore }).write(kept);
  return { ...created, fragment: kept.link };
}

function makeSecrets(code: string, password: string | undefined): Promise<Extract<FromWorker, { type: "created" }>> {
  const worker = startCipherWorker();
  return new Promise((resolve) => {
    worker.listen((message) => {
      if (message.type !== "created") return;
      worker.stop();
      resolve(message);
    });
    worker.post({ type: "create", code, password });
  });
}
