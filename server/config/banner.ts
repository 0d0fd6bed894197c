// Where a started server can be reached, and how that is shown to the person who started it. Rule C4.
import type { NetworkInterfaceInfo } from "node:os";
import { renderUnicodeCompact } from "uqr";
import type { Config } from "./config.ts";

export type Addresses = {
  /** On this machine; undefined when the server listens on another address only. */
  local: string | undefined;
  /** From the network, the one to show first. */
  network: readonly string[];
  /** What to hand to somebody in the same room: a private address of a real network. */
  lan: string | undefined;
  public: string | undefined;
};

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;
/** Bridges of containers and virtual machines, and tunnels: nobody's phone is there. */
const VIRTUAL = /^(docker|br-|veth|virbr|vmnet|vbox|vEthernet|bridge|cni|podman|lxc|tun|tap|utun|wg|zt|tailscale)/;
const EVERY_ADDRESS = new Set(["0.0.0.0", "::", ""]);
const THIS_MACHINE = /^(localhost|127\.|::1$)/;

/**
 * @param port the one really taken
 * @param interfaces asked only where it matters: that takes a millisecond
 */
export function addressesOf(
  config: Pick<Config, "host" | "basePath" | "publicUrl" | "tls">,
  port: number,
  interfaces: () => Interfaces,
): Addresses {
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
 * @param data the file rooms are kept in
 * @param isTerminal with it, the LAN address is drawn for a phone's camera too
 * @param adminCode what makes an account the first administrator's
 */
export function banner(
  version: string,
  addresses: Addresses,
  isTerminal: () => boolean,
  data?: string,
  adminCode?: string,
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
  if (adminCode !== undefined) lines.push("", `  No administrator yet. Sign up with this code to be it: ${adminCode}`);
  const where = data === undefined ? "in memory and end with this process" : `in ${data} until they end`;
  lines.push("", `Rooms are kept ${where}. Ctrl+C stops it.`);
  return lines.join("\n");
}

/** Colours are set on each line: unlike what the terminal's theme makes of it, light on dark is read by every camera. */
function qrOf(url: string): string {
  const rows = renderUnicodeCompact(url, { border: 2 }).split("\n");
  return rows.map((row) => `  \u001b[38;5;231;48;5;16m${row}\u001b[0m`).join("\n");
}
