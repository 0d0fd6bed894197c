// Creates people who take part in rooms without a browser, through the API and sockets.
import type { MayflyServer } from "./start-mayfly.ts";

/** `answers` is the index of the message that this one replies to; `reactions` has the names of reactors by emoji. */
export type ApiMessage = { by: string; text: string; answers?: number; reactions?: Record<string, string[]> };

const AVATARS: Record<string, string> = {
  Mira: "heron",
  Jonas: "otter",
  Tomás: "frog",
  Leila: "firefly",
  Yuki: "moth",
  Ada: "dragonfly",
};

/** Creates people who act through the API, each under a name that the tests choose. */
export function createApiMembers(server: MayflyServer) {
  const tokens = new Map<string, string>();
  const sockets: WebSocket[] = [];

  async function tokenOf(name: string): Promise<string> {
    const known = tokens.get(name);
    if (known !== undefined) return known;
    const avatar = AVATARS[name];
    const { token } = await server.post("sessions", { name, ...(avatar && { avatar }) });
    tokens.set(name, token);
    return token;
  }

  async function post(path: string, name: string, body: object): Promise<{ id: string }> {
    const headers = { authorization: `Bearer ${await tokenOf(name)}` };
    const answer = await fetch(`${server.url}/api/rooms/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return (await answer.json()) as { id: string };
  }

  return {
    /** Returns the session token of this person, who is created the first time. */
    tokenOf,

    /** Connects these people to a room until `leave`. Returns a function that sends a frame as one of them. */
    async enter(code: string, names: readonly string[]): Promise<(frame: object, name: string) => void> {
      const own = new Map<string, WebSocket>();
      for (const name of names) {
        const address = `${server.url.replace("http", "ws")}/ws/${code}?session_id=${await tokenOf(name)}`;
        const socket = new WebSocket(address);
        sockets.push(socket);
        own.set(name, socket);
        await new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
      }
      return (frame, name) => own.get(name)?.send(JSON.stringify(frame));
    },

    /** Sends these messages and their reactions, in order. */
    async say(code: string, talk: readonly ApiMessage[]): Promise<void> {
      const ids: string[] = [];
      for (const { by, text, answers, reactions } of talk) {
        const replyTo = answers === undefined ? undefined : ids[answers];
        const { id } = await post(`${code}/messages`, by, { message: text, ...(replyTo && { replyTo }) });
        ids.push(id);
        for (const [emoji, names] of Object.entries(reactions ?? {})) {
          for (const name of names) await post(`${code}/messages/${id}/reactions`, name, { emoji });
        }
      }
    },

    /** Asks to be let into a room where newcomers knock. */
    async knock(code: string, name: string): Promise<void> {
      await post(`${code}/join`, name, {});
    },

    /** Closes all connections. */
    leave(): void {
      for (const socket of sockets) socket.close();
    },
  };
}
