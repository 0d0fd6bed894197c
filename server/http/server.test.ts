import { describe, expect, test } from "bun:test";
import { listenOnFreePort } from "./server.ts";

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
