import { UNREACHABLE } from "../api/api-error.ts";
import { authorisedRequest } from "../api/authorised-request.ts";
import { fetchInTime } from "../api/fetch-in-time.ts";
import { BASE_URL } from "../browser/route.ts";
import type { Room } from "../room/room.ts";

/** Returns the room's address over https, where the server has one (MAYFLY_PUBLIC_URL). */
export async function fetchSecureAddress({ code, identity, ownerKey }: Room): Promise<string | undefined> {
  const answer = await authorisedRequest(
    identity,
    async ({ headers }) => {
      try {
        // Of a room that is there, this answers the address; it changes nothing.
        const address = new URL(`api/rooms/${encodeURIComponent(code)}`, BASE_URL);
        const json = { ...headers, "content-type": "application/json" };
        return (await (await fetchInTime(address, { method: "PUT", headers: json, body: "{}" })).json()) as {
          url?: unknown;
        };
      } catch {
        return UNREACHABLE;
      }
    },
    ownerKey(),
  );
  return "url" in answer && typeof answer.url === "string" && answer.url.startsWith("https://")
    ? answer.url
    : undefined;
}
