import { describe, expect, test } from "bun:test";
import { seededRandom } from "../testing/seeded-random.ts";
import { type DnsMessage, type DnsRecord, decodeMessage, encodeMessage, TYPE } from "./dns-message.ts";
import { MDNS_PORT, type Peer } from "./question-answers.ts";
import { Responder } from "./responder.ts";
import { addressData, nthLabel } from "./service-records.ts";

type Sent = DnsMessage & { readonly from: string; readonly to: Peer | undefined; readonly at: number };
const HTTP = { services: [{ type: "_http._tcp" as const, port: 8080 }], path: "/chat/" };

/** A network in which everybody hears everybody, themselves too, by a clock that leaps from timer to timer. */
class Network {
  readonly sent: Sent[] = [];
  now = 0;
  #timers: { at: number; run: () => void }[] = [];
  readonly #hearers: { link: string; address: string; responder: Responder }[] = [];

  device(address: string, { label = "mayfly", announcement = HTTP, seed = 1, own = [address] } = {}) {
    const named: string[] = [];
    const random = seededRandom(seed);
    const responder = new Responder(label, announcement, {
      random,
      after: (delayMs, run) => this.#after(delayMs, run),
      send: (link, bytes, to) => this.#deliver(own[Number(link)] ?? address, bytes, to),
      onNamed: (name) => void named.push(name),
    });
    own.forEach((from, at) => {
      this.#hearers.push({ link: `${at}`, address: from, responder });
    });
    const join = () => responder.setLinks(new Map(own.map((from, at) => [`${at}`, [from]])));
    responder.setMachineAddresses([...own, "fd00::7"]);
    join();
    return { responder, named, join };
  }

  /** Sends a message as somebody who isn't a responder. */
  say(message: Partial<DnsMessage>, peer: Peer = { address: "10.0.0.99", port: MDNS_PORT }): Sent[] {
    const before = this.sent.length;
    for (const { link, responder } of this.#hearers) responder.receive(link, encodeMessage(message), peer);
    return this.sent.slice(before);
  }

  ask(name: string, type: number, more: Partial<DnsMessage> & { wantsUnicast?: boolean; peer?: Peer } = {}): Sent[] {
    const { wantsUnicast = false, peer, ...message } = more;
    return this.say({ questions: [{ name, type, wantsUnicast }], ...message }, peer);
  }

  pass(ms: number): Sent[] {
    const before = this.sent.length;
    const until = this.now + ms;
    for (;;) {
      this.#timers.sort((a, b) => a.at - b.at);
      const [next] = this.#timers;
      if (next === undefined || next.at > until) break;
      this.#timers.shift();
      this.now = next.at;
      next.run();
    }
    this.now = until;
    return this.sent.slice(before);
  }

  #after(delayMs: number, run: () => void) {
    const timer = { at: this.now + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  #deliver(from: string, bytes: Uint8Array, to: Peer | undefined): void {
    this.sent.push({ ...(decodeMessage(bytes) as DnsMessage), from, to, at: this.now });
    if (to !== undefined) return;
    const peer = { address: from, port: MDNS_PORT };
    // After the sender is done, as in any network.
    this.#after(1, () => {
      for (const { link, responder } of this.#hearers) responder.receive(link, bytes, peer);
    });
  }
}

const typesOf = (records: readonly DnsRecord[] = []) =>
  records.map(({ type }) => Object.entries(TYPE).find(([, number]) => number === type)?.[0]);
const addressRecord = (name: string, address: string, ttlSeconds = 120): DnsRecord => ({
  name,
  isUnique: true,
  ttlSeconds,
  ...addressData(address),
});
function announced() {
  const network = new Network();
  const device = network.device("10.0.0.1");
  network.pass(5_000);
  network.sent.length = 0;
  return { network, ...device };
}

