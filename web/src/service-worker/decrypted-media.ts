// Lets a page play films and sound of encrypted rooms from any place: the page decrypts what the player asks for, and the
// service worker hands it on. Rules E74, E75.
import { DECRYPTED_PATH, type MediaAnswer, type MediaRequest } from "../browser/decrypted-media-messages.ts";

type Client = { postMessage(message: MediaRequest, transfer: Transferable[]): void };
type DecryptedMediaPorts = {
  /** The page's URL, with a slash at its end. */
  scope: string;
  findClient(id: string): Promise<Client | undefined>;
};

/** Only what plays is answered: nothing that a member sent is ever opened as a page. */
const PLAYERS: ReadonlySet<string> = new Set(["audio", "video"]);

export function createDecryptedMedia({ scope, findClient }: DecryptedMediaPorts) {
  async function ask(clientId: string, id: string, start: number): Promise<MediaAnswer> {
    const client = await findClient(clientId);
    if (client === undefined) return {};
    const { port1, port2 } = new MessageChannel();
    return new Promise((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<MediaAnswer>) => {
        port1.close();
        resolve(data);
      };
      client.postMessage({ type: "decrypt", id, start }, [port2]);
    });
  }

  async function respond(request: Request, clientId: string, id: string): Promise<Response> {
    if (!PLAYERS.has(request.destination)) return new Response(null, { status: 403 });
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "") ?? [];
    const start = Number(from ?? 0);
    let next = await ask(clientId, id, start);
    const { about } = next;
    if (about === undefined) return new Response(null, { status: 404 });
    if (start >= about.bytes)
      return new Response(null, { status: 416, headers: { "content-range": `bytes */${about.bytes}` } });
    const end = Math.min(about.bytes, to ? Number(to) + 1 : about.bytes);
    let at = start;
    const body = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const part = next.bytes?.subarray(0, end - at);
          if (part === undefined || part.length === 0) return controller.error(new Error("it can't be read"));
          controller.enqueue(part);
          at += part.length;
          if (at >= end) return controller.close();
          next = await ask(clientId, id, at);
        },
      },
      // What isn't played isn't read.
      { highWaterMark: 0 },
    );
    return new Response(body, {
      status: from === undefined ? 200 : 206,
      headers: {
        "accept-ranges": "bytes",
        "cache-control": "no-store",
        "content-length": String(end - start),
        ...(from !== undefined && { "content-range": `bytes ${start}-${end - 1}/${about.bytes}` }),
        "content-security-policy": "sandbox; default-src 'none'",
        "content-type": about.type,
        "x-content-type-options": "nosniff",
      },
    });
  }

  return {
    /** Answers requests of players for decrypted content. Returns undefined for all others. */
    answer(request: Request, clientId: string): Promise<Response> | undefined {
      const prefix = scope + DECRYPTED_PATH;
      if (request.method !== "GET" || !request.url.startsWith(prefix)) return undefined;
      return respond(request, clientId, decodeURIComponent(request.url.slice(prefix.length)));
    },
  };
}
