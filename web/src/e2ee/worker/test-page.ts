// A page of an encrypted room on a real server, for tests: its worker's session, and what the page is told.
import { expect } from "bun:test";
import { toBase64url } from "#protocol/e2ee/bytes";
import type { ApiSocket } from "../../../../server/testing/api-client.ts";
import { seededRandomBytes } from "../../../../server/testing/seeded-random.ts";
import type { TestServer } from "../../../../server/testing/test-server.ts";
import { makeRoomSecrets } from "./make-room-secrets.ts";
import type { FromWorker, KeptRoom } from "./messages.ts";
import { RoomSession } from "./room-session.ts";

export const CODE = "secret-place";
const TEXTS = {
  member: "Mitglied",
  unreadable: "unreadable",
  noKey: "no key",
  newerVersion: "newer version",
  notSigned: "not signed",
};
// biome-ignore lint/suspicious/noExplicitAny: tests read frames of every kind
export type AnyJson = any;

export const random = seededRandomBytes(7);

/** A page: sends what a page sends, and gets what a page gets. */
export class Page {
  readonly session: RoomSession;
  readonly frames: AnyJson[] = [];
  readonly others: FromWorker[] = [];
  readonly sent: string[] = [];
  /** What the server sent, as it came. */
  readonly texts: string[] = [];
  /** Its boxes of new keys are lost on the way. */
  losesBoxes = false;
  kept: KeptRoom;
  /** What waits for its time. */
  #timers: { delayMs: number; run: () => void }[] = [];
  #stopsAt: string | undefined;
  #isStopped = false;
  #isAnnounced = false;
  #wake = () => {};
  socket: ApiSocket;
  /** Its clock. */
  time = 1_800_000_000_000;
  /** Whether what is done without a wait is done at all. */
  readonly #hasBackground: boolean;
  readonly you: { id: string; name: string; avatar: string | null };
  readonly token: string;

  private constructor(
    server: TestServer,
    kept: KeptRoom,
    socket: ApiSocket,
    { token, you, hasBackground }: { token: string; you: Page["you"]; hasBackground: boolean },
  ) {
    this.socket = socket;
    this.#hasBackground = hasBackground;
    this.kept = kept;
    this.you = you;
    this.token = token;
    const base = `127.0.0.1:${server.port}/`;
    this.session = new RoomSession(
      { type: "start", code: CODE, kept, base, texts: TEXTS, readTo: Number.POSITIVE_INFINITY },
      {
        random,
        now: () => this.time,
        after: (delayMs, run) => {
          if (delayMs > 0) this.#timers.push({ delayMs, run });
          else if (this.#hasBackground) queueMicrotask(run);
        },
        subtle: undefined,
        post: (message) => {
          if (message.type === "deliver") this.frames.push(JSON.parse(message.text));
          else if (message.type === "transmit") {
            this.sent.push(message.text);
            this.socket.sendRaw(message.text);
          } else if (message.type === "keep") this.kept = message.kept;
          else this.others.push(message);
          this.#wake();
        },
      },
    );
    this.#read().catch(() => {});
  }

  /** Resolves once this holds. */
  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  hasEpoch = (keyEpoch: number) => this.#until(() => this.session.keys.newest?.keyEpoch === keyEpoch);
  hasRecords = (count: number) => this.#until(() => this.session.keys.keyring?.records.length === count);
  /** Resolves once the server has told all of this page's key. */
  announced = () => this.#until(() => this.#isAnnounced);
  /** Resolves once so many frames came that have this in them, and are of this page's member. */
  received = (part: string, times: number, of?: Page) =>
    this.#until(
      () => this.texts.filter((text) => text.includes(part) && text.includes(of?.you.id ?? "")).length >= times,
    );
  /** Resolves once the keys of these pages' members are known. */
  knows = (...pages: Page[]) => this.#until(() => pages.every(({ you }) => this.session.memberKeys.has(you.id)));
  /** Resolves once the page was cut off. */
  stopped = () => this.#until(() => this.#isStopped);

  /** Cuts the page off before it gets such a frame. */
  stopReadingAt(type: string): void {
    this.#stopsAt = type;
  }

  /** Joins anew, on another socket. */
  async reconnect(server: TestServer, cursor?: object): Promise<void> {
    this.socket = await server.client.connect(CODE);
    this.session.opened(1);
    const { token, you } = this;
    this.say({ type: "join", token, name: you.name, avatar: null, batch: true, ...(cursor && { cursor }) });
    this.#read().catch(() => {});
  }

