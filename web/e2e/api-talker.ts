// Somebody in a room without a browser, who can say a great many things quickly. For servers without limits.

export type Scribe = Awaited<ReturnType<typeof startScribe>>;

type Server = { url: string; post(path: "sessions", body: object): Promise<{ token: string }> };

export async function startScribe(server: Server, code: string, name = "Scribe") {
  const { token } = await server.post("sessions", { name });
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws/${code}?session_id=${token}`);
  const own: { id: string; message: string }[] = [];
  let waiting: { count: number; done: () => void } | undefined;
  await new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error(`${name} can't come in`));
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
    /** Says all of it, and waits until it stands. @returns the ids */
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

/** Texts of every length up to a few lines, each with its number in front. */
export function lines(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at} ${"words ".repeat((from + at) % 60)}`);
}
