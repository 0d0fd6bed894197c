// What a server says of itself by mDNS: its name, where that leads, and its services (RFC 6763). Rules N25, N26, N29.
import { isIpv4, parseIpAddress } from "../network/ip-address.ts";
import { type DnsQuestion, type DnsRecord, encodeName, TYPE } from "./dns-message.ts";

type AnnouncedService = { readonly type: "_http._tcp" | "_https._tcp"; readonly port: number };

/** What is announced, but for its name and addresses. */
export type Announcement = {
  readonly services: readonly AnnouncedService[];
  /** Where below the name the server's pages are: `/` or `/chat/`. */
  readonly path: string;
};

/** A record of ours. `target` is the name whose records belong into the same answer. */
export type OwnRecord = DnsRecord & { readonly target?: string };

/** As RFC 6762 recommends: what may change with the machine's network is forgotten sooner. */
const HOST_TTL_SECONDS = 120;
const SERVICE_TTL_SECONDS = 4_500;
/** A one-shot asker doesn't hear that a record has ended. */
export const LEGACY_TTL_SECONDS = 10;

const ALL_SERVICES = "_services._dns-sd._udp.local";
const MAX_LABEL_LENGTH = 63;
const MAX_TXT_BYTES = 255;

/** Returns the label that is tried as the `n`th, from 0: `mayfly`, `mayfly-2`, `mayfly-3`, … */
export function nthLabel(wanted: string, n: number): string {
  const suffix = n === 0 ? "" : `-${n + 1}`;
  return wanted.slice(0, MAX_LABEL_LENGTH - suffix.length) + suffix;
}

export const hostNameOf = (label: string) => `${label}.local`;
const instanceNameOf = (label: string, { type }: AnnouncedService) => `${label}.${type}.local`;

/** Returns the names that must be this server's alone. */
export const uniqueNamesOf = (label: string, { services }: Announcement): string[] => [
  hostNameOf(label),
  ...services.map((service) => instanceNameOf(label, service)),
];

/** Returns all records of one interface. @param addresses of that interface */
export function recordsOf(label: string, announcement: Announcement, addresses: readonly string[]): OwnRecord[] {
  const host = hostNameOf(label);
  const { services, path } = announcement;
  const unique = { isUnique: true, ttlSeconds: HOST_TTL_SECONDS };
  const shared = { type: TYPE.PTR, isUnique: false, ttlSeconds: SERVICE_TTL_SECONDS };
  const addressRecords = addresses.map((address) => ({ ...unique, name: host, target: host, ...addressData(address) }));
  return [
    ...addressRecords,
    // Says which kinds of address there are, so that nobody waits for another.
    { ...unique, name: host, type: TYPE.NSEC, data: typesData(host, addressRecords) },
    ...services.flatMap((service): OwnRecord[] => {
      const instance = instanceNameOf(label, service);
      const kind = `${service.type}.local`;
      const port = [0, 0, 0, 0, service.port >> 8, service.port & 0xff];
      return [
        { ...shared, name: kind, target: instance, data: encodeName(instance) },
        { ...shared, name: ALL_SERVICES, data: encodeName(kind) },
        {
          ...unique,
          name: instance,
          type: TYPE.SRV,
          target: host,
          data: Uint8Array.from([...port, ...encodeName(host)]),
        },
        { ...unique, name: instance, type: TYPE.TXT, ttlSeconds: SERVICE_TTL_SECONDS, data: textData(path) },
      ];
    }),
  ];
}

/** Returns the records that answer a question; to one for a kind of address that isn't there, the record that says so. */
export function answersTo({ name, type }: DnsQuestion, records: readonly OwnRecord[]): OwnRecord[] {
  const named = records.filter((record) => record.name === name);
  const found = named.filter((record) => record.type === type || type === TYPE.ANY);
  return found.length > 0 ? found : named.filter((record) => record.type === TYPE.NSEC);
}

/** Returns what whoever gets these answers asks for next. */
export function additionalsOf(answers: readonly OwnRecord[], records: readonly OwnRecord[]): OwnRecord[] {
  const found = [...answers];
  // An array is iterated over what is added meanwhile, too.
  for (const { target } of found) {
    const named = records.filter((record) => record.name === target);
    found.push(...named.filter((record) => !found.some((other) => isSameRecord(other, record))));
  }
  return found.slice(answers.length);
}

export type RecordData = Pick<DnsRecord, "type" | "data">;

export const hasSameData = (a: RecordData, b: RecordData): boolean => compareRecords(a, b) === 0;

export const isSameRecord = (a: DnsRecord, b: DnsRecord): boolean => a.name === b.name && hasSameData(a, b);

/**
 * Compares what two servers claim for one name at once. The greater one gets it: both come to the same result (RFC 6762, 8.2).
 * @returns less than 0, 0 or more, as for sorting
 */
export function compareClaims(ours: readonly DnsRecord[], theirs: readonly DnsRecord[]): number {
  const [first, second] = [ours, theirs].map((records) => [...records].sort(compareRecords)) as [
    DnsRecord[],
    DnsRecord[],
  ];
  for (const [at, record] of first.entries()) {
    const other = second[at];
    const order = other === undefined ? 1 : compareRecords(record, other);
    if (order !== 0) return order;
  }
  return first.length - second.length;
}

const compareRecords = (a: RecordData, b: RecordData): number => a.type - b.type || Buffer.compare(a.data, b.data);

/** Returns the type and the data of an address. */
export function addressData(text: string): RecordData {
  const address = parseIpAddress(text) ?? [];
  const bytes = address.flatMap((group) => [group >> 8, group & 0xff]);
  return isIpv4(address)
    ? { type: TYPE.A, data: Uint8Array.from(bytes.slice(-4)) }
    : { type: TYPE.AAAA, data: Uint8Array.from(bytes) };
}

/** Returns the data of a record that lists the types a name has: the name, and a bit for each type, from the highest. */
function typesData(name: string, records: readonly DnsRecord[]): Uint8Array {
  const bits = new Uint8Array(Math.floor(Math.max(0, ...records.map(({ type }) => type)) / 8) + 1);
  for (const { type } of records) bits[type >> 3] = (bits[type >> 3] ?? 0) | (0x80 >> (type & 7));
  return Uint8Array.from([...encodeName(name), 0, bits.length, ...bits]);
}

/** A record of text has one string at least. */
function textData(path: string): Uint8Array {
  const text = new TextEncoder().encode(`path=${path}`);
  return text.length > MAX_TXT_BYTES ? Uint8Array.of(0) : Uint8Array.from([text.length, ...text]);
}
