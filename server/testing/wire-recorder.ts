// Records all that this process sends and receives by fetch and WebSocket, as it is on the wire without TLS.

/** Records until it is disposed of. */
export function recordWire(): { readonly text: () => string } & Disposable {
  const { fetch: realFetch, WebSocket: RealWebSocket } = globalThis;
  const parts: string[] = [];
  const latin1 = (bytes: ArrayBuffer) => Buffer.from(bytes).toString("latin1");
  const recordingFetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    parts.push(request.url, JSON.stringify([...request.headers]), latin1(await request.clone().arrayBuffer()));
    const response = await realFetch(request);
    parts.push(JSON.stringify([...response.headers]), latin1(await response.clone().arrayBuffer()));
    return response;
  };
  globalThis.fetch = Object.assign(recordingFetch, { preconnect: realFetch.preconnect });
  globalThis.WebSocket = class extends RealWebSocket {
    constructor(...given: ConstructorParameters<typeof RealWebSocket>) {
      super(...given);
      parts.push(String(given[0]));
      this.addEventListener("message", ({ data }) => parts.push(String(data)));
    }

    override send(data: Parameters<WebSocket["send"]>[0]): void {
      parts.push(String(data));
      super.send(data);
    }
  };
  return {
    text: () => parts.join("\n"),
    [Symbol.dispose]() {
      Object.assign(globalThis, { fetch: realFetch, WebSocket: RealWebSocket });
    },
  };
}
