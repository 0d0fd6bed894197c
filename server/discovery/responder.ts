// Holds a name on the local network (RFC 6762): asks whether it is free, takes the next one where it isn't, announces it,
// answers questions, and says goodbye. It reaches clock, chance and network through its parameters only. Rules N25 to N29.
import {
  type DnsMessage,
  type DnsQuestion,
  type DnsRecord,
  decodeMessage,
  encodeMessage,
  TYPE,
} from "./dns-message.ts";
import {
  type Announcement,
  additionalsOf,
  addressData,
  answersTo,
  compareClaims,
  hasSameData,
  hostNameOf,
  isSameRecord,
  LEGACY_TTL_SECONDS,
  nthLabel,
  type OwnRecord,
  type RecordData,
  recordsOf,
  uniqueNamesOf,
} from "./service-records.ts";

export const MDNS_PORT = 5353;

/** Who sent a message. */
export type Peer = { readonly address: string; readonly port: number };

/** The addresses to announce on each interface, by its name. */
export type Links = ReadonlyMap<string, readonly string[]>;

export type ResponderPorts = {
  /** Returns a number from 0 to 1, without 1. */
  random(): number;
  /** @returns a function that cancels it */
  after(delayMs: number, run: () => void): () => void;
  /** @param peer left out for everybody on the interface */
  send(link: string, message: Uint8Array, peer?: Peer): void;
  /** Is called when a label is this server's, and when it is another one than before. */
  onNamed(label: string): void;
};

const PROBES = 3;
const PROBE_EVERY_MS = 250;
const ANNOUNCEMENTS = 2;
const ANNOUNCE_EVERY_MS = 1_000;
/** Who has lost a name that two asked for at once lets the other take it before asking again. */
const LOST_WAIT_MS = 1_000;
/** From so many conflicts on, something is wrong, and the network is spared. */
const MAX_QUICK_CONFLICTS = 15;
const MANY_CONFLICTS_WAIT_MS = 5_000;
/** Answers that others may give, too, wait for 20 to 120 ms, so that not all come at once. */
const MIN_SHARED_DELAY_MS = 20;
const SHARED_DELAY_RANGE_MS = 100;
const REPEAT_AFTER_MS = 1_000;
/** The most answers on one interface in a second, whoever asks. */
const MAX_ANSWERS = 50;

export class Responder {
  readonly #wanted: string;
  readonly #announcement: Announcement;
  readonly #ports: ResponderPorts;
  #state: "waiting" | "probing" | "announced" | "stopped" = "waiting";
  #links: Links = new Map();
  /** The data of every address of this machine: no such record is another's. */
  #ownAddresses: readonly RecordData[] = [];
  #attempt = 0;
  #conflicts = 0;
  #named: string | undefined;
  #cancelStep: () => void = () => undefined;
  /** For each interface, what was said to everybody within the last second, and how many answers were given. */
  readonly #recent = new Map<string, { readonly said: Set<OwnRecord>; answers: number }>();

  constructor(wanted: string, announcement: Announcement, ports: ResponderPorts) {
    this.#wanted = wanted;
    this.#announcement = announcement;
    this.#ports = ports;
  }

  get #label(): string {
    return nthLabel(this.#wanted, this.#attempt);
  }

  /** Is told all addresses of this machine, announced or not: what has one of them isn't another device. */
  setMachineAddresses(addresses: readonly string[]): void {
    this.#ownAddresses = addresses.map(addressData);
  }

