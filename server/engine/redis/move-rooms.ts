// Moves the living rooms of a data file into a Redis, and those of a Redis into a data file, one after the other: each is erased
// where it was once it is where it goes, with its files. Rules D64 and D65.
import type { SavedFile } from "../../chat/lib/ports.ts";
import type { Journal, JournalWrite, SavedRoom } from "../journal/journal.ts";
import { nonceKey } from "../log/nonces.ts";
import { describeProblem, type RedisAddress } from "./connection/redis-problems.ts";
import { RedisLink } from "./redis-link.ts";
import { createRoomIndex } from "./redis-nodes.ts";
import { beginNext, readFormer } from "./renewed-content.ts";
import { codeKey, DEFAULT_PREFIX, listedKey, nodesChannel, type RoomKeys, roomKeys, secretKey } from "./room-keys.ts";
import {
  type Entry,
  expiryOf,
  FIRST_TAG,
  openArguments,
  parseContent,
  type Reply,
  type RoomContent,
} from "./wire-format.ts";

/** What the domain says of a saved room. */
export type RoomFacts = {
  readonly codeDigest: string;
  readonly expiresAt: number | null;
  readonly isListed: boolean;
};

/** What copies the files of a room. server/files/shared implements it. */
export interface MoveFiles {
  /** Returns files of a data file as a Redis saves them. */
  recordsFor(epoch: string, files: readonly SavedFile[]): SavedFile[];
  /** Copies the files of a room that the Redis has. @returns why it can't have them; then a part may be there */
  copyToRedis(epoch: string, files: readonly SavedFile[]): Promise<string | undefined>;
  /** Copies files beside the data file. @returns them as it saves them, or why they can't be there; then a part may be */
  copyToFolder(files: readonly SavedFile[]): Promise<SavedFile[] | string>;
  eraseInFolder(files: readonly SavedFile[]): void;
  /** @param files as the Redis saves them */
  eraseInRedis(files: readonly SavedFile[]): Promise<void>;
}

export type MoveOptions = {
  readonly address: RedisAddress;
  readonly prefix?: string;
  readonly journal: Journal;
  readonly files: MoveFiles;
  readonly factsOf: (room: Pick<SavedRoom, "founding" | "state">) => RoomFacts;
  readonly newTag: () => string;
};

/** Rooms that stayed where they were are counted by the reason. */
export type MoveReport = { moved: number; readonly stayed: Map<string, number> };

function countStay({ stayed }: MoveReport, reason: string): void {
  stayed.set(reason, (stayed.get(reason) ?? 0) + 1);
}

const CODE_TAKEN = "the code is taken there";

const NO_EVENTS = { onMessage() {}, onResubscribed() {}, onAnswer() {}, onFault() {} };

/** Connects to a Redis, for one action. @throws when it can't be reached */
async function withLink<T>(address: RedisAddress, action: (link: RedisLink) => Promise<T>): Promise<T> {
  const link = await RedisLink.connect(address, NO_EVENTS, {});
  try {
    return await action(link);
  } catch (error) {
    throw error instanceof Error && error.name === "ReplyError" ? describeProblem(error, address) : error;
  } finally {
    await link.close();
  }
}

/** Returns the secret of a Redis, which is the given one from now on if there was none. */
export const keepSecret = (address: RedisAddress, secret: Uint8Array, prefix = DEFAULT_PREFIX): Promise<Uint8Array> =>
  withLink(address, async (link) => {
    const [kept] = await link.run("keepFirst", [secretKey(prefix)], [secret.toBase64()]);
    return Uint8Array.fromBase64(String(kept));
  });

/** Returns a room of a data file as Redis keeps it. */
function contentOf(room: SavedRoom, files: readonly SavedFile[], facts: RoomFacts, newTag: () => string): RoomContent {
  const nonces = room.nonces.map(([key, seq, timestamp]) => [key, `${seq} ${timestamp}`] as const);
  const entries: Entry[] = [];
  let previous = room.lastDroppedSeq === 0 ? FIRST_TAG : newTag();
  const before = previous;
  for (const { seq, text } of room.events) {
    const event = JSON.parse(text);
    const key = nonceKey(event);
    if (key !== undefined) nonces.push([key, `${seq} ${event.timestamp}`]);
    entries.push({ seq, tag: newTag(), previous, text });
    previous = entries.at(-1)?.tag ?? previous;
  }
  const { founding, state, lastDroppedSeq } = room;
  const head = lastDroppedSeq + entries.length;
  const place = { head, tag: entries.at(-1)?.tag ?? before, oldest: lastDroppedSeq + 1, version: 1, edition: 0 };
  const expires = expiryOf(facts.expiresAt);
  const records = files.map(({ id, record }) => [id, record] as const);
  return { ...place, state, founding, expires, code: facts.codeDigest, entries, nonces, files: records, due: [] };
}

