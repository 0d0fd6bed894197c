import { describe, expect, test } from "bun:test";
import { ApiClient } from "../testing/api-client.ts";
import { startTestServer } from "../testing/test-server.ts";
import type { HttpApp } from "./http-app.ts";
import { createLiveness } from "./routes/liveness.ts";
import { listenAhead, listenOnFreePort } from "./server.ts";

const failing = (code: string) => Object.assign(new Error(code), { code });

/** Fakes a machine on which only some ports are free. */
function machine(isFree: (port: number) => boolean) {
  const tried: number[] = [];
  const tryListen = (port: number) => {
    tried.push(port);
    if (!isFree(port)) throw failing("EADDRINUSE");
    return { port };
  };
  return { tried, tryListen };
}

describe("the port a server listens on", () => {
  test("C3: without a port in the settings it is the first free one from 8080 on", () => {
    const { tryListen, tried } = machine((port) => port >= 8083);
    expect(listenOnFreePort({ port: 8080, portAsked: false }, tryListen)).toEqual({ server: { port: 8083 } });
    expect(tried).toEqual([8080, 8081, 8082, 8083]);
  });

  test("C3: a port of the settings is taken, or it is an error", () => {
    const { tryListen, tried } = machine((port) => port >= 8083);
    expect(listenOnFreePort({ port: 8080, portAsked: true }, tryListen)).toEqual({
      problem: "MAYFLY_PORT: 8080 is in use by another program",
    });
    expect(tried).toEqual([8080]);
  });

  test("C3: the search for a free port ends", () => {
    const { tryListen, tried } = machine(() => false);
    expect(listenOnFreePort({ port: 8080, portAsked: false }, tryListen)).toHaveProperty("problem");
    expect(tried).toHaveLength(101);
  });

  const causes: [string, string][] = [
    ["EACCES", "MAYFLY_PORT"],
    ["EADDRNOTAVAIL", "MAYFLY_HOST"],
    ["EINVAL", "MAYFLY_HOST"],
    ["ERR_OSSL_PEM_NO_START_LINE", "MAYFLY_TLS"],
  ];
  for (const [code, setting] of causes) {
    test(`C2: ${code} names ${setting}`, () => {
      const result = listenOnFreePort({ port: 80, portAsked: true }, () => {
        throw failing(code);
      });
      expect(result).toMatchObject({ problem: expect.stringContaining(`${setting}: `) });
    });
  }

  test("C3: an error that no setting causes is thrown on", () => {
    const broken = () =>
      listenOnFreePort({ port: 80, portAsked: true }, () => {
        throw new TypeError("a mistake of ours");
      });
    expect(broken).toThrow(TypeError);
  });
});

test("C3: Bun's server says EADDRINUSE for a port that is taken", () => {
  const first = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
  const second = listenOnFreePort({ port: Number(first.port), portAsked: true }, (port) =>
    Bun.serve({ port, hostname: "127.0.0.1", fetch: () => new Response() }),
  );
  expect(second).toEqual({ problem: `MAYFLY_PORT: ${first.port} is in use by another program` });
  first.stop(true);
});

describe("a server whose routes aren't loaded yet", () => {
  /** Listens for the app of a server, which is loaded when the test says so. */
  async function startAhead(basePath = "/") {
    const behind = await startTestServer({ BASE_PATH: basePath });
    const app = Promise.withResolvers<HttpApp>();
    const asked = Promise.withResolvers<void>();
    let loads = 0;
    const load = () => {
      loads++;
      asked.resolve();
      return app.promise;
    };
    const answerEarly = createLiveness(basePath, { "x-content-type-options": "nosniff" });
    const server = listenAhead(load, answerEarly, { port: 0, hostname: "127.0.0.1" });
    behind.node.fanout.attach(server);
    const origin = `http://127.0.0.1:${server.port}`;
    return {
      origin,
      client: new ApiClient(origin, basePath),
      asked: asked.promise,
      finishLoading: () => app.resolve(behind.http),
      loads: () => loads,
      async [Symbol.asyncDispose]() {
        await server.stop(true);
        await behind.stop();
      },
    };
  }

  test("A10: says that it is alive, with the headers of every answer, and nothing else", async () => {
    await using server = await startAhead("/chat/");
    const alive = await fetch(`${server.origin}/chat/healthz`);
    expect([alive.status, await alive.text(), alive.headers.get("x-content-type-options")]).toEqual([
      200,
      "ok",
      "nosniff",
    ]);
    expect((await fetch(`${server.origin}/chat/healthz`, { method: "HEAD" })).status).toBe(200);
    const elsewhere = Promise.all(
      [`${server.origin}/healthz`, `${server.origin}/chat/healthz/x`].map(async (url) => (await fetch(url)).status),
    );
    await server.asked;
    server.finishLoading();
    expect(await elsewhere).toEqual([404, 404]);
  });

  test("A10, W1: lets requests and sockets wait, loads once, and answers all of them", async () => {
    await using server = await startAhead();
    const created = server.client.room();
    const opened = server.client.connect("doctor");
    await server.asked;
    server.finishLoading();
    const { room } = await created;
    (await opened).close();
    const { socket } = await server.client.join(room.code, "Ann");
    socket.close();
    expect(server.loads()).toBe(1);
  });

  test("A10: loads them where nobody asks for anything", async () => {
    await using server = await startAhead();
    await server.asked;
    expect(server.loads()).toBe(1);
    server.finishLoading();
  });
});
