// A Redis over TLS, with a certificate of an authority of one's own.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRedis } from "../../../open-redis.ts";
import { ApiClient } from "../../../testing/api-client.ts";
import { openssl } from "../../../testing/certificates.ts";
import { freePort, RedisServer, redisServer } from "../../../testing/redis-servers.ts";
import { spawnServerProcess } from "../../../testing/server-process.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-redis-tls-"));
const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
const port = freePort();
const server = new RedisServer([
  ...["--tls-port", `${port}`, "--tls-cert-file", cert, "--tls-key-file", key],
  ...["--tls-ca-cert-file", cert, "--tls-auth-clients", "no"],
]);

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const canTls =
  redisServer !== undefined && Bun.spawnSync(["ldd", redisServer]).stdout.toString().includes("libssl")
    ? redisServer
    : "";

test.skipIf(canTls === "")(
  `D83: two nodes share their rooms over TLS, and only where its authority is trusted${canTls === "" ? " (skipped: no redis-server with TLS here)" : ""}`,
  async () => {
    const names = "subjectAltName=IP:127.0.0.1,DNS:localhost";
    const made = openssl(
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"],
      ...["-subj", "/CN=redis", "-addext", names, "-keyout", key, "-out", cert],
    );
    expect(made.isOk).toBe(true);
    await server.start();
    const url = `rediss://127.0.0.1:${port}`;
    const options = {
      ...{ url, bounds: { events: 10, bytes: 1 << 16 }, maxBytes: 1 << 20, hasAccounts: false },
      random: (bytes: Uint8Array) => void crypto.getRandomValues(bytes),
      reportFault: () => {},
    };
    await expect(openRedis(options)).rejects.toThrow(/certificate/);
    const start = () =>
      spawnServerProcess(["--redis", url, "--limits", "off"], undefined, { NODE_EXTRA_CA_CERTS: cert });
    const both = await Promise.all([start(), start()]);
    const [a, b] = both.map((one) => new ApiClient(one.url)) as [ApiClient, ApiClient];
    const { room } = await a.room();
    const ann = await a.join(room.code, "Ann");
    const bob = await b.join(room.code, "Bob");
    bob.socket.send({ type: "chat", message: "over TLS", nonce: "n1" });
    expect((await ann.socket.next("chat")).message).toBe("over TLS");
    for (const { stop } of both) expect(await stop()).toBe(0);
  },
  30_000,
);
