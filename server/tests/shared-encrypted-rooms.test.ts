// Encrypted rooms on two servers with one Redis.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { toBase64url } from "../protocol/e2ee/bytes.ts";
import { openForSession, sealForSession } from "../protocol/e2ee/rekey.ts";
import {
  bytesOf,
  type EncryptedPage,
  hostEncryptedRoom,
  joinEncrypted,
  proofFor,
} from "../testing/encrypted-client.ts";
import { type EncryptedRoom, rekeyed, say, taken } from "../testing/encrypted-room.ts";
import { RedisServer, redisServer } from "../testing/redis-servers.ts";
import { SharedNodes } from "../testing/shared-nodes.ts";

const CODE = "secret-place";
const redis = new RedisServer();
const nodes = new SharedNodes(redis);

afterEach(async () => {
  await nodes.stop();
  await redis.client.flushall();
});

/** Announces the key of a page, and waits until it is told. */
async function announce(room: EncryptedRoom, { socket, writer, session }: EncryptedPage): Promise<string> {
  const body = { kex: toBase64url(session.publicKey) };
  const sealed = toBase64url(say<"session">(room, writer, body, { clear: { class: "session" } }).envelope);
  socket.send({ type: "session", sealed });
  await socket.next("session");
  return sealed;
}

if (redisServer === undefined) {
  test("D44: there is no redis-server here, so servers can't share encrypted rooms", () => {
    expect(Bun.which("redis-server")).toBeNull();
  });
} else {
  beforeAll(async () => void (await redis.start()));
  afterAll(() => redis.stop());

  describe("an encrypted room on two nodes", () => {
    test("D44: members on both talk, and a new key reaches pages on both", async () => {
      const [a, b] = await nodes.two({ LIMITS: "off", CUSTOM_CODES: "true" });
      const { room, ownerToken } = await hostEncryptedRoom(a.node);
      const alice = await joinEncrypted(a.node, room, { token: ownerToken });
      const bob = await joinEncrypted(b.node, room);
      const announced = [await announce(room, alice), await announce(room, bob)];
      const text = toBase64url(say(room, bob.writer, { text: "hello" }).envelope);
      bob.socket.send({ type: "chat", sealed: text, nonce: "n1" });
      expect(await alice.socket.next("chat")).toMatchObject({ sealed: text });
      // Who comes to either is told of the pages on both.
      for (const { node } of [a, b]) {
        const { welcome } = await joinEncrypted(node, room);
        expect(welcome.sessions.map(({ sealed }: { sealed: string }) => sealed).sort()).toEqual([...announced].sort());
      }
      const after = rekeyed(room);
      const record = taken(after.keyring.secrets.at(-1));
      const secret = { secret: after.secret, linkSecret: after.link.secret };
      const { writer, session } = bob;
      const box = sealForSession(room.keyring.roomId, record, writer.session, session.publicKey, secret, after.random);
      const boxes = { [toBase64url(writer.session)]: toBase64url(taken(box)) };
      const records = [toBase64url(taken(after.keyring.records.at(-1)).bytes)];
      alice.socket.send({ type: "rekey", records, boxes });
      expect((await bob.socket.next("keyring")).records).toEqual(records);
      const got = await bob.socket.next("box");
      expect(openForSession(after.keyring, record, writer.session, session, bytesOf(got.box))?.keys).toEqual(
        after.keys,
      );
      expect((await joinEncrypted(b.node, after)).welcome.keyring).toHaveLength(2);
    });

    test("D44: a challenge of one node is answered on the other, once, and what is proven there counts on both", async () => {
      const [a, b] = await nodes.two({ LIMITS: "off", CUSTOM_CODES: "true" });
      const { room } = await hostEncryptedRoom(a.node);
      const { token, member } = await a.client.session("Program");
      const { challenge } = (await a.node.ask("GET", `api/rooms/${CODE}/challenge`)).body;
      const join = async ({ node }: typeof a) => {
        const body = { challenge, proof: proofFor(node, room, member.id, challenge) };
        return (await node.ask("POST", `api/rooms/${CODE}/join`, { token, body })).status;
      };
      const read = async ({ node }: typeof a) =>
        (await node.ask("GET", `api/rooms/${CODE}/messages`, { token })).status;
      expect([await read(a), await read(b)]).toEqual([403, 403]);
      expect([await join(b), await join(b), await join(a)]).toEqual([200, 403, 403]);
      while ((await read(a)) !== 200) await Bun.sleep(5);
      const late = await nodes.start();
      expect([await read(b), await read(late)]).toEqual([200, 200]);
    });
  });
}