  /** Announces on these interfaces from now on. */
  setLinks(links: Links): void {
    if (this.#state === "stopped") return;
    this.#links = links;
    this.#cancelStep();
    this.#state = "waiting";
    if (links.size > 0) this.#probe(0);
  }

  /** Takes a message that came in on an interface. */
  receive(link: string, bytes: Uint8Array, peer: Peer): void {
    if (this.#state === "stopped" || this.#state === "waiting") return;
    const message = decodeMessage(bytes);
    if (message === undefined) return;
    if (!message.isResponse) {
      if (this.#state === "announced") this.#answer(link, message, peer);
      else this.#compete(link, message.authorities.filter(isOfClaimedType));
    } else if (peer.port === MDNS_PORT) {
      // What comes from another port may be from a program that isn't trusted with this one.
      this.#hear(link, [...message.answers, ...message.additionals]);
    }
  }

  /** Says goodbye, so that nobody goes on looking here. */
  stop(): void {
    const wasAnnounced = this.#state === "announced";
    this.#cancelStep();
    this.#state = "stopped";
    if (!wasAnnounced) return;
    for (const link of this.#links.keys()) {
      const answers = this.#recordsOf(link).map((record) => ({ ...record, ttlSeconds: 0 }));
      this.#ports.send(link, encodeMessage({ isResponse: true, answers }));
    }
  }

  #recordsOf(link: string): OwnRecord[] {
    return recordsOf(this.#label, this.#announcement, this.#links.get(link) ?? []);
  }

  #schedule(delayMs: number, run: () => void): void {
    this.#cancelStep = this.#ports.after(delayMs, run);
  }

  /** Asks three times whether anybody has the names; they are ours if nobody says so. */
  #probe(delayMs: number): void {
    this.#cancelStep();
    this.#state = "probing";
    const names = uniqueNamesOf(this.#label, this.#announcement);
    const step = (sent: number) => {
      if (sent === PROBES) return this.#win();
      for (const link of this.#links.keys()) {
        const authorities = this.#recordsOf(link).filter(isClaimed);
        const questions = names.map((name) => ({ name, type: TYPE.ANY, wantsUnicast: false }));
        this.#ports.send(link, encodeMessage({ questions, authorities }));
      }
      this.#schedule(PROBE_EVERY_MS, () => step(sent + 1));
    };
    this.#schedule(delayMs + this.#ports.random() * PROBE_EVERY_MS, () => step(0));
  }

  #win(): void {
    this.#state = "announced";
    this.#conflicts = 0;
    const label = this.#label;
    if (label !== this.#named) {
      this.#named = label;
      this.#ports.onNamed(label);
    }
    this.#announce(ANNOUNCEMENTS);
  }

  #announce(times: number): void {
    for (const link of this.#links.keys()) {
      this.#ports.send(link, encodeMessage({ isResponse: true, answers: this.#recordsOf(link) }));
    }
    this.#cancelStep();
    if (times > 1) this.#schedule(ANNOUNCE_EVERY_MS, () => this.#announce(times - 1));
  }

