// What encryption costs: deliveries per second of an encrypted room and of a plain one, and the work of clients for an event.
import { drawBytes, toBase64url } from "../../protocol/e2ee/bytes.ts";
import { type OpenedEvent, openEvent, sealEvent } from "../../protocol/e2ee/event.ts";
import { encodeBody } from "../../protocol/e2ee/event-body.ts";
import { createWebCryptoVerifier, verifySignature } from "../../protocol/e2ee/signatures.ts";
import { encryptionRequest } from "../../testing/encrypted-client.ts";
import { createEncryptedRoom, createWriter, say, taken } from "../../testing/encrypted-room.ts";
import type { GeneratorResult } from "../generator/load-generator.ts";
import { runGenerator } from "../generator/run-generator.ts";
import type { Result } from "../harness/result.ts";
import { createViaApi, repeatConcurrently } from "../servers/create-via-api.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { deliveryRate } from "./fanout.ts";
import { compareSides, describeSaturation, type Measure, runInRounds, singleFigure, WARM_MS } from "./measure.ts";

const MEMBERS = 100;
const LOAD = { rooms: 1, window: 512, warmMs: WARM_MS, measureMs: 1_500 };
const ENCRYPTED = "encrypted";
const PLAIN = "plain, frames of the same size";
const DIGEST_CHARACTERS = 43;
const EVENTS = 300;

const room = createEncryptedRoom(1, { code: "bench-room" });
const writer = createWriter("bench", room.random);
const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
/** As long as most messages are. The server doesn't open it. */
const sealed = toBase64url(say(room, writer, { text: "Who brings bread on Saturday?" }).envelope);
/** What an encrypted event has beside an empty message. */
const beside = `","sealed":"${sealed}","digest":"${"x".repeat(DIGEST_CHARACTERS)}`.replaceAll('"', "'");

async function measureRoom(isEncrypted: boolean): Promise<GeneratorResult> {
  const server = await mayfly.start();
  const base = `127.0.0.1:${server.port}/`;
  try {
    const response = await fetch(`${server.url}/api/rooms`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ code: room.code, ...(isEncrypted && { encryption: encryptionRequest(room) }) }),
    });
    if (!response.ok) throw new Error(`the room can't be created: ${response.status}`);
    const lines = await repeatConcurrently(MEMBERS, async () => {
      const { token, member } = (await createViaApi(`${server.url}/api/sessions`)) as unknown as {
        token: string;
        member: { id: string };
      };
      const join = { type: "join", token, batch: true, ...(isEncrypted && { memberId: member.id }) };
      return `/ws/${room.code}\t${JSON.stringify(join)}`;
    });
    const { authentication, roomId, keyEpoch } = room.keys;
    const roomKey = { authentication: toBase64url(authentication), roomId: toBase64url(roomId), keyEpoch, base };
    const messageFrame = JSON.stringify({ type: "chat", ...(isEncrypted ? { sealed } : { message: beside }) });
    return await runGenerator(server, { ...mayfly, messageFrame }, lines, { ...LOAD, ...(isEncrypted && { roomKey }) });
  } finally {
    await server.stop();
  }
}

/** Returns the µs that each of the events takes. */
async function timeEach(work: (at: number) => unknown): Promise<number> {
  for (let at = 0; at < EVENTS; at++) await work(at);
  const from = performance.now();
  for (let at = 0; at < EVENTS; at++) await work(at);
  return ((performance.now() - from) * 1000) / EVENTS;
}

async function measureClient(rounds: number): Promise<Result[]> {
  const clear = { class: "chat", sender: writer.memberId } as const;
  const content = {
    clear: { class: "chat" as const },
    counter: 1,
    seen: { seq: 0, head: room.keys.roomId },
    writtenAt: Date.now(),
    body: encodeBody("chat", { text: "Who brings bread on Saturday?" }),
  };
  const seal = () => taken<{ envelope: Uint8Array }>(sealEvent(room.keys, writer, content, random) as never);
  const envelopes = Array.from({ length: EVENTS }, () => seal().envelope);
  const open = (at: number) => openEvent(() => room.keys, clear, envelopes[at] ?? drawBytes(random, 0));
  const opened = envelopes.map((_, at) => taken<OpenedEvent>(open(at)));
  const webCrypto = await createWebCryptoVerifier(crypto.subtle);
  const works: Readonly<Record<string, (at: number) => unknown>> = {
    "seal and sign": seal,
    open,
    "verify with noble": (at) => verifySignature(taken(opened[at]).signed),
    ...(webCrypto && { "verify with WebCrypto": (at: number) => webCrypto(taken(opened[at]).signed) }),
  };
  const found = await runInRounds(rounds, Object.keys(works), (name) => timeEach(works[name] ?? seal));
  return Array.from(found, ([name, values]) => singleFigure(`encrypted client: ${name}`, "µs an event", values));
}

export const encrypted: Measure = {
  name: "encrypted",
  title: "End-to-end encrypted rooms",
  explanation: `A room of ${MEMBERS} with ${LOAD.window} messages in flight, encrypted, and not, with messages that make frames of the same size. The server
makes a digest of each sealed event and doesn't open it. Below, what a client does for each event of 256 bytes, in Bun on one
core; browsers take about as long with the same code.`,
  rounds: 5,
  async run(rounds) {
    const found = await runInRounds(rounds, [ENCRYPTED, PLAIN], (name) => measureRoom(name === ENCRYPTED));
    const side = (name: string, figureOf: (result: GeneratorResult) => number) => {
      const results = found.get(name) ?? [];
      return { name, values: results.map(figureOf), saturated: describeSaturation(results) };
    };
    const [rate, cost] = [deliveryRate, ({ serverMs, deliveries }: GeneratorResult) => (serverMs * 1e6) / deliveries];
    const sizeOf = (name: string) => {
      const [{ bytes, deliveries } = { bytes: 0, deliveries: 1 }] = found.get(name) ?? [];
      return singleFigure(`encrypted bytes a delivery, ${name}`, "bytes", [bytes / deliveries]);
    };
    return [
      compareSides(`encrypted 1 × ${MEMBERS}`, "deliveries/s", side(ENCRYPTED, rate), side(PLAIN, rate)),
      compareSides("encrypted CPU a delivery", "ns", side(ENCRYPTED, cost), side(PLAIN, cost)),
      sizeOf(ENCRYPTED),
      sizeOf(PLAIN),
      ...(await measureClient(rounds)),
    ];
  },
};
