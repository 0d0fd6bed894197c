// What the API says about the files of a room: which there are, what fits, and tickets to read them by.
import type { FileView } from "#protocol/frames";
import { type ApiError, toApiError, UNREACHABLE } from "../api/api-error.ts";
import { authorisedRequest, type RequestHeaders } from "../api/authorised-request.ts";
import { fetchInTime } from "../api/fetch-in-time.ts";
import { BASE_URL } from "../browser/route.ts";
import type { Room } from "../room/room.ts";

export type FileLimits = {
  /** What the room's files take, and can take. */
  readonly bytes: number;
  readonly maxBytes: number;
  readonly maxFileBytes: number;
};

export type ListedFile = FileView & { readonly messageId: string; readonly userId: string };
export type FileList = FileLimits & { readonly files: readonly ListedFile[] };

type RequestingRoom = Pick<Room, "code" | "identity" | "ownerKey">;

function requestJson<T>({ code, identity, ownerKey }: RequestingRoom, path: string, method: string) {
  const request = async ({ headers }: RequestHeaders): Promise<T | ApiError> => {
    try {
      const address = new URL(`api/rooms/${encodeURIComponent(code)}/${path}`, BASE_URL);
      const response = await fetchInTime(address, { method, headers });
      const json = await response.json();
      return response.ok ? (json as T) : toApiError(json);
    } catch {
      return UNREACHABLE;
    }
  };
  return authorisedRequest(identity, request, ownerKey());
}

export const fetchFiles = (room: RequestingRoom) => requestJson<FileList>(room, "files", "GET");

export type Ticket = { readonly ticket: string; readonly expiresAt: string };
export const fetchTicket = (room: RequestingRoom) => requestJson<Ticket>(room, "file-ticket", "POST");
