// Keeps a server announced: a socket on each interface that leads into a private network, and a responder that speaks over
// them. Interfaces come and go. Rules N25, N27.
import { isInRange, parseIpAddress } from "../network/ip-address.ts";
import { type AnnouncedLink, announcedLinks, type NetworkInterfaces } from "./announced-links.ts";
import { type MulticastSocket, openMulticastSocket } from "./multicast-socket.ts";
import { MDNS_PORT, type Peer } from "./question-answers.ts";
import { Responder, type ResponderPorts } from "./responder.ts";
import type { Announcement } from "./service-records.ts";

type AnnouncerPorts = Omit<ResponderPorts, "send"> & {
  /** @throws where the system doesn't tell them */
  interfaces(): NetworkInterfaces;
  now(): number;
  /** Says why the server can't be announced, once for as long as it is so. */
  report(problem: string): void;
  /** Tests have a network of their own. */
  readonly openSocket?: typeof openMulticastSocket;
};

/** Who hasn't looked for so long has slept: the network may be another one, and others may have taken the name. */
const SLEPT_MS = 60_000;

type OpenLink = { readonly link: AnnouncedLink; readonly key: string; readonly socket: MulticastSocket };

const keyOf = (link: AnnouncedLink) => JSON.stringify(link);

export class Announcer {
  readonly #host: string;
  readonly #ports: AnnouncerPorts;
  readonly #responder: Responder;
  readonly #open = new Map<string, OpenLink>();
  #problem: string | undefined;
  #isStopped = false;
  #lookedAt: number | undefined;

  /** @param host the address the server listens on */
  constructor(label: string, announcement: Announcement, host: string, ports: AnnouncerPorts) {
    this.#host = host;
    this.#ports = ports;
    this.#responder = new Responder(label, announcement, {
      random: ports.random,
      after: ports.after,
      onNamed: ports.onNamed,
      send: (name, message, peer) => this.#open.get(name)?.socket.send(message, peer),
    });
  }

  /** Looks which interfaces there are now. Not to be called again before it has resolved. */
  async refresh(): Promise<void> {
    if (this.#isStopped) return;
    let interfaces: NetworkInterfaces;
    try {
      interfaces = this.#ports.interfaces();
    } catch {
      return this.#report("this system doesn't tell its addresses");
    }
    const now = this.#ports.now();
    const hasSlept = now - (this.#lookedAt ?? now) > SLEPT_MS;
    this.#lookedAt = now;
    const wanted = new Map(announcedLinks(this.#host, interfaces).map((link) => [link.name, link]));
    let hasChanged = false;
    for (const [name, { key, socket }] of [...this.#open]) {
      const link = wanted.get(name);
      if (!hasSlept && link !== undefined && keyOf(link) === key) continue;
      this.#open.delete(name);
      await socket.close();
      hasChanged = true;
    }
    let problem = wanted.size > 0 ? undefined : "it listens on no private network";
    for (const [name, link] of wanted) {
      if (this.#open.has(name)) continue;
      try {
        this.#open.set(name, await this.#openLink(link));
        hasChanged = true;
      } catch (error) {
        problem = problemOf(error);
      }
    }
    if (this.#isStopped) return this.#closeAll();
    // What works on one network need not be said to fail on another.
    this.#report(this.#open.size > 0 ? undefined : problem);
    const infos = Object.values(interfaces).flatMap((list) => list ?? []);
    this.#responder.setMachineAddresses(infos.map(({ address }) => address));
    if (!hasChanged) return;
    this.#responder.setLinks(new Map([...this.#open].map(([name, { link }]) => [name, link.addresses])));
  }

  /** Says goodbye. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#responder.stop();
    await this.#closeAll();
  }

  async #openLink(link: AnnouncedLink): Promise<OpenLink> {
    const { openSocket = openMulticastSocket } = this.#ports;
    const receive = (message: Uint8Array, peer: Peer) => {
      const address = parseIpAddress(peer.address);
      // A socket hears what comes in on all interfaces, and from anywhere.
      const isNear = address !== undefined && link.subnets.some((subnet) => isInRange(address, subnet));
      if (isNear) this.#responder.receive(link.name, message, peer);
    };
    const opened: OpenLink = {
      link,
      key: keyOf(link),
      // The next look opens it anew.
      socket: await openSocket(link.from, MDNS_PORT, receive, () => {
        if (this.#open.get(link.name) === opened) this.#open.delete(link.name);
      }),
    };
    return opened;
  }

  async #closeAll(): Promise<void> {
    const sockets = [...this.#open.values()].map(({ socket }) => socket.close());
    this.#open.clear();
    await Promise.all(sockets);
  }

  #report(problem: string | undefined): void {
    if (problem !== undefined && problem !== this.#problem) this.#ports.report(problem);
    this.#problem = problem;
  }
}

function problemOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  switch (code) {
    case "EADDRINUSE":
      return `another program has port ${MDNS_PORT} and doesn't share it`;
    case "EACCES":
    case "EPERM":
      return `this user isn't allowed to use port ${MDNS_PORT} or multicast`;
    default:
      return `this network takes no multicast${typeof code === "string" ? ` (${code})` : ""}`;
  }
}