describe("a name", () => {
  test("N25, N26: is asked for three times within a second, and then announced twice with everything that belongs to it", () => {
    const network = new Network();
    const { named } = network.device("10.0.0.1");
    const probes = network.pass(749);
    expect(named).toEqual([]);
    expect(probes.map(({ isResponse, questions }) => [isResponse, questions.map(({ name }) => name)])).toEqual(
      Array(3).fill([false, ["mayfly.local", "mayfly._http._tcp.local"]]),
    );
    expect(typesOf(probes[0]?.authorities)).toEqual(["A", "SRV", "TXT"]);
    const announcements = network.pass(1_300);
    expect(named).toEqual(["mayfly"]);
    expect(announcements).toHaveLength(2);
    for (const { isResponse, answers, to } of announcements) {
      expect([isResponse, to]).toEqual([true, undefined]);
      expect(answers.map(({ name, isUnique }) => [name, isUnique])).toEqual([
        ["mayfly.local", true],
        ["mayfly.local", true],
        ["_http._tcp.local", false],
        ["_services._dns-sd._udp.local", false],
        ["mayfly._http._tcp.local", true],
        ["mayfly._http._tcp.local", true],
      ]);
      expect(typesOf(answers)).toEqual(["A", "NSEC", "PTR", "PTR", "SRV", "TXT"]);
      expect([...(answers[0]?.data ?? [])]).toEqual([10, 0, 0, 1]);
      expect(Buffer.from(answers[5]?.data ?? []).toString()).toBe("\x0bpath=/chat/");
    }
    expect(network.pass(60_000)).toEqual([]);
  });

  test("N26: that another device has is left to it, and the next one is taken", () => {
    const network = new Network();
    const devices = [1, 2, 3].map((n) => {
      const device = network.device(`10.0.0.${n}`, { seed: n });
      network.pass(8_000);
      return device;
    });
    expect(devices.map(({ named }) => named)).toEqual([["mayfly"], ["mayfly-2"], ["mayfly-3"]]);
  });

  test("N26: that another server of this machine has is left to it, too", () => {
    const network = new Network();
    const ports = [8080, 8081].map((port) => ({
      ...HTTP,
      services: [{ ...HTTP.services[0], type: "_http._tcp" as const, port }],
    }));
    const devices = ports.map((announcement, seed) => {
      const device = network.device("10.0.0.1", { announcement, seed });
      network.pass(8_000);
      return device;
    });
    expect(devices.map(({ named }) => named)).toEqual([["mayfly"], ["mayfly-2"]]);
  });

  test("N26: that two ask for at once goes to one of them, whoever asks first", () => {
    for (let seed = 0; seed < 40; seed++) {
      const network = new Network();
      const devices = [1, 2, 3].map((n) => network.device(`10.0.0.${n}`, { seed: seed * 3 + n }));
      network.pass(30_000);
      const names = devices.map(({ named }) => named.at(-1)).sort();
      expect([seed, names]).toEqual([seed, ["mayfly", "mayfly-2", "mayfly-3"]]);
    }
  });

  test("N26: that turns out to be another's while the server runs, as when networks are joined, is left by one of them", () => {
    const { network, named } = announced();
    network.say({ isResponse: true, answers: [addressRecord("mayfly.local", "10.0.0.2")] });
    expect(network.ask("mayfly.local", TYPE.A)).toEqual([]);
    network.pass(400);
    // The other one answers the question.
    network.say({ isResponse: true, answers: [addressRecord("mayfly.local", "10.0.0.2")] });
    network.pass(8_000);
    expect(named).toEqual(["mayfly", "mayfly-2"]);
    // One that nobody defends is kept.
    network.say({ isResponse: true, answers: [addressRecord("mayfly-2.local", "10.0.0.3")] });
    network.pass(8_000);
    expect(named).toEqual(["mayfly", "mayfly-2"]);
    expect(network.ask("mayfly-2.local", TYPE.A)).toHaveLength(1);
  });

  test("N26: isn't left for what this machine says itself, on another interface or by another program, or for a goodbye", () => {
    const network = new Network();
    const { named } = network.device("10.0.0.1", { own: ["10.0.0.1", "10.0.0.2"] });
    network.pass(5_000);
    // The last one isn't announced.
    for (const address of ["10.0.0.1", "10.0.0.2", "fd00::7"]) {
      network.say({ isResponse: true, answers: [addressRecord("mayfly.local", address)] });
    }
    network.say({ isResponse: true, answers: [addressRecord("mayfly.local", "10.0.0.77", 0)] });
    network.say(
      { isResponse: true, answers: [addressRecord("mayfly.local", "10.0.0.77")] },
      { address: "10.0.0.9", port: 4000 },
    );
    network.pass(8_000);
    expect(named).toEqual(["mayfly"]);
  });

  test("N26: of many conflicts in a row, the network is spared", () => {
    const network = new Network();
    network.device("10.0.0.1");
    let probes = 0;
    for (let second = 0; second < 600; second++) {
      for (const { questions } of network.pass(100)) {
        probes++;
        const { name = "" } = questions[0] ?? {};
        network.say({ isResponse: true, answers: [addressRecord(name, "10.0.0.66")] });
      }
    }
    expect(probes).toBeLessThan(15 + 60 / 5 + 2);
  });

  test("N26: whoever takes each name once it is held gets few of them, and the log few lines", () => {
    const network = new Network();
    const { named } = network.device("10.0.0.1");
    const conflict = (name: string) => network.say({ isResponse: true, answers: [addressRecord(name, "10.0.0.66")] });
    for (let minute = 0; minute < 60; minute++) {
      for (let second = 0; second < 60; second++) {
        network.pass(1_000);
        for (const name of named.slice(-1)) {
          // Once as an announcement, and once as an answer to the question whether it is free.
          conflict(`${name}.local`);
          conflict(`${name}.local`);
        }
      }
    }
    expect(named.length).toBeGreaterThan(15);
    expect(named.length).toBeLessThan(15 + 7 + 7);
    // An hour of peace, and a conflict is as any other.
    network.pass(2 * 3_600_000);
    const before = named.length;
    conflict(`${named.at(-1)}.local`);
    conflict(`${named.at(-1)}.local`);
    network.pass(2_000);
    expect(named).toHaveLength(before + 1);
  });

  test("N26: keeps to 63 bytes", () => {
    expect([nthLabel("mayfly", 0), nthLabel("mayfly", 1)]).toEqual(["mayfly", "mayfly-2"]);
    expect(nthLabel("m".repeat(63), 9)).toBe(`${"m".repeat(60)}-10`);
  });

  test("N27: is asked for again where the network is another, and not without one", () => {
    const { network, responder, named } = announced();
    responder.setLinks(new Map());
    expect([network.pass(5_000), network.ask("mayfly.local", TYPE.A)]).toEqual([[], []]);
    responder.setLinks(new Map([["0", ["10.7.0.1"]]]));
    const [probe] = network.pass(8_000);
    expect(probe?.isResponse).toBe(false);
    expect(network.ask("mayfly.local", TYPE.A)[0]?.answers[0]?.data).toEqual(Uint8Array.of(10, 7, 0, 1));
    expect(named).toEqual(["mayfly"]);
  });

  test("N27: ends with a goodbye on every interface, and nothing is said after it", () => {
    const network = new Network();
    const { responder, join } = network.device("10.0.0.1", { own: ["10.0.0.1", "10.0.0.2"] });
    network.pass(5_000);
    network.sent.length = 0;
    responder.stop();
    expect(network.sent.map(({ from }) => from)).toEqual(["10.0.0.1", "10.0.0.2"]);
    for (const { answers } of network.sent) {
      expect(answers).toHaveLength(6);
      expect(answers.every(({ ttlSeconds }) => ttlSeconds === 0)).toBe(true);
    }
    responder.stop();
    join();
    expect([network.ask("mayfly.local", TYPE.A), network.pass(5_000)]).toEqual([[], []]);
  });

  test("N27: that never was this server's needs no goodbye", () => {
    const network = new Network();
    network.device("10.0.0.1").responder.stop();
    expect(network.pass(5_000)).toEqual([]);
  });
});

