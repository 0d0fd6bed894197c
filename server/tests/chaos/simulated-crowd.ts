// Rooms full of talkers, each the web client's own connection and reducer, behind a proxy that can hurt them.
import type { LogEvent } from "#protocol/frames";
import type { SocketLike } from "../../../web/src/sync/connection-types.ts";
import type { contiguous } from "../../../web/src/sync/room-reducer.ts";
import { Talker } from "../../testing/simulated-user.ts";
import { eventsIn, Ledger, NO_WRONGS, sum, type Witness, type Wrongs, wordOf } from "./history-checker.ts";
import type { Victim } from "./server-under-test.ts";

export type CrowdOptions = {
  readonly rooms: number;
  /** In each room. */
  readonly members: number;
  /** Only to show that a wrong way is noticed. */
  readonly place?: typeof contiguous;
  readonly open?: (address: string) => SocketLike;
};

type Group = { readonly code: string; readonly ownerKey: string; readonly talkers: Talker[]; readonly ledger: Ledger };

/** Messages of one talker that may wait: beyond it they say nothing new while their server is away. */
const PATIENCE = 40;
const EAGERNESS = 0.1;
const LOOK_MS = 20;
const READ_WITHIN_MS = 30_000;
/** After one message in so many, another is changed or gets a reaction. */
const REVISED = 20;

export class Crowd {
  readonly #victim: Victim;
  readonly #random: () => number;
  readonly #groups: Group[] = [];
  #turn = 0;

  constructor(victim: Victim, random: () => number) {
    this.#victim = victim;
    this.#random = random;
  }

  /** @param port where the talkers connect to */
  async gather(port: number, { rooms, members, place, open }: CrowdOptions): Promise<void> {
    const { client } = this.#victim;
    for (let n = 0; n < rooms; n++) {
      const { room, ownerKey } = await client.room();
      const group: Group = { code: room.code, ownerKey, talkers: [], ledger: new Ledger() };
      for (let m = 0; m < members; m++) {
        const name = `R${n}M${m}`;
        const { token } = await client.session(name);
        const options = {
          // Sooner than people's: what is tested is that they come back.
          random: () => this.#random() * EAGERNESS,
          heard: (frame: Parameters<Ledger["hear"]>[1]) => group.ledger.hear(name, frame),
          ...(place && { place }),
          ...(open && { open }),
        };
        group.talkers.push(new Talker(`ws://127.0.0.1:${port}/ws/${room.code}`, token, name, options));
      }
      this.#groups.push(group);
    }
  }

  get #talkers(): Talker[] {
    return this.#groups.flatMap(({ talkers }) => talkers);
  }

  get deliveries(): number {
    return this.#groups.reduce((total, { ledger }) => total + ledger.deliveries, 0);
  }

  get acknowledged(): number {
    return this.#groups.reduce((total, { ledger }) => total + ledger.acknowledged, 0);
  }

  /** So many messages are written, in all rooms in turn. */
  say(count: number): void {
    for (let n = 0; n < count; n++) {
      const group = this.#groups[this.#turn++ % this.#groups.length];
      const talker = group?.talkers[Math.floor(this.#random() * group.talkers.length)];
      if (group === undefined || talker === undefined || talker.state.outbox.length >= PATIENCE) continue;
      talker.say(
        `${talker.name}-${talker.written.length} ${"lorem ipsum ".repeat(1 + Math.floor(this.#random() * 12))}`,
      );
      if (this.#random() < 1 / REVISED) this.#revise(talker);
    }
    for (const talker of this.#talkers) talker.retry();
  }

  #revise(talker: Talker): void {
    const own = talker.shown.findLast((event) => event.type === "chat" && event.userId === talker.state.you?.id);
    if (own?.type !== "chat") return;
    if (this.#random() < 0.5) return talker.revise({ type: "react", id: own.id, emoji: "🦋" });
    talker.revise({ type: "edit", id: own.id, message: `${wordOf(own.message)} changed ${this.#random()}` });
  }

  /** Waits until everybody has said what they wrote, writing nothing new. @returns who could not */
  async finish(withinMs: number): Promise<string[]> {
    await eventually(withinMs, () => {
      for (const talker of this.#talkers) talker.retry();
      return this.#stranded().length === 0;
    });
    return this.#stranded();
  }

  /** Reads every room's log from its first event, waits until all stand at its end, and judges. */
  async verdict(withinMs: number): Promise<Wrongs> {
    let wrongs = NO_WRONGS;
    for (const { code, talkers, ledger } of this.#groups) {
      const witness = await this.#witness(code);
      await eventually(withinMs, () => talkers.every(({ seq }) => seq === witness.reader.seq));
      witness.reader.stop();
      wrongs = sum(wrongs, ledger.verdict(witness, talkers));
    }
    return wrongs;
  }

  async #witness(code: string): Promise<Witness> {
    const { client, port } = this.#victim;
    const { socket, token, welcome } = await client.join(code, "Witness");
    socket.close();
    const { epoch, seq } = welcome.cursor;
    const log: LogEvent[] = [];
    const reader = new Talker(`ws://127.0.0.1:${port}/ws/${code}`, token, "Witness", {
      cursor: { epoch, seq: 0 },
      heard: (frame) => log.push(...eventsIn(frame)),
    });
    // Who has not given up goes on talking: the end is where it was, or beyond.
    if (!(await eventually(READ_WITHIN_MS, () => reader.seq >= seq))) throw new Error(`${code} can't be read`);
    return { log, reader };
  }

  /** Talkers who were told never to come back, and those who still have something to say. */
  #stranded(): string[] {
    return this.#talkers.flatMap(({ name, closedWith, state: { outbox } }) => {
      if (closedWith !== undefined) return [`${name} was closed with ${closedWith}`];
      return outbox.length > 0 ? [`${name} could not say ${outbox.length} things`] : [];
    });
  }

  /** Ends the rooms, so that a long trial holds no more than a short one. @returns what is wrong with that */
  async end(): Promise<string[]> {
    const { client } = this.#victim;
    const asked = this.#groups.map(({ code, ownerKey }) =>
      client.ask("DELETE", `api/rooms/${code}`, { headers: { "x-owner-key": ownerKey } }),
    );
    const odd = (await Promise.all(asked)).filter(({ status }) => status !== 204);
    return odd.map(({ status }) => `the end of a room was answered with ${status}`);
  }

  disperse(): void {
    for (const talker of this.#talkers) talker.stop();
    this.#groups.length = 0;
  }
}

/** @returns whether it came to be so in time */
async function eventually(withinMs: number, isSo: () => boolean): Promise<boolean> {
  for (const until = performance.now() + withinMs; !isSo(); await Bun.sleep(LOOK_MS)) {
    if (performance.now() > until) return false;
  }
  return true;
}
