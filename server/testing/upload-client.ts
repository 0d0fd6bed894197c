// Uploads files to a test server as `curl -T` does.
import type { ApiClient } from "./api-client.ts";

/** The beginning of a PNG of 640 × 480 pixels. */
export const PNG = new Uint8Array(
  Buffer.from("89504e470d0a1a0a0000000d4948445200000280000001e0080600000035d1dce4", "hex"),
);

export function randomBytes(bytes: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += 65_536) crypto.getRandomValues(all.subarray(at, at + 65_536));
  return all;
}

/** Returns a response's status and the fields of its body. */
// biome-ignore lint/suspicious/noExplicitAny: tests read bodies field by field
export async function json(response: Promise<Response>): Promise<any> {
  const { status } = await response;
  return { status, ...(await (await response).json()) };
}

export function createUploads(client: ApiClient) {
  return {
    put: (code: string, name: string, body: BodyInit, token?: string, headers: Record<string, string> = {}) =>
      fetch(client.address(`api/rooms/${code}/files/${name}`), {
        method: "PUT",
        body,
        headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
      }),
    /** Creates a room whose owner has the token. */
    async roomWith(request: Parameters<ApiClient["room"]>[0] = {}) {
      const { token, member } = await client.session("Ada");
      const { room } = await client.room(request, token);
      return { code: room.code, token, member };
    },
  };
}