describe("a question", () => {
  test("N29: for the name is answered at once; for a kind of address that isn't there, with the kinds there are", () => {
    const { network } = announced();
    const [a] = network.ask("mayfly.local", TYPE.A);
    expect([typesOf(a?.answers), typesOf(a?.additionals), a?.to]).toEqual([["A"], ["NSEC"], undefined]);
    network.pass(1_001);
    const [aaaa] = network.ask("mayfly.local", TYPE.AAAA);
    expect([typesOf(aaaa?.answers), typesOf(aaaa?.additionals)]).toEqual([["NSEC"], []]);
    // The name, window 0, one byte, and in it the bit of type 1.
    expect(Buffer.from(aaaa?.answers[0]?.data ?? []).toString("latin1")).toBe("\x06mayfly\x05local\0\0\x01\x40");
  });

  test("N29: for the services brings port, text and addresses along, a moment later, as others may answer too", () => {
    const { network } = announced();
    expect(network.ask("_http._tcp.local", TYPE.PTR)).toEqual([]);
    const [answer] = network.pass(120);
    expect([typesOf(answer?.answers), typesOf(answer?.additionals)]).toEqual([["PTR"], ["SRV", "TXT", "A", "NSEC"]]);
    expect(network.ask("_services._dns-sd._udp.local", TYPE.PTR)).toEqual([]);
    const [kinds] = network.pass(120);
    expect(Buffer.from(kinds?.answers[0]?.data ?? []).toString("latin1")).toBe("\x05_http\x04_tcp\x05local\0");
  });

  test("N29: for what isn't ours isn't answered", () => {
    const { network } = announced();
    for (const name of [
      "mayfly-2.local",
      "mayfly",
      "local",
      "_https._tcp.local",
      "mayfly\\.local",
      "1.0.0.10.in-addr.arpa",
    ]) {
      network.ask(name, TYPE.ANY);
    }
    expect(network.pass(5_000)).toEqual([]);
  });

  test("N29: from who wants the answer alone, or asks once from a port of their own, is answered to them", () => {
    const { network } = announced();
    const alone = { address: "10.0.0.9", port: MDNS_PORT };
    const [first] = network.ask("mayfly.local", TYPE.A, { wantsUnicast: true, peer: alone });
    expect([first?.to, first?.id, first?.answers[0]?.isUnique, first?.answers[0]?.ttlSeconds]).toEqual([
      alone,
      0,
      true,
      120,
    ]);
    const once = { address: "10.0.0.9", port: 40_000 };
    const [second] = network.ask("mayfly.local", TYPE.A, { id: 77, peer: once });
    expect(second).toMatchObject({
      to: once,
      id: 77,
      questions: [{ name: "mayfly.local", type: TYPE.A }],
      answers: [{ isUnique: false, ttlSeconds: 10 }],
    });
  });

  test("N29: what the asker knows is left out, unless it is about to end", () => {
    const { network } = announced();
    const known = (ttlSeconds: number) => ({ answers: [addressRecord("mayfly.local", "10.0.0.1", ttlSeconds)] });
    expect(network.ask("mayfly.local", TYPE.A, known(60))).toEqual([]);
    expect(network.ask("mayfly.local", TYPE.A, known(59))).toHaveLength(1);
  });

  test("N29: nothing is said twice to everybody within a second, but to who is about to take the name", () => {
    const { network } = announced();
    const askedOften = () => [1, 2, 3].flatMap(() => network.ask("mayfly.local", TYPE.A));
    expect(askedOften()).toHaveLength(1);
    const claim = [addressRecord("mayfly.local", "10.0.0.2")];
    expect(network.ask("mayfly.local", TYPE.ANY, { authorities: claim })).toHaveLength(1);
    network.pass(1_001);
    expect(askedOften()).toHaveLength(1);
  });

  test("N29: a flood of them is answered 50 times in a second", () => {
    const { network } = announced();
    const peer = { address: "10.0.0.9", port: 40_000 };
    const flood = () => Array.from({ length: 200 }, () => network.ask("mayfly.local", TYPE.A, { peer })).flat();
    expect(flood()).toHaveLength(50);
    network.pass(1_001);
    expect(flood()).toHaveLength(50);
  });

  test("N29: in a storm, the rest of a second isn't read", () => {
    const { network, responder } = announced();
    const peer = { address: "10.0.0.9", port: MDNS_PORT };
    for (let n = 0; n < 12; n++) responder.receive("0", new Uint8Array(9_000), peer);
    expect(network.ask("mayfly.local", TYPE.A)).toEqual([]);
    network.pass(1_001);
    expect(network.ask("mayfly.local", TYPE.A)).toHaveLength(1);
  });

  test("N29: another's goodbye for a record that is ours is contradicted", () => {
    const { network } = announced();
    network.say({ isResponse: true, answers: [addressRecord("mayfly.local", "10.0.0.1", 0)] });
    expect(typesOf(network.sent[0]?.answers)).toContain("A");
    expect(network.sent[0]?.answers[0]?.ttlSeconds).toBe(120);
  });

  test("N29: what is malformed is ignored", () => {
    const { network, responder } = announced();
    for (const bytes of [[], [1, 2, 3], Array(500).fill(0xc0)]) {
      responder.receive("0", Uint8Array.from(bytes), { address: "10.0.0.9", port: MDNS_PORT });
    }
    expect(network.ask("mayfly.local", TYPE.A)).toHaveLength(1);
  });
});
