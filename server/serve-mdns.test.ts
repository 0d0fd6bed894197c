import { expect, test } from "bun:test";
import { loadConfig } from "./config/config.ts";
import { createLogger } from "./logger.ts";
import { startMdns, wantedLabel } from "./serve-mdns.ts";

const files = `${import.meta.path},${import.meta.path}`;
const rows: [flags: string[], label: string | undefined][] = [
  [[], "mayfly"],
  [["--host", "192.168.1.5"], "mayfly"],
  [["--host", "::"], "mayfly"],
  [["--mdns-name", "Chat.local"], "chat"],
  [["--mdns-name", "off"], undefined],
  [["--host", "127.0.0.1"], undefined],
  [["--host", "::1", "--mdns-name", "chat"], undefined],
  [["--host", "localhost"], undefined],
  [["--public-url", "https://chat.example.org"], undefined],
  [["--public-url", "https://chat.example.org", "--mdns-name", "chat"], "chat"],
  [["--tls", files], undefined],
  [["--tls", files, "--mdns-name", "chat"], "chat"],
  [["--tls", "self"], "mayfly"],
  [["--tls", "auto", "--data", import.meta.path], undefined],
];
test.each(rows)("N25: with %j, the name is %p", (flags, label) => {
  const loaded = loadConfig(flags, {});
  if (!loaded.ok) throw new Error(loaded.problems.join());
  expect(wantedLabel(loaded.config)).toBe(label);
});

test("N25, N27: in a container with a network of its own, the log says in one line that nothing is announced", async () => {
  const loaded = loadConfig([], {});
  if (!loaded.ok) throw new Error("no settings, no problems");
  const lines: string[] = [];
  const logger = createLogger("text", (line) => void lines.push(line));
  const parts = { logger, hasOwnContainerNetwork: () => true, ports: { http: 8080 }, print: () => undefined };
  // Of the server, nothing is asked.
  expect(await startMdns(loaded.config, { ...parts, node: {} as never })).toBeUndefined();
  expect(lines).toEqual([
    expect.stringMatching(/ info mDNS: not announced: this container has a network of its own; .* MAYFLY_MDNS_NAME\n$/),
  ]);
});
