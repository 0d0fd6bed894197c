// Connects a person without a browser, who can send many messages quickly. The server must have no rate limits.

export type ApiTalker = Awaited<ReturnType<typeof startApiTalker>>;

type Session = { token: string };
type Server = { url: string; post(path: "sessions", body: object): Promise<Session> };

/** A frame of the server, with the fields that tests read. */
export type HeardFrame = { type: string; user?: string; id: string; message: string; [field: string]: unknown };

/**
 * @param code the room's code or its address
 * @param session of somebody who is known already, under this name
 */
export async function startApiTalker(server: Server, code: string, name = "Talker", session?: Session) {
  const { token } = session ?? (await server.post("sessions", { name }));
  const room = code.split("/").at(-1);
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/${room}?session_id=${token}`);
  const heard: HeardFrame[] = [];
  const own: HeardFrame[] = [];
  let waiting: { count: number; done: () => void } | undefined;
  const id = await new Promise<string>((resolve, reject) => {
    socket.onerror = () => reject(new Error(`${name} can't join`));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as HeardFrame;
      heard.push(frame);
      if (frame.type === "welcome") resolve((frame.you as { id: string }).id);
      if (frame.type === "chat" && frame.user === name) own.push(frame);
      if (waiting !== undefined && own.length >= waiting.count) waiting.done();
    };
  });
  let said = 0;
  return {
    token,
    id,
    name,
    /** Sends messages and waits until the server has confirmed them. Returns their ids. */
    async say(...messages: string[]): Promise<string[]> {
      for (const message of messages) socket.send(JSON.stringify({ type: "chat", message }));
      said += messages.length;
      await new Promise<void>((done) => {
        waiting = { count: said, done };
        if (own.length >= said) done();
      });
      return own.slice(-messages.length).map(({ id }) => id);
    },
    sendFrame: (frame: object) => socket.send(JSON.stringify(frame)),
    /** Returns what the server has told of this kind until now. */
    heard: (type: string) => heard.filter((frame) => frame.type === type),
    /** Asks for something of the room over REST. */
    ask: (method: string, path: string, body: object = {}) =>
      fetch(`${server.url}/api/rooms/${room}/${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      }),
    leave: () => socket.close(),
  };
}

/** Returns texts of every length up to a few lines, each beginning with its number. */
export function numberedLines(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at} ${"words ".repeat((from + at) % 60)}`);
}
