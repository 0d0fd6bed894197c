import { expect, test } from "bun:test";
import { loadConfig } from "./config/config.ts";
import { wantedLabel } from "./serve-mdns.ts";

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
];
test.each(rows)("N25: with %j, the name is %p", (flags, label) => {
  const loaded = loadConfig(flags, {});
  if (!loaded.ok) throw new Error(loaded.problems.join());
  expect(wantedLabel(loaded.config)).toBe(label);
});
