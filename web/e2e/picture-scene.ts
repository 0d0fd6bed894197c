// People and what they say, for pictures: a room as it is on a good day, made through the API and open sockets.
import type { startMayfly } from "./visitor.ts";

type Server = Awaited<ReturnType<typeof startMayfly>>;
type Said = { by: string; text: string; answers?: number; reactions?: Record<string, string[]> };

const AVATARS: Record<string, string> = {
  Mira: "heron",
  Jonas: "otter",
  Tomás: "frog",
  Leila: "firefly",
  Yuki: "moth",
  Ada: "dragonfly",
};

/** What people say while they wait for each other. */
export const CHATTER = [
  "Who has the keys to the boathouse?",
  "I do. I’ll be there at ten.",
  "Wind from the west, three knots at most. It will be a slow one, and all the better for it.",
  "Slow is fine!",
  "The bakery on the corner opens at seven, so I could fetch rolls on the way if somebody tells me how many.",
  "Twelve?",
  "Make it twenty. You haven’t seen the children eat.",
  "Twenty it is.",
  "Does anybody still have the big blanket from last time?",
  "It’s in our cellar, washed and everything.",
];

/** What is said, in order; `answers` is the place of the message that is answered. */
export const TALK: Said[] = [
  {
    by: "Mira",
    text: "Morning! Who’s in for the boat on Saturday?",
    reactions: { "🚣": ["Jonas", "Yuki"], "☀️": ["Leila"] },
  },
  { by: "Jonas", text: "Me! I can bring the **big** cooler." },
  { by: "Tomás", text: "Count us in: me and the two kids 👋" },
  { by: "Leila", text: "Yes please. Do we have life jackets for the little ones?", answers: 2 },
  { by: "Jonas", text: "There are six on board:\n\n- 2 for children\n- 4 for the rest of us" },
  { by: "Leila", text: "🎉" },
  {
    by: "Mira",
    text: "The code at the dock is `4471`, and the gate closes at 19:30.",
    reactions: { "👍": ["Jonas", "Leila", "Tomás"] },
  },
  { by: "Yuki", text: "Is this the right pier? https://example.org/pier-7" },
  { by: "Mira", text: "Exactly. @Ada, are you bringing bread again?", reactions: { "❤️": ["Yuki"] } },
];

export async function createCast(server: Server) {
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
    tokenOf,

    /** They are there, and stay until the cast leaves. */
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

    async say(code: string, talk: readonly Said[]): Promise<void> {
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

    /** They are at the door. */
    async knock(code: string, name: string): Promise<void> {
      await post(`${code}/join`, name, {});
    },

    leave(): void {
      for (const socket of sockets) socket.close();
    },
  };
}
