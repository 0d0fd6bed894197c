// Finds the addresses at which a started server can be reached, and makes the banner that shows them. Rules C4, U11.
import type { NetworkInterfaceInfo } from "node:os";
import { renderUnicodeCompact } from "uqr";
import type { Config } from "./config.ts";

export type ReachableAddresses = {
  /** On this machine; undefined when the server listens on another address only. */
  local: string | undefined;
  /** From the network, the most useful one first. */
  network: readonly string[];
  /** A private address of a real network, for phones nearby. */
  lan: string | undefined;
  public: string | undefined;
};

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;
/** Bridges of containers and virtual machines, and tunnels, which no phone nearby can reach. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vbox|vEthernet|bridge|cni|podman|lxc|tun|tap|utun|wg|zt|tailscale)/;
const EVERY_ADDRESS = new Set(["0.0.0.0", "::", ""]);
const THIS_MACHINE = /^(localhost|127\.|::1$)/;

/**
 * Returns the addresses under which the server can be reached.
 * @param port the one the server listens on
 * @param interfaces called only when needed, because it takes a millisecond
 */
export function reachableAddresses(
  config: Pick<Config, "host" | "basePath" | "publicUrl" | "tls">,
  port: number,
  interfaces: () => Interfaces,
): ReachableAddresses {
  const url = (host: string) => {
    const shown = host.includes(":") ? `[${host}]` : host;
    return new URL(config.basePath, `${config.tls === undefined ? "http" : "https"}://${shown}:${port}`).href;
  };
  const reached = { public: config.publicUrl };
  if (THIS_MACHINE.test(config.host)) return { ...reached, local: url(config.host), network: [], lan: undefined };
  if (!EVERY_ADDRESS.has(config.host)) {
    return { ...reached, local: undefined, network: [url(config.host)], lan: url(config.host) };
  }
  const outside = Object.entries(interfaces())
    .flatMap(([name, list]) => (list ?? []).map((address) => ({ ...address, virtual: VIRTUAL.test(name) })))
    .filter((address) => !address.internal && (address.family === "IPv4" || config.host === "::"))
    .filter((address) => !/^fe80:/i.test(address.address))
    .sort((a, b) => Number(a.virtual) - Number(b.virtual));
  const lan = outside.find((address) => !address.virtual && PRIVATE.test(address.address));
  const ordered = lan === undefined ? outside : [lan, ...outside.filter((address) => address !== lan)];
  return {
    ...reached,
    local: url("localhost"),
    network: ordered.map((address) => url(address.address)),
    lan: lan && url(lan.address),
  };
}

/**
 * Returns the banner.
 * @param isTerminal on a terminal, the LAN address is also drawn as a QR code
 * @param data the data file
 * @param adminCode the code that makes the first administrator; false where there is none and no terminal to show a code to
 * @param operatorToken the one that was generated at the start; shown on a terminal only, since other output ends in logs
 */
export function banner(
  version: string,
  addresses: ReachableAddresses,
  isTerminal: () => boolean,
  data?: string,
  adminCode?: string | false,
  operatorToken?: string,
): string {
  const lines = [`Mayfly ${version}`, ""];
  const say = (where: string, url: string | undefined) =>
    url !== undefined && lines.push(`  ${where.padEnd(17)}${url}`);
  say("On this machine", addresses.local);
  addresses.network.forEach((url, index) => {
    say(index === 0 ? "On your network" : "", url);
  });
  say("For everyone", addresses.public);
  if (addresses.lan !== undefined && isTerminal()) lines.push("", qrOf(addresses.lan));
  if (adminCode === false) lines.push("", "  No administrator yet. Get a code for one with `mayfly invite`.");
  else if (adminCode !== undefined)
    lines.push("", `  No administrator yet. Create an account with this code to become one: ${adminCode}`);
  if (operatorToken !== undefined && isTerminal()) {
    lines.push("", `  Operator token for /api/admin, until Mayfly stops: ${operatorToken}`);
  }
  const where = data === undefined ? "in memory and end when Mayfly stops" : `in ${data} until they end`;
  lines.push("", `Rooms are kept ${where}. Press Ctrl+C to stop.`);
  return lines.join("\n");
}

/** Draws a QR code. Each line sets light on dark, which every camera reads, instead of the terminal's own colours. */
function qrOf(url: string): string {
  const rows = renderUnicodeCompact(url, { border: 2 }).split("\n");
  return rows.map((row) => `  \u001b[38;5;231;48;5;16m${row}\u001b[0m`).join("\n");
}
