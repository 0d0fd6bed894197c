import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLOSE, shouldReconnect } from "#protocol/error-codes";
import { spawnServerProcess } from "../testing/server-process.ts";

const readme = await Bun.file(new URL("../../README.md", import.meta.url)).text();
const api = readme.slice(readme.indexOf("\n## API"), readme.indexOf("\n## Develop"));
const signedIn = api.slice(api.indexOf("\n### With an account"), api.indexOf("\n### A client in"));
const snippets = (language: string, part = api.replace(signedIn, "")) =>
  [...part.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "gs"))].map(([, code = ""]) => code);

let server: Awaited<ReturnType<typeof spawnServerProcess>>;
const folder = mkdtempSync(join(tmpdir(), "mayfly-readme-"));
beforeAll(async () => {
  server = await spawnServerProcess();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Pastes snippets one after another into one shell, as a reader would, with this server's address. @returns their outputs */
function paste(codes: string[], { url } = server): Promise<string[]> {
  const separator = "--- pasted ---";
  // Streams never end by themselves, so each command is stopped after 2 s.
  const script = [
    'curl() { command curl --max-time 2 "$@"; }',
    `node() { timeout 2 "${process.execPath}" "$@"; }`,
    ...codes.flatMap((code) => [code, `echo; echo '${separator}'`]),
  ].join("\n");
  const shell = Bun.spawn(["bash", "-c", script.replaceAll("http://localhost:8080", url)], { stdout: "pipe" });
  return new Response(shell.stdout).text().then((text) => text.split(separator).map((part) => part.trim()));
}

test("A4, B1, F7, F9, L8: the README's curl lines create a room, post, read pages, send a file, pin it, stream and end the room", async () => {
  const [created = "", posts = "", vanishing = "", files = "", pins = "", streamed = "", ended = ""] = await paste([
    ...snippets("sh"),
    'curl -s "$SERVER/api/rooms/picnic"',
  ]);
  expect(JSON.parse(created)).toMatchObject({ room: { code: "picnic", title: "Picnic" }, url: `${server.url}/picnic` });
  const [posted = "", page = ""] = posts.split(/(?<=\})(?=\{"messages")/);
  expect(JSON.parse(posted)).toMatchObject({
    type: "chat",
    user: "Ada",
    message: "Who brings bread?",
    nonce: "bread-1",
  });
  expect(JSON.parse(page).messages).toHaveLength(1);
  expect(JSON.parse(vanishing)).toMatchObject({ message: "The gate code is 4711", vanish: 60 });
  const [sent = "", listed = ""] = files.split(/(?<=\})\s*(?=\{"files")/);
  expect(JSON.parse(sent)).toMatchObject({
    file: { name: "list.txt", type: "text/plain", bytes: 24 },
    message: { message: "What we need" },
  });
  expect(JSON.parse(listed).files).toMatchObject([JSON.parse(sent).file]);
  const [pinned = "", board = ""] = pins.split(/(?<=\})\s*(?=\{"pins")/);
  expect(JSON.parse(pinned).pins).toMatchObject([{ user: "Ada", message: "What we need" }]);
  expect(board).toBe(pinned);
  expect(streamed).toStartWith(":");
  expect(ended).toBe("");
  expect((await fetch(`${server.url}/api/rooms/picnic`)).status).toBe(410);
});

test("A4: the README's account examples register, log in, list, create, join, read page by page and connect", async () => {
  const accountServer = await spawnServerProcess(["--data", join(folder, "kept.db")]);
  const [registered = "", rooms = "", pages = "", clientOutput = ""] = await paste(
    snippets("sh", signedIn),
    accountServer,
  );
  await accountServer.stop();
  expect(JSON.parse(registered).account).toMatchObject({ username: "ada" });
  const [listed = "", created = "", joined = ""] = rooms.split(/(?<=\})(?=\{"(?:room"|status"))/);
  expect(JSON.parse(listed)).toEqual({ rooms: [] });
  expect(JSON.parse(created).room).toMatchObject({ code: "choir", entry: "password" });
  expect(JSON.parse(joined)).toMatchObject({ status: "member", role: "owner" });
  const pageBodies = pages.split(/\s*(?=\{"messages")/).map((page) => JSON.parse(page));
  const texts = pageBodies.map(({ messages }) => messages.map(({ message }: { message: string }) => message));
  expect(texts).toEqual([["I do.", "Eight it is."], ["Who sings tonight?"]]);
  expect(pageBodies.map(({ more }) => more)).toEqual([true, false]);
  const frames = clientOutput.split("\n").map((line) => JSON.parse(line));
  expect(frames[0]).toMatchObject({ type: "welcome", you: { role: "owner" } });
  expect(frames.at(-1)).toMatchObject({ type: "chat", user: "ada", message: "Good evening" });
});

test("W7: the README's client sends messages and receives its own and those of others", async () => {
  const [code = ""] = snippets("js");
  expect(code.trim().split("\n").length).toBeLessThanOrEqual(15);
  await Bun.write(join(folder, "talk.mjs"), code);
  const { room, ownerKey } = await server.post("rooms", { code: "talk" });
  const clients = ["Hello", "Hi there"].map((line) => {
    const child = Bun.spawn([process.execPath, join(folder, "talk.mjs"), server.url, room.code], {
      stdin: "pipe",
      stdout: "pipe",
    });
    child.stdin.write(`${line}\n`);
    child.stdin.flush();
    return child;
  });
  const messageCount = async () =>
    (await (await fetch(`${server.url}/api/rooms/talk/messages`)).json()).messages.length;
  while ((await messageCount()) < 2) await Bun.sleep(20);
  const headers = { "x-owner-key": ownerKey };
  await fetch(`${server.url}/api/rooms/talk`, { method: "DELETE", headers });
  const printed = await Promise.all(clients.map((client) => new Response(client.stdout).text()));
  expect(printed[0]).toMatch(/^\w+ \w+: Hello$/m);
  expect(printed[1]).toMatch(/^\w+ \w+: Hi there$/m);
  expect(printed.join()).toMatch(/^closed: 4001/m);
});

test("W10: the README lists every close code and whether to reconnect", () => {
  for (const code of Object.values(CLOSE)) {
    const [, , then = ""] = new RegExp(`^\\| ${code} \\|(.*)\\|(.*)\\|$`, "m").exec(api) ?? [];
    expect([code, then.trim().startsWith("reconnect")]).toEqual([code, shouldReconnect(code)]);
  }
});
