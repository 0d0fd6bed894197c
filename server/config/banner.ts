// The text that a server prints when it has started. Rules C4, C8 to C10, U11, N26.
import { drawQrCodes } from "./qr-codes.ts";
import type { ReachableAddresses } from "./reachable-addresses.ts";

/** The room of MAYFLY_ROOM. */
export type BannerRoom = { readonly title: string } & (
  | {
      readonly code: string;
      /** Undefined where the room was there before: its key was shown then, if at all. */
      readonly ownerKey: string | undefined;
    }
  | { readonly problem: string }
);

export type BannerFacts = {
  readonly version: string;
  readonly addresses: ReachableAddresses;
  /** The CA of --tls self. */
  readonly ca?: { readonly fingerprint: string; readonly isKept: boolean } | undefined;
  /** The CA of --tls auto, and whether there is no certificate of it yet. */
  readonly acme?: { readonly directory: string; readonly isWaiting: boolean } | undefined;
  /** The terminal that the output goes to; undefined where it becomes a log, which gets no secrets and no QR codes. */
  readonly terminal: { readonly columns: number } | undefined;
  /** The data file. */
  readonly data?: string | undefined;
  /** Whether rooms are in a Redis, which other servers share. */
  readonly isShared?: boolean;
  readonly room?: BannerRoom | undefined;
  /** Whether accounts are kept and none is an administrator yet. */
  readonly needsAdmin?: boolean;
  /** The code that makes the first administrator. */
  readonly adminCode?: string | undefined;
  /** When the server ends, epoch ms; infinite or left out where it doesn't. */
  readonly endsAt?: number;
  /** The operator's token that was generated at the start. */
  readonly operatorToken?: string | undefined;
};

export function banner(facts: BannerFacts): string {
  const inMemory = facts.isShared ? "in Redis until they end" : "in memory and end when Mayfly stops";
  const where = facts.data === undefined ? inMemory : `in ${facts.data} until they end`;
  const sections = [
    [`Mayfly ${facts.version}`],
    addressLines(facts.addresses),
    certificateLines(facts),
    roomLines(facts),
    qrLines(facts),
    adminLines(facts),
    operatorLines(facts),
    endLines(facts),
    [`Rooms are kept ${where}. Press Ctrl+C to stop.`],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function addressLines(addresses: ReachableAddresses): string[] {
  const { network, containerPort: port, best, secure } = addresses;
  const local = [addresses.local, secure?.local];
  const everywhere = network.flatMap((url, at) => [url, secure?.network[at]]);
  if (addresses.public !== undefined) {
    // Pages can use the server only from its public address, where it has one; the others are there for a proxy.
    const inside = port === undefined ? undefined : `port ${port} of this container`;
    return [...rows("For everyone", [addresses.public]), ...rows("Listens at", [...local, ...everywhere, inside])];
  }
  if (port !== undefined) {
    const ports = secure === undefined ? [port] : [port, secure.port];
    const options = ports.map((each) => `-p ${each}:${each}`).join(" ");
    return rows("In a container", [`publish port ${ports.join(" and ")}, as with ${options},`, `then open ${best}`]);
  }
  return [...rows("On this machine", local), ...rows("On your network", everywhere)];
}

function rows(label: string, texts: readonly (string | undefined)[]): string[] {
  return texts
    .filter((text) => text !== undefined)
    .map((text, index) => `  ${(index === 0 ? label : "").padEnd(17)}${text}`);
}

/**
 * Returns what is printed below the banner, a second later: the server's addresses by its name on the local network.
 * @param taken the label that was asked for, where another device has it. Rule N26
 */
export function announcedText(urls: readonly string[], taken: string | undefined): string {
  const reason = taken === undefined ? [] : [`  Another device or server here is ${taken}.local.`];
  return ["", ...rows("By name", urls), ...reason].join("\n");
}

/** The fingerprint in two lines, which fit every terminal. */
function certificateLines({ ca, acme, addresses }: BannerFacts): string[] {
  if (acme !== undefined) return acmeLines(acme);
  if (ca === undefined) return [];
  if (!ca.isKept) return ["  Browsers will warn of https. Set MAYFLY_DATA to keep a CA that devices can trust."];
  const half = ca.fingerprint.length / 2;
  return [
    `  Browsers warn of https until the device trusts this server's CA: ${addresses.best}ca`,
    `  Its SHA-256      ${ca.fingerprint.slice(0, half)}`,
    `                   ${ca.fingerprint.slice(half).replace(/^:/, "")}`,
  ];
}

function acmeLines({ directory, isWaiting }: NonNullable<BannerFacts["acme"]>): string[] {
  const terms = `  By --tls auto you agree to the terms of the CA, ${new URL(directory).host}.`;
  return isWaiting ? [terms, "  Until it has issued a certificate, Mayfly answers over http alone."] : [terms];
}

function roomLines({ room, addresses, terminal }: BannerFacts): string[] {
  if (room === undefined) return [];
  if ("problem" in room) return [`  Room "${room.title}" couldn't be created. ${room.problem}`];
  const url = addresses.best + room.code;
  const lines = [`  Room "${room.title}"`, `  ${url}`];
  if (terminal === undefined) return lines;
  if (room.ownerKey === undefined) return [...lines, "  The owner link is shown only when a room is created."];
  return [...lines, "  Your owner link; keep it private:", `  ${url}#key=${room.ownerKey}`];
}

/**
 * Draws what a phone opens: the room, else the server, and beside it the administrator's link. Not beside the room, which
 * guests scan: a camera that sees two codes may take the wrong one.
 */
function qrLines({ room, addresses, terminal, adminCode }: BannerFacts): string[] {
  const { best, lan, public: publicUrl } = addresses;
  if (terminal === undefined || (publicUrl ?? lan) === undefined) return [];
  if (room !== undefined && "code" in room) {
    return drawQrCodes([{ caption: "Scan to join the room", url: best + room.code }], terminal.columns);
  }
  const server = { caption: "Scan to open Mayfly", url: best };
  const admin =
    adminCode === undefined ? [] : [{ caption: "Scan to become an administrator", url: adminLink(best, adminCode) }];
  return drawQrCodes([server, ...admin], terminal.columns);
}

function adminLines({ addresses, terminal, needsAdmin, adminCode }: BannerFacts): string[] {
  if (!needsAdmin) return [];
  if (terminal === undefined || adminCode === undefined) {
    return ["  No administrator yet. Get a code for one with `mayfly invite`."];
  }
  return [
    "  No administrator yet. Create an account with this link to become one:",
    `  ${adminLink(addresses.best, adminCode)}`,
  ];
}

function operatorLines({ addresses, terminal, operatorToken }: BannerFacts): string[] {
  if (terminal === undefined || operatorToken === undefined) return [];
  return [`  Manage this server at ${addresses.best}admin with this token, until Mayfly stops:`, `  ${operatorToken}`];
}

function endLines({ endsAt = Number.POSITIVE_INFINITY }: BannerFacts): string[] {
  if (endsAt === Number.POSITIVE_INFINITY) return [];
  return [`  This server and everything in it ends at ${new Date(endsAt).toISOString()}.`];
}

/** Returns the address that makes whoever opens it and has an account an administrator. @param base ends in a slash */
export const adminLink = (base: string, code: string) => `${base}#admin=${code}`;
