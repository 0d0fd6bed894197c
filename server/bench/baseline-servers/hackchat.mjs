// hack.chat's server from npm. The package contains no chat commands, so the two below are written like hack.chat's own,
// which use `broadcast`. Its rate limit is lifted by its configuration.
// Usage: node server/bench/baseline-servers/hackchat.mjs PORT. {cmd: "join", channel, nick} joins; {cmd: "chat", text} sends.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { CoreApp } from "hackchat-server";

const JOIN = `
export const info = { name: "join" };
export async function run({ server, socket, payload }) {
  if (typeof payload.channel !== "string" || typeof payload.nick !== "string") return;
  socket.channel = payload.channel;
  socket.nick = payload.nick;
  server.reply({ cmd: "onlineSet", nicks: [] }, socket);
}
`;
const CHAT = `
export const info = { name: "chat" };
export async function run({ server, socket, payload }) {
  const { text } = payload;
  if (socket.channel === undefined || typeof text !== "string" || text.length > 4000) return;
  server.broadcast({ cmd: "chat", nick: socket.nick, text }, { channel: socket.channel });
}
`;

// The server renames the folder of its commands while it reads them, and loads every file with ".js" in its name.
const folder = mkdtempSync(join(tmpdir(), "hackchat-"));
const modules = join(dirname(createRequire(import.meta.url).resolve("hackchat-server")), "standard_modules");
mkdirSync(join(folder, "commands"));
cpSync(join(modules, "internal"), join(folder, "commands/internal"), { recursive: true });
writeFileSync(join(folder, "commands/join.js"), JOIN);
writeFileSync(join(folder, "commands/chat.js"), CHAT);
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
const config = {
  modulesPath: join(folder, "commands"),
  websocketPort: Number(process.argv[2]),
  rateLimit: { halflife: 1, threshold: Number.MAX_SAFE_INTEGER },
  pulseSpeed: 60_000,
};
writeFileSync(join(folder, "hackchat.json"), JSON.stringify(config));

process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
process.on("SIGTERM", () => process.exit(0));

// The server has no setting for its address and would be reachable from other machines.
const { listen } = Server.prototype;
Server.prototype.listen = function (port) {
  return listen.call(this, port, "127.0.0.1");
};

process.chdir(folder);
await new CoreApp({ configPath: "hackchat.json" }).init();
