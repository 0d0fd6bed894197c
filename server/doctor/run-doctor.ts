// `mayfly doctor URL`: tries out the way from this machine to a server, as `/doctor` does from a browser, and prints what it
// finds with the lines that mend it. Rules N24, N28, N60.
import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import { type CheckPorts, checkConnection, type Finding, type TriedSocket } from "#protocol/connection-checks";
import { PROXY_KINDS, proxyLines } from "#protocol/proxy-lines";
import { describeCertificate } from "./describe-certificate.ts";
import { sentenceOf } from "./finding-sentences.ts";

const REQUEST_LIMIT_MS = 30_000;
const MARKS = { good: "ok  ", note: "note", bad: "BAD " } as const;

/** Returns the lobby's address, or undefined for what is no address of a page. */
export function parseLobby(text: string): URL | undefined {
  const url = URL.parse(/^https?:\/\//.test(text) ? text : `https://${text}`);
  if (url === null || url.hostname === "") return undefined;
  return new URL(url.pathname.endsWith("/") ? url.pathname : `${url.pathname}/`, url.origin);
}

/** @returns the exit code: 0 where nothing is wrong */
export async function runDoctor(lobby: URL, print: (line: string) => void): Promise<0 | 1> {
  const findings: Finding[] = [];
  const after: CheckPorts["after"] = (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  };
  const ports: CheckPorts = {
    lobby,
    isSecure: lobby.protocol === "https:" || /^(localhost|127\.[\d.]+|\[::1\])$/.test(lobby.hostname),
    // As a page would say it.
    request: (address, init) =>
      fetch(address, { ...init, headers: { origin: lobby.origin }, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) }),
    openSocket: (address) =>
      // Only Bun's WebSocket accepts headers; the DOM type does not declare them.
      new WebSocket(address, { headers: { origin: lobby.origin } } as never) as unknown as TriedSocket,
    now: () => Date.now(),
    after,
  };
  print(`Testing ${lobby.href}; the last check takes a minute.`);
  if (lobby.hostname.endsWith(".local")) {
    const named = await describeName(lobby.hostname);
    print(`${MARKS[named.state]} ${named.sentence}`);
    if (named.state === "bad") return 1;
  }
  const certificate = lobby.protocol === "https:" ? await describeCertificate(lobby) : undefined;
  if (certificate !== undefined) print(`${certificate.isGood ? MARKS.good : MARKS.bad} ${certificate.text}`);
  await checkConnection(ports, (finding) => {
    findings.push(finding);
    print(`${MARKS[finding.state]} ${sentenceOf(finding)}`);
  });
  const announced = findings.find(({ outcome }) => outcome === "nameAnnounced");
  if (announced !== undefined) {
    const { state, sentence } = await describeName(announced.fact);
    // The server was reached without it.
    print(`${MARKS[state === "good" ? "good" : "note"]} ${sentence}`);
  }
  const proxyAddress = findings.find(({ outcome }) => outcome === "addressOfProxy")?.fact;
  const place = { host: lobby.host, path: lobby.pathname, proxyAddress };
  for (const { fault } of findings) {
    if (fault === undefined) continue;
    const kinds = fault === "trust" ? PROXY_KINDS.slice(0, 1) : PROXY_KINDS;
    for (const kind of kinds) {
      print(`\n${fault === "trust" ? "Mayfly" : kind}, ${fault}:`);
      print(proxyLines(kind, fault, place).replace(/^/gm, "  "));
    }
  }
  return certificate?.isGood === false || findings.some(({ state }) => state === "bad") ? 1 : 0;
}

/** Says whether a name is heard on the local network, and whether this system looks such names up. Rule N28. */
async function describeName(name: string): Promise<{ state: "good" | "bad"; sentence: string }> {
  const { askName } = await import("../discovery/ask-name.ts");
  const [heard] = await askName(name, networkInterfaces());
  const known = await lookup(name, { family: 4 }).then(
    () => true,
    () => false,
  );
  if (known && heard !== undefined) return { state: "good", sentence: `${name} is heard here: ${heard} (mDNS).` };
  if (known)
    return { state: "good", sentence: `${name} is known to this system, though nobody answers for it by mDNS.` };
  const sentence =
    heard === undefined
      ? `Nobody on this network answers for ${name} (mDNS): another network, or something filters multicast.`
      : `${name} is ${heard}, but this system doesn't look up such names; on Linux, install libnss-mdns.`;
  return { state: "bad", sentence };
}
