import { api, settle } from "../api/api.ts";
import { ApiError } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import type { Identity } from "../api/identity.ts";
import type { CreatedRoom, NewRoomOptions } from "../api/room-creation.ts";
import { goTo, roomAddress } from "../browser/route.ts";
import type { OwnerKeys } from "../room-lists/owner-keys.ts";

/** Who creates a room, and where its owner key is stored. */
export type RoomCreator = { identity: Identity; keys: OwnerKeys };

/** How long a room lives where nobody chose. */
export const DEFAULT_LIFE_MINUTES = 1440;

/** Creates a room on the server and stores its owner key in this browser. Returns the room, or why it was refused. */
export async function createRoomOnServer(
  { identity, keys }: RoomCreator,
  { isEncrypted, ...options }: NewRoomOptions,
): Promise<CreatedRoom | ApiError> {
  if (isEncrypted) {
    const { createEncryptedRoom } = await import("../e2ee/create-encrypted-room.ts");
    const create = (whole: NewRoomOptions) => createRoomOnServer({ identity, keys }, whole);
    return createEncryptedRoom(identity, options, create);
  }
  const created = await authorisedRequest(identity, (auth) => settle(api.rooms.post(options, auth)));
  if (!(created instanceof ApiError)) keys.save(created.room.code, created.ownerKey);
  return created;
}

/** Creates a room and goes there. Returns why it was refused. */
export async function createRoomAndOpen(creator: RoomCreator, options: NewRoomOptions): Promise<ApiError | undefined> {
  const created = await createRoomOnServer(creator, options);
  if (created instanceof ApiError) return created;
  goTo(roomAddress(created.room.shownCode));
  return undefined;
}
