// DNS messages as mDNS has them (RFC 1035, RFC 6762): writes what this server says, and reads what others say, which may be
// anything. Rule N29.

export const TYPE = { A: 1, CNAME: 5, PTR: 12, TXT: 16, AAAA: 28, SRV: 33, NSEC: 47, ANY: 255 } as const;

export type DnsQuestion = {
  /** In lower case, labels apart by dots; a dot within a label has a backslash before it. */
  readonly name: string;
  readonly type: number;
  /** Whether the asker alone wants the answer. */
  readonly wantsUnicast: boolean;
};

export type DnsRecord = {
  readonly name: string;
  readonly type: number;
  /** Whether nobody else has records of this name and type, so that older ones are to be forgotten. */
  readonly isUnique: boolean;
  readonly ttlSeconds: number;
  /** As in a message, with every name in it written out, so that equal data has equal bytes. */
  readonly data: Uint8Array;
};

export type DnsMessage = {
  readonly id: number;
  readonly isResponse: boolean;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  /** In a probe, the records that the asker is about to claim. */
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
};

const HEADER_BYTES = 12;
const RESPONSE = 0x8400;
/** The kind of query and the kind of error; mDNS has none but 0. */
const OPCODE_AND_RCODE = 0x780f;
const TOP_BIT = 0x8000;
const INTERNET = 1;
const POINTER = 0xc0;
const MAX_NAME_BYTES = 255;
const MAX_LABEL_BYTES = 63;
const SRV_HEADER_BYTES = 6;
/** The longest message of mDNS (RFC 6762, 17). */
const MAX_MESSAGE_BYTES = 9_000;

/** Returns the bytes of a name that has no dot in a label, and so those of its records. */
export function encodeName(name: string): Uint8Array {
  const labels = name.split(".").map((label) => new TextEncoder().encode(label));
  return joinLabels(labels);
}

/** Writes a message. The names of its records refer to those before them. */
export function encodeMessage(message: Partial<DnsMessage>): Uint8Array {
  const { id = 0, isResponse = false, questions = [], answers = [], authorities = [], additionals = [] } = message;
  const bytes: number[] = [];
  const offsets = new Map<string, number>();
  const push16 = (...values: readonly number[]) => {
    for (const value of values) bytes.push(value >> 8, value & 0xff);
  };
  const pushName = (name: string) => {
    const labels = name.split(".");
    for (const [at, label] of labels.entries()) {
      const rest = labels.slice(at).join(".");
      const known = offsets.get(rest);
      if (known !== undefined) return push16((POINTER << 8) | known);
      offsets.set(rest, bytes.length);
      const encoded = new TextEncoder().encode(label);
      bytes.push(encoded.length, ...encoded);
    }
    bytes.push(0);
  };
  push16(id, isResponse ? RESPONSE : 0, questions.length, answers.length, authorities.length, additionals.length);
  for (const { name, type, wantsUnicast } of questions) {
    pushName(name);
    push16(type, INTERNET | (wantsUnicast ? TOP_BIT : 0));
  }
  for (const { name, type, isUnique, ttlSeconds, data } of [...answers, ...authorities, ...additionals]) {
    pushName(name);
    push16(type, INTERNET | (isUnique ? TOP_BIT : 0), ttlSeconds >>> 16, ttlSeconds & 0xffff, data.length);
    bytes.push(...data);
  }
  return Uint8Array.from(bytes);
}

/** Reads a message. @returns undefined for what is none, or none of mDNS */
export function decodeMessage(bytes: Uint8Array): DnsMessage | undefined {
  try {
    return new Reader(bytes).message();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Throws a RangeError where a message is cut off, malformed or meant to take long. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  /**
   * Two bytes can refer to a name of 126 labels, thousands of times in a message, and reading it would hold up the server.
   * What devices say has fewer labels than bytes.
   */
  #labelsLeft: number;

  constructor(bytes: Uint8Array) {
    if (bytes.length > MAX_MESSAGE_BYTES) throw new RangeError("too long");
    this.#bytes = bytes;
    this.#labelsLeft = bytes.length;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  message(): DnsMessage | undefined {
    const [id, flags] = [this.#read16(), this.#read16()];
    if ((flags & OPCODE_AND_RCODE) !== 0) return undefined;
    const counts = [this.#read16(), this.#read16(), this.#read16(), this.#read16()];
    const [questions = 0, answers = 0, authorities = 0, additionals = 0] = counts;
    return {
      id,
      isResponse: (flags & TOP_BIT) !== 0,
      questions: this.#list(questions, () => this.#question()),
      answers: this.#list(answers, () => this.#record()),
      authorities: this.#list(authorities, () => this.#record()),
      additionals: this.#list(additionals, () => this.#record()),
    };
  }

  #list<T>(count: number, read: () => T): T[] {
    const list: T[] = [];
    for (let n = 0; n < count; n++) list.push(read());
    return list;
  }

  #question(): DnsQuestion {
    const name = nameOf(this.#labels());
    const type = this.#read16();
    return { name, type, wantsUnicast: (this.#read16() & TOP_BIT) !== 0 };
  }

  #record(): DnsRecord {
    const name = nameOf(this.#labels());
    const type = this.#read16();
    const isUnique = (this.#read16() & TOP_BIT) !== 0;
    const ttlSeconds = this.#read16() * 0x10000 + this.#read16();
    const end = this.#read16() + this.#at;
    const data = this.#data(type, end);
    this.#at = end;
    return { name, type, isUnique, ttlSeconds, data };
  }

  #data(type: number, end: number): Uint8Array {
    if (end > this.#bytes.length) throw new RangeError("cut off");
    if (type === TYPE.PTR || type === TYPE.CNAME) return joinLabels(this.#labels());
    if (type !== TYPE.SRV) return this.#bytes.slice(this.#at, end);
    const header = this.#bytes.slice(this.#at, this.#at + SRV_HEADER_BYTES);
    this.#at += SRV_HEADER_BYTES;
    return Uint8Array.from([...header, ...joinLabels(this.#labels())]);
  }

  #read16(): number {
    const value = this.#view.getUint16(this.#at);
    this.#at += 2;
    return value;
  }

  /** Reads a name. It ends, for a pointer leads backwards and a name has a longest length. */
  #labels(): Uint8Array[] {
    const labels: Uint8Array[] = [];
    let length = 0;
    let at = this.#at;
    let end: number | undefined;
    for (;;) {
      const size = this.#view.getUint8(at);
      if (size >= POINTER) {
        const target = this.#view.getUint16(at) & 0x3fff;
        if (target >= at || target < HEADER_BYTES) throw new RangeError("a pointer that leads on");
        end ??= at + 2;
        at = target;
      } else {
        length += size + 1;
        if (size > MAX_LABEL_BYTES || length > MAX_NAME_BYTES || at + size >= this.#bytes.length)
          throw new RangeError("too long");
        if (size === 0) {
          this.#at = end ?? at + 1;
          return labels;
        }
        if (--this.#labelsLeft < 0) throw new RangeError("too many labels");
        labels.push(this.#bytes.slice(at + 1, at + 1 + size));
        at += size + 1;
      }
    }
  }
}

const joinLabels = (labels: readonly Uint8Array[]): Uint8Array =>
  Uint8Array.from([...labels.flatMap((label) => [label.length, ...label]), 0]);

const nameOf = (labels: readonly Uint8Array[]): string =>
  labels
    .map((label) =>
      new TextDecoder()
        .decode(label)
        .replaceAll(".", "\\.")
        .replace(/[A-Z]+/g, (text) => text.toLowerCase()),
    )
    .join(".");
