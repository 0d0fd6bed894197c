// Connects a person without a browser, who can send many messages quickly. The server must have no rate limits.

export type ApiTalker = Awaited<ReturnType<typeof startApiTalker>>;

type Server = { url: string; post(path: "sessions", body: object): Promise<{ token: string }> };

export async function startApiTalker(server: Server, code: string, name = "Talker") {
  const { token } = await server.post("sessions", { name });
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/${code}?session_id=${token}`);
  const own: { id: string; message: string }[] = [];
  let waiting: { count: number; done: () => void } | undefined;
  await new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error(`${name} can't join`));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as { type: string; user?: string; id: string; message: string };
      if (frame.type === "welcome") resolve();
      if (frame.type === "chat" && frame.user === name) own.push(frame);
      if (waiting !== undefined && own.length >= waiting.count) waiting.done();
    };
  });
  let said = 0;
  return {
    token,
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
    leave: () => socket.close(),
  };
}

/** Returns texts of every length up to a few lines, each beginning with its number. */
export function numberedLines(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at} ${"words ".repeat((from + at) % 60)}`);
}
