// Reads ranges of a sealed file from the server. What is read in one go is one request, however many parts it is taken in.

export type ReadProblem = "refused" | "gone" | "unreachable";

/** The server didn't give what was asked for. */
export class NotRead extends Error {
  constructor(readonly problem: ReadProblem) {
    super(problem);
  }
}

type Body = { position: number; reader: ReadableStreamDefaultReader<Uint8Array>; rest: Uint8Array };
type Fetch = (address: string, init: RequestInit) => Promise<Response>;

export function createSealedReader(fetch: Fetch, addressNow: () => string) {
  /** Ranges that will be read from their beginning to their end. */
  const announced: { start: number; end: number }[] = [];
  const bodies = new Set<Body>();
  const stop = new AbortController();

  async function request(start: number, end: number): Promise<Body> {
    const headers = { range: `bytes=${start}-${end - 1}` };
    const response = await fetch(addressNow(), { headers, signal: stop.signal }).catch(() => undefined);
    const status = response?.status ?? 0;
    const isWhole = status === 200 && start === 0;
    if (response?.body && (status === 206 || isWhole))
      return { position: start, reader: response.body.getReader(), rest: new Uint8Array() };
    await response?.body?.cancel().catch(() => {});
    if (status === 401 || status === 403) throw new NotRead("refused");
    throw new NotRead(status === 404 || status === 410 ? "gone" : "unreachable");
  }

  async function take(body: Body, bytes: number): Promise<Uint8Array> {
    const taken = new Uint8Array(bytes);
    for (let filled = 0; filled < bytes; ) {
      if (body.rest.length === 0) {
        const { value, done } = await body.reader.read().catch(() => ({ value: undefined, done: true as const }));
        if (done) throw new NotRead("unreachable");
        body.rest = value;
      }
      const part = body.rest.subarray(0, bytes - filled);
      taken.set(part, filled);
      filled += part.length;
      body.rest = body.rest.subarray(part.length);
      body.position += part.length;
    }
    return taken;
  }

  async function close(body: Body): Promise<void> {
    bodies.delete(body);
    await body.reader.cancel().catch(() => {});
  }

  return {
    /** Says that a range will be read in parts, one behind the other. Returns what ends that. */
    announce(start: number, end: number): () => void {
      const range = { start, end };
      announced.push(range);
      return () => {
        const at = announced.indexOf(range);
        if (at >= 0) announced.splice(at, 1);
        for (const body of bodies) if (body.position > start && body.position <= end) void close(body);
      };
    },

    /** @throws NotRead */
    async read(start: number, end: number): Promise<Uint8Array> {
      const range = announced.find((one) => one.start === start);
      const open = [...bodies].find(({ position }) => position === start);
      const body = open ?? (await request(start, Math.max(end, range?.end ?? 0)));
      bodies.add(body);
      try {
        return await take(body, end - start);
      } catch (error) {
        await close(body);
        throw error;
      } finally {
        if (range === undefined && open === undefined) await close(body);
      }
    },

    close: () => stop.abort(),
  };
}