  /** Somebody asks for our name while we do. */
  #compete(link: string, claims: readonly DnsRecord[]): void {
    const records = this.#recordsOf(link);
    for (const name of uniqueNamesOf(this.#label, this.#announcement)) {
      const theirs = claims.filter((record) => record.name === name);
      // One's own question is heard, too, on this interface and, where they are in the same network, on the others.
      if (theirs.every((record) => this.#isOurs(record))) continue;
      const ours = records.filter((record) => record.name === name && isClaimed(record));
      if (compareClaims(ours, theirs) < 0) return this.#probe(LOST_WAIT_MS);
    }
  }

  /** Looks whether somebody else says that they have our name, or that one of our records has ended. */
  #hear(link: string, records: readonly DnsRecord[]): void {
    const names = uniqueNamesOf(this.#label, this.#announcement);
    for (const record of records) {
      if (!names.includes(record.name) || !isOfClaimedType(record)) continue;
      if (this.#isOurs(record)) {
        if (this.#state === "announced" && this.#isCutShort(record) && this.#mayAnswer(link)) return this.#announce(1);
      } else if (record.ttlSeconds > 0) return this.#yield();
    }
  }

  /** Another program of this machine may end a record that it has, too. */
  #isCutShort(record: DnsRecord): boolean {
    return this.#allRecords().some((own) => isSameRecord(own, record) && record.ttlSeconds < own.ttlSeconds / 2);
  }

  #yield(): void {
    // Who announced a name may still have it: then the other one hears our question, and gives way or answers.
    if (this.#state === "announced") return this.#probe(0);
    this.#attempt++;
    this.#conflicts++;
    this.#probe(this.#conflicts > MAX_QUICK_CONFLICTS ? MANY_CONFLICTS_WAIT_MS : 0);
  }

  #allRecords(): OwnRecord[] {
    return [...this.#links.keys()].flatMap((link) => this.#recordsOf(link));
  }

  #isOurs(record: DnsRecord): boolean {
    const isOwnAddress = () => this.#ownAddresses.some((address) => hasSameData(address, record));
    if (record.name === hostNameOf(this.#label) && isOwnAddress()) return true;
    return this.#allRecords().some((own) => isSameRecord(own, record));
  }

  #answer(link: string, query: DnsMessage, peer: Peer): void {
    const records = this.#recordsOf(link);
    const isOneShot = peer.port !== MDNS_PORT;
    const alone: OwnRecord[] = [];
    const everybody: OwnRecord[] = [];
    const asked = query.questions.filter((question) => {
      const answers = answersTo(question, records).filter((record) => isOneShot || !isKnown(record, query.answers));
      (isOneShot || question.wantsUnicast ? alone : everybody).push(...answers);
      return answers.length > 0;
    });
    if (asked.length === 0 || !this.#mayAnswer(link)) return;
    if (alone.length > 0) {
      const answers = { answers: unique(alone), additionals: additionalsOf(unique(alone), records) };
      const message = isOneShot ? forOneShot(query.id, asked, answers) : answers;
      this.#ports.send(link, encodeMessage({ isResponse: true, ...message }), peer);
    }
    if (everybody.length === 0) return;
    const isProbe = query.authorities.length > 0;
    const send = () => this.#answerEverybody(link, unique(everybody), isProbe);
    // Who is about to take our name has to be told at once.
    if (isProbe || everybody.every((record) => record.isUnique)) return send();
    this.#ports.after(MIN_SHARED_DELAY_MS + this.#ports.random() * SHARED_DELAY_RANGE_MS, send);
  }

  #answerEverybody(link: string, wanted: readonly OwnRecord[], isProbe: boolean): void {
    if (this.#state !== "announced") return;
    const { said } = this.#recentOf(link);
    const wasSaid = (record: OwnRecord) => [...said].some((other) => isSameRecord(record, other));
    const answers = isProbe ? wanted : wanted.filter((record) => !wasSaid(record));
    if (answers.length === 0) return;
    for (const record of answers) said.add(record);
    this.#ports.send(
      link,
      encodeMessage({ isResponse: true, answers, additionals: additionalsOf(answers, this.#recordsOf(link)) }),
    );
  }

  #mayAnswer(link: string): boolean {
    return ++this.#recentOf(link).answers <= MAX_ANSWERS;
  }

  /** What was said is forgotten a second after the first of it. */
  #recentOf(link: string) {
    const known = this.#recent.get(link);
    if (known !== undefined) return known;
    const recent = { said: new Set<OwnRecord>(), answers: 0 };
    this.#recent.set(link, recent);
    this.#ports.after(REPEAT_AFTER_MS, () => this.#recent.delete(link));
    return recent;
  }
}

/** A claim is of what the name has, but not of what it lacks. */
const isClaimed = (record: OwnRecord): boolean => record.isUnique && isOfClaimedType(record);

/** Another program of this machine may say more of it, such as which system it runs. */
const CLAIMED_TYPES: readonly number[] = [TYPE.A, TYPE.AAAA, TYPE.CNAME, TYPE.SRV, TYPE.TXT];
const isOfClaimedType = ({ type }: DnsRecord): boolean => CLAIMED_TYPES.includes(type);

/** The asker need not be told what it has known for less than half of its time. */
const isKnown = (record: OwnRecord, known: readonly DnsRecord[]): boolean =>
  known.some((other) => isSameRecord(record, other) && other.ttlSeconds >= record.ttlSeconds / 2);

type Answers = Pick<DnsMessage, "answers" | "additionals">;

/** Returns answers for a program that asks from a port of its own, as it would ask any DNS server. */
function forOneShot(
  id: number,
  questions: readonly DnsQuestion[],
  { answers, additionals }: Answers,
): Partial<DnsMessage> {
  const shorten = (record: DnsRecord): DnsRecord => ({
    ...record,
    isUnique: false,
    ttlSeconds: Math.min(record.ttlSeconds, LEGACY_TTL_SECONDS),
  });
  return { id, questions, answers: answers.map(shorten), additionals: additionals.map(shorten) };
}

const unique = (records: readonly OwnRecord[]): OwnRecord[] => [...new Set(records)];