  static async open(
    server: TestServer,
    kept: KeptRoom,
    name: string,
    fields: object = {},
    token?: string,
    hasBackground = true,
  ): Promise<Page> {
    const session = await server.client.session(name, token);
    const socket = await server.client.connect(CODE);
    const you = { ...session.member, name };
    const page = new Page(server, kept, socket, { token: session.token, you, hasBackground });
    page.session.opened(0);
    page.say({ type: "join", token: session.token, name, avatar: null, batch: true, ...fields });
    return page;
  }

  async #read(): Promise<void> {
    const { socket } = this;
    while (!this.#isStopped) {
      const text = await socket.nextText();
      if (this.#stopsAt !== undefined && text.includes(`"type":"${this.#stopsAt}"`)) this.#isStopped = true;
      else if (!this.losesBoxes || !text.includes('"type":"box"')) this.session.receive(text);
      this.texts.push(text);
      if (text.includes('"type":"session"') && text.includes(this.you.id)) this.#isAnnounced = true;
      this.#wake();
    }
  }

  say(frame: object): void {
    this.session.send(JSON.stringify(frame), this.you);
  }

  /** Lets so much time pass since the timers were set. */
  pass(ms: number): void {
    const due = this.#timers.filter(({ delayMs }) => delayMs <= ms);
    this.#timers = this.#timers.filter((timer) => !due.includes(timer));
    for (const { run } of due) run();
  }

  async next(type: string): Promise<AnyJson> {
    for (;;) {
      const at = this.frames.findIndex((frame) => frame.type === type);
      if (at >= 0) return this.frames.splice(at, 1)[0];
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  async other<T extends FromWorker["type"]>(type: T): Promise<Extract<FromWorker, { type: T }>> {
    for (;;) {
      const found = this.others.find((message) => message.type === type);
      if (found) return found as Extract<FromWorker, { type: T }>;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

/** Returns what somebody keeps who got the link. */
export const guest = ({ link }: KeptRoom, seed = 9): KeptRoom => ({
  link,
  seed: toBase64url(new Uint8Array(32).fill(seed)),
});

export async function host(server: TestServer, password?: string): Promise<{ kept: KeptRoom; token: string }> {
  const { encryption, kept } = makeRoomSecrets(CODE, password, random);
  const { token } = await server.client.session("Ann Canary");
  await server.client.room({ code: CODE, encryption } as never, token);
  return { kept, token };
}

type Action = "kick" | "ban" | "promote" | "demote" | "handover";

/** Does something with a member by a page's token alone, as a server could say that it was done. */
export async function actOutside(server: TestServer, { token }: Page, action: Action, { you }: Page): Promise<void> {
  const { status } = await server.ask("POST", `api/rooms/${CODE}/members/${you.id}/${action}`, { token, body: {} });
  expect(status).toBe(204);
}

/** Does something with a member as a page does. */
export async function act(server: TestServer, page: Page, action: Action, member: Page): Promise<void> {
  page.session.rekeying.asks(action, member.you.id);
  await actOutside(server, page, action, member);
}

export const enter = async (...page: Parameters<typeof Page.open>): Promise<Page> => {
  const entered = await Page.open(...page);
  await entered.next("welcome");
  await entered.announced();
  return entered;
};

/** Returns what somebody keeps who got the link, and typed the password if there is one. */
export const member = (kept: KeptRoom, seed: number): KeptRoom => ({
  ...guest(kept, seed),
  ...(kept.password && { password: kept.password }),
});

/** An owner and two members, whose pages all know of each other's. */
export async function start(server: TestServer, password?: string) {
  const { kept, token } = await host(server, password);
  const ann = await enter(server, kept, "Ann", {}, token);
  const bob = await enter(server, member(kept, 9), "Bob");
  const eve = await enter(server, member(kept, 11), "Eve");
  return { kept, ann, bob, eve };
}

/** Says something that all of these read. */
export async function talk(from: Page, message: string, ...readers: Page[]): Promise<void> {
  from.say({ type: "chat", message, nonce: message.replaceAll(/\W/g, "-") });
  for (const reader of [from, ...readers]) expect(await reader.next("chat")).toMatchObject({ message });
}