export const moveIntoRedis = (rooms: Iterable<SavedRoom>, options: MoveOptions): Promise<MoveReport> =>
  withLink(options.address, async (link) => {
    const { prefix = DEFAULT_PREFIX, journal, files, factsOf, newTag } = options;
    const report: MoveReport = { moved: 0, stayed: new Map() };
    const index = indexOn(link, prefix);
    /** @returns why the room can't be there; then nothing is left of it there */
    const moveRoom = async (room: SavedRoom, facts: RoomFacts, code: string): Promise<string | undefined> => {
      const { epoch, files: saved = [] } = room;
      const keys = roomKeys(prefix, epoch);
      const records = files.recordsFor(epoch, saved);
      const content = contentOf(room, records, facts, newTag);
      await link.run("open", keys, openArguments(content));
      let reason = await files.copyToRedis(epoch, saved);
      // Servers find the room from here on.
      if (reason === undefined) {
        const [holder] = await link.run("claimCode", [code], [epoch, content.expires, ""]);
        if (holder === epoch) return undefined;
        reason = CODE_TAKEN;
      }
      await files.eraseInRedis(records);
      await link.run("erase", keys, []);
      return reason;
    };
    for (const room of rooms) {
      const { epoch, files: saved = [] } = room;
      const facts = factsOf(room);
      const code = codeKey(prefix, facts.codeDigest);
      const [holder] = await link.run("lookUp", [code], []);
      // Where the room has its code there, an earlier move was broken off, and servers may have changed the room since.
      const reason = holder === epoch ? undefined : await moveRoom(room, facts, code);
      if (reason !== undefined) {
        countStay(report, reason);
        continue;
      }
      await index.add(epoch, facts.expiresAt ?? Number.POSITIVE_INFINITY);
      if (facts.isListed) await link.run("setMember", [listedKey(prefix)], [epoch, 1]);
      await journal.commit([forgetting(epoch)]);
      files.eraseInFolder(saved);
      report.moved++;
    }
    return report;
  });

/** Reads a room under its newest epoch, which the server that claimed it may not have begun before it died. */
async function readNewest(
  link: RedisLink,
  prefix: string,
  epoch: string,
  newTag: () => string,
): Promise<{ readonly epoch: string; readonly keys: RoomKeys; readonly reply: Reply }> {
  const keys = roomKeys(prefix, epoch);
  const reply = await link.run("read", keys, [-1, ""]);
  if (reply[0] !== "next") return { epoch, keys, reply };
  const next = String(reply[1]);
  const former = await readFormer(link, keys);
  if (former !== undefined) await beginNext(link, [keys, roomKeys(prefix, next)], former, newTag);
  const newest = await readNewest(link, prefix, next, newTag);
  if (newest.reply[0] === "ok") await link.run("dropFormer", keys, []);
  return newest;
}

/** Nothing is tried again: a move that fails is begun anew. */
const indexOn = (link: RedisLink, prefix: string) =>
  createRoomIndex(
    prefix,
    () => link,
    (action) => void action(),
  );

/** Erases a room from the data file. Its code isn't remembered as ended. */
const forgetting = (epoch: string): JournalWrite => ["end", epoch, { digest: `moved ${epoch}`, until: 0 }];

/**
 * @param saved the rooms of the data file
 * @returns undefined while servers use the Redis: they have its rooms in memory, too
 */
export const moveOutOfRedis = (saved: Iterable<SavedRoom>, options: MoveOptions): Promise<MoveReport | undefined> =>
  withLink(options.address, async (link) => {
    const { prefix = DEFAULT_PREFIX, journal, files, factsOf, newTag } = options;
    if ((await link.publish(nodesChannel(prefix), "")) > 0) return undefined;
    const holders = new Map(Array.from(saved, (room) => [factsOf(room).codeDigest, room.epoch]));
    const report: MoveReport = { moved: 0, stayed: new Map() };
    const index = indexOn(link, prefix);
    for (const key of await link.keys(codeKey(prefix, "*"))) {
      const [found] = await link.run("lookUp", [key], []);
      if (typeof found !== "string" || found === "") continue;
      const { epoch, keys, reply } = await readNewest(link, prefix, found, newTag);
      if (reply[0] === "ok") {
        const { founding, state, entries, oldest, files: records } = parseContent(reply);
        const holder = holders.get(factsOf({ founding, state }).codeDigest);
        if (holder !== undefined && holder !== epoch) {
          countStay(report, CODE_TAKEN);
          continue;
        }
        const shared = records.map(([id, record]) => ({ id, record }));
        const copied = await files.copyToFolder(shared);
        if (typeof copied === "string") {
          countStay(report, copied);
          files.eraseInFolder(shared);
          continue;
        }
        const events = entries.map(({ seq, text }): JournalWrite => {
          const event = JSON.parse(text);
          return ["event", epoch, seq, text, nonceKey(event) ?? null, event.timestamp];
        });
        const trimmed: JournalWrite[] = oldest > 1 ? [["trim", epoch, oldest, oldest]] : [];
        const kept = copied.map((file): JournalWrite => ["file", epoch, file]);
        // Where the file has it, an earlier move was broken off before the Redis had forgotten the room.
        const begun: JournalWrite[] = [forgetting(epoch), ["open", { epoch, founding, state }]];
        await journal.commit([...begun, ...events, ...kept, ...trimmed]);
        await files.eraseInRedis(shared);
        report.moved++;
      }
      for (const one of new Set([found, epoch])) {
        await link.run("setMember", [listedKey(prefix)], [one, 0]);
        await index.remove(one);
      }
      await link.run("erase", keys, []);
      await link.run("erase", [key], []);
    }
    return report;
  });
