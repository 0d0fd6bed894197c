// Holds a name on the local network (RFC 6762): asks whether it is free, takes the next one where it isn't, announces it,
// answers questions, and says goodbye. It reaches clock, chance and network through its parameters only. Rules N25 to N29.
import { type DnsRecord, decodeMessage, encodeMessage, TYPE } from "./dns-message.ts";
import { type AnswerPorts, MDNS_PORT, type Peer, QuestionAnswers } from "./question-answers.ts";
import {
  type Announcement,
  addressData,
  compareClaims,
  hasSameData,
  hostNameOf,
  isSameRecord,
  nthLabel,
  type OwnRecord,
  type RecordData,
  recordsOf,
  uniqueNamesOf,
} from "./service-records.ts";

/** The addresses to announce on each interface, by its name. */
export type Links = ReadonlyMap<string, readonly string[]>;

export type ResponderPorts = AnswerPorts & {
  /** Is called when a label is this server's, and when it is another one than before. */
  onNamed(label: string): void;
};

const PROBES = 3;
const PROBE_EVERY_MS = 250;
const ANNOUNCEMENTS = 2;
const ANNOUNCE_EVERY_MS = 1_000;
/** Who has lost a name that two asked for at once lets the other take it before asking again. */
const LOST_WAIT_MS = 1_000;
/** From so many conflicts on, something is wrong, and the network and the log are spared: each takes twice the time. */
const MAX_QUICK_CONFLICTS = 15;
const MANY_CONFLICTS_WAIT_MS = 5_000;
const LONGEST_WAIT_MS = 600_000;
/** Conflicts count until a name has been kept for so long. */
const SETTLED_MS = 3_600_000;

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
  #cancelSettling: () => void = () => undefined;
  /** The records of each interface, for as long as label and interfaces stay. */
  readonly #records = new Map<string, OwnRecord[]>();
  readonly #questions: QuestionAnswers;

  constructor(wanted: string, announcement: Announcement, ports: ResponderPorts) {
    this.#wanted = wanted;
    this.#announcement = announcement;
    this.#ports = ports;
    this.#questions = new QuestionAnswers(ports, (link) => (this.#state === "announced" ? this.#recordsOf(link) : []));
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
    this.#records.clear();
    this.#cancelStep();
    this.#state = "waiting";
    if (links.size > 0) this.#probe(0);
  }

  /** Takes a message that came in on an interface. */
  receive(link: string, bytes: Uint8Array, peer: Peer): void {
    if (this.#state === "stopped" || this.#state === "waiting") return;
    if (!this.#questions.mayRead(link, bytes)) return;
    const message = decodeMessage(bytes);
    if (message === undefined) return;
    if (!message.isResponse) {
      if (this.#state === "announced") this.#questions.answer(link, message, peer);
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
    this.#cancelSettling();
    this.#state = "stopped";
    if (!wasAnnounced) return;
    for (const link of this.#links.keys()) {
      const answers = this.#recordsOf(link).map((record) => ({ ...record, ttlSeconds: 0 }));
      this.#ports.send(link, encodeMessage({ isResponse: true, answers }));
    }
  }

  #recordsOf(link: string): OwnRecord[] {
    const known = this.#records.get(link);
    if (known !== undefined) return known;
    const records = recordsOf(this.#label, this.#announcement, this.#links.get(link) ?? []);
    this.#records.set(link, records);
    return records;
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
    this.#cancelSettling();
    this.#cancelSettling = this.#ports.after(SETTLED_MS, () => {
      this.#conflicts = 0;
    });
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
        const isCut = this.#state === "announced" && this.#isCutShort(record);
        if (isCut && this.#questions.mayAnswer(link)) return this.#announce(1);
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
    this.#records.clear();
    this.#cancelSettling();
    const tooMany = ++this.#conflicts - MAX_QUICK_CONFLICTS;
    this.#probe(tooMany > 0 ? Math.min(MANY_CONFLICTS_WAIT_MS * 2 ** (tooMany - 1), LONGEST_WAIT_MS) : 0);
  }

  #allRecords(): OwnRecord[] {
    return [...this.#links.keys()].flatMap((link) => this.#recordsOf(link));
  }

  #isOurs(record: DnsRecord): boolean {
    const isOwnAddress = () => this.#ownAddresses.some((address) => hasSameData(address, record));
    if (record.name === hostNameOf(this.#label) && isOwnAddress()) return true;
    return this.#allRecords().some((own) => isSameRecord(own, record));
  }
}

/** A claim is of what the name has, but not of what it lacks. */
const isClaimed = (record: OwnRecord): boolean => record.isUnique && isOfClaimedType(record);

/** Another program of this machine may say more of it, such as which system it runs. */
const CLAIMED_TYPES: readonly number[] = [TYPE.A, TYPE.AAAA, TYPE.CNAME, TYPE.SRV, TYPE.TXT];
const isOfClaimedType = ({ type }: DnsRecord): boolean => CLAIMED_TYPES.includes(type);
