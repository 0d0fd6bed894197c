// How the text of a setting becomes its value. A parser answers the value or an Unfit that says what was expected;
// it never throws and never repeats the text, which may be a secret.
import { fs, paths } from "./lazy-node-modules.ts";

/** The text does not fit; `expected` completes the sentence "MAYFLY_X: expected …". */
export class Unfit {
  constructor(readonly expected: string) {}
}

export type Parse<T> = (text: string) => T | Unfit;

export function wholeNumber(min: number, max: number): Parse<number> {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
    return new Unfit(`a whole number from ${min} to ${max}`);
  };
}

export function oneOf<const T extends string>(...words: T[]): Parse<T> {
  return (text) => words.find((word) => word === text.toLowerCase()) ?? new Unfit(words.join(" or "));
}

export function onOff(text: string): boolean | Unfit {
  const word = text.toLowerCase();
  if (["on", "true", "1", "yes"].includes(word)) return true;
  if (["off", "false", "0", "no"].includes(word)) return false;
  return new Unfit("on or off");
}

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of `90s`, `10m`, `4h` or `7d`, within bounds given in the same notation. */
export function duration(min: string, max: string): Parse<number> {
  const read = (text: string) => {
    const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text.toLowerCase()) ?? [];
    return count === undefined ? Number.NaN : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  };
  return (text) => {
    const value = read(text);
    if (value >= read(min) && value <= read(max)) return value;
    return new Unfit(`a time from ${min} to ${max}, as in 90s, 10m, 4h or 7d`);
  };
}

/** Endless for `never`. */
export function orNever(parse: Parse<number>): Parse<number> {
  return (text) => {
    if (text.toLowerCase() === "never") return Number.POSITIVE_INFINITY;
    const value = parse(text);
    return value instanceof Unfit ? new Unfit(`${value.expected}, or never`) : value;
  };
}

const UNIT_BYTES = { "": 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 } as const;

/** Bytes of `67108864`, `65536k`, `64m` or `1g`. */
export function bytes(min: number): Parse<number> {
  return (text) => {
    const [, count, unit] = /^(\d{1,12})([kmg]?)b?$/.exec(text.toLowerCase()) ?? [];
    const value = count === undefined ? Number.NaN : Number(count) * UNIT_BYTES[unit as keyof typeof UNIT_BYTES];
    if (value >= min && value <= Number.MAX_SAFE_INTEGER) return value;
    return new Unfit(`a size of at least ${min / UNIT_BYTES.m}m, as in 64m or 1g`);
  };
}

export function host(text: string): string | Unfit {
  const bare = text.replace(/^\[(.*)\]$/, "$1");
  return /^[A-Za-z0-9.:%_-]{1,255}$/.test(bare) ? bare : new Unfit("an address or a host name, without a port");
}

function webUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (url === null || !/^https?:\/\//i.test(text) || url.username !== "" || url.password !== "") return undefined;
  return url.search === "" && url.hash === "" ? url : undefined;
}

/** Always ends in a slash. */
export function webAddress(text: string): string | Unfit {
  const url = webUrl(text);
  if (url === undefined) return new Unfit("an address that begins with http:// or https://, without ? or #");
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

/** Begins and ends with a slash. */
export function basePath(text: string): string | Unfit {
  const parts = text.split("/").filter((part) => part !== "");
  if (parts.every((part) => /^[A-Za-z0-9._~-]+$/.test(part) && !/^\.+$/.test(part))) {
    return parts.length === 0 ? "/" : `/${parts.join("/")}/`;
  }
  return new Unfit("a path such as /chat/, of letters, digits and . _ ~ -");
}

export function origins(text: string): "*" | readonly string[] | Unfit {
  if (text.trim() === "*") return "*";
  const given = text.split(",").map((part) => part.trim());
  const parsed = given.filter((part) => part !== "").map(webUrl);
  const plain = parsed.flatMap((url) => (url?.pathname === "/" ? [url.origin] : []));
  if (plain.length === parsed.length) return plain;
  return new Unfit("* or origins such as https://example.org, separated by commas");
}

function isReadable(path: string, kind: "isFile" | "isDirectory"): boolean {
  try {
    const { accessSync, constants, statSync } = fs();
    accessSync(path, constants.R_OK);
    return statSync(path)[kind]();
  } catch {
    return false;
  }
}

/** The absolute path of a file that may be made; what is there already is looked at when it is opened. */
export function file(text: string): string | Unfit {
  const { dirname, resolve } = paths();
  const path = resolve(text);
  return isReadable(dirname(path), "isDirectory") ? path : new Unfit("a file in a folder that exists");
}

/** The absolute path of a folder that exists and can be read. */
export function folder(text: string): string | Unfit {
  const path = paths().resolve(text);
  return isReadable(path, "isDirectory") ? path : new Unfit("a folder that exists and can be read");
}

/** `cert.pem,key.pem`, both there. */
export function certificate(text: string): { certFile: string; keyFile: string } | Unfit {
  const [certFile, keyFile, ...rest] = text.split(",").map((part) => paths().resolve(part.trim()));
  if (certFile !== undefined && keyFile !== undefined && rest.length === 0) {
    if (isReadable(certFile, "isFile") && isReadable(keyFile, "isFile")) return { certFile, keyFile };
  }
  return new Unfit("two files that exist and can be read: cert.pem,key.pem");
}
