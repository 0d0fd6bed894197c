// Answers the questions of others with a server's own records, to everybody or to the asker alone, as often as is good for the
// network. Rule N29.
import { type DnsMessage, type DnsQuestion, type DnsRecord, encodeMessage } from "./dns-message.ts";
import { additionalsOf, answersTo, isSameRecord, LEGACY_TTL_SECONDS, type OwnRecord } from "./service-records.ts";

export const MDNS_PORT = 5353;

/** Who sent a message. */
export type Peer = { readonly address: string; readonly port: number };

export type AnswerPorts = {
  /** Returns a number from 0 to 1, without 1. */
  random(): number;
  /** @returns a function that cancels it */
  after(delayMs: number, run: () => void): () => void;
  /** @param peer left out for everybody on the interface */
  send(link: string, message: Uint8Array, peer?: Peer): void;
};

/** Answers that others may give, too, wait for 20 to 120 ms, so that not all come at once. */
const MIN_SHARED_DELAY_MS = 20;
const SHARED_DELAY_RANGE_MS = 100;
const REPEAT_AFTER_MS = 1_000;
/** The most answers on one interface in a second, whoever asks. */
const MAX_ANSWERS = 50;
/** The most bytes that are read on one interface in a second: many times what a home's devices say. */
const MAX_READ_BYTES = 100_000;

export class QuestionAnswers {
  readonly #ports: AnswerPorts;
  readonly #recordsOf: (link: string) => readonly OwnRecord[];
  /** For each interface, what was said to everybody within the last second, and how much was answered and read. */
  readonly #recent = new Map<string, { readonly said: Set<OwnRecord>; answers: number; readBytes: number }>();

  /** @param recordsOf returns what may be said on an interface now; nothing while the server has no name */
  constructor(ports: AnswerPorts, recordsOf: (link: string) => readonly OwnRecord[]) {
    this.#ports = ports;
    this.#recordsOf = recordsOf;
  }

  answer(link: string, query: DnsMessage, peer: Peer): void {
    const records = this.#recordsOf(link);
    const isOneShot = peer.port !== MDNS_PORT;
    const untold = new Set(records.filter((record) => isOneShot || !isKnown(record, query.answers)));
    const alone = new Set<OwnRecord>();
    const everybody = new Set<OwnRecord>();
    const answered = query.questions.filter((question) => {
      const answers = answersTo(question, records).filter((record) => untold.has(record));
      const to = isOneShot || question.wantsUnicast ? alone : everybody;
      for (const record of answers) to.add(record);
      return answers.length > 0;
    });
    if (answered.length === 0 || !this.mayAnswer(link)) return;
    if (alone.size > 0) {
      const answers = { answers: [...alone], additionals: additionalsOf([...alone], records) };
      const message = isOneShot ? forOneShot(query.id, answered, answers) : answers;
      this.#ports.send(link, encodeMessage({ isResponse: true, ...message }), peer);
    }
    if (everybody.size === 0) return;
    const isProbe = query.authorities.length > 0;
    const send = () => this.#answerEverybody(link, [...everybody], isProbe);
    // Who is about to take our name has to be told at once.
    if (isProbe || [...everybody].every((record) => record.isUnique)) return send();
    this.#ports.after(MIN_SHARED_DELAY_MS + this.#ports.random() * SHARED_DELAY_RANGE_MS, send);
  }

  /** Counts an answer. Returns whether it may be given. */
  mayAnswer(link: string): boolean {
    return ++this.#recentOf(link).answers <= MAX_ANSWERS;
  }

  /** Counts a message that came in. Returns whether it may be read: in a storm, the rest of a second is let go by. */
  mayRead(link: string, bytes: Uint8Array): boolean {
    const recent = this.#recentOf(link);
    recent.readBytes += bytes.length;
    return recent.readBytes <= MAX_READ_BYTES;
  }

  #answerEverybody(link: string, wanted: readonly OwnRecord[], isProbe: boolean): void {
    // The server may have lost its name, or its network, meanwhile.
    const records = this.#recordsOf(link);
    const { said } = this.#recentOf(link);
    const has = (list: Iterable<OwnRecord>, record: OwnRecord) => [...list].some((one) => isSameRecord(one, record));
    const answers = wanted.filter((record) => has(records, record) && (isProbe || !has(said, record)));
    if (answers.length === 0) return;
    for (const record of answers) said.add(record);
    this.#ports.send(link, encodeMessage({ isResponse: true, answers, additionals: additionalsOf(answers, records) }));
  }

  /** What was said is forgotten a second after the first of it. */
  #recentOf(link: string) {
    const known = this.#recent.get(link);
    if (known !== undefined) return known;
    const recent = { said: new Set<OwnRecord>(), answers: 0, readBytes: 0 };
    this.#recent.set(link, recent);
    this.#ports.after(REPEAT_AFTER_MS, () => this.#recent.delete(link));
    return recent;
  }
}

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
