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

/** Returns the body of an answer in chunks (RFC 9112); undefined where it was cut off. */
export function chunkedBodyOf(answer: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  for (let at = answer.indexOf("\r\n\r\n") + 4; ; ) {
    const line = answer.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const length = Number.parseInt(answer.toString("latin1", at, line), 16);
    if (length === 0) return Buffer.concat(parts);
    parts.push(answer.subarray(line + 2, line + 2 + length));
    at = line + 2 + length + 2;
  }
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
