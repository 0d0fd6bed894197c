// MAYFLY_ROOM, from the setting to the room that people open: in memory, over restarts, and what is printed where.
import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ApiClient } from "../testing/api-client.ts";
import { ServerUnderTest, SOURCE_COMMAND } from "./chaos/server-under-test.ts";

const TITLE = "Game night";
const folder = mkdtempSync(join(tmpdir(), "mayfly-first-room-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const terminals = new Set<Bun.Subprocess>();
afterEach(async () => {
  for (const child of terminals) child.kill("SIGKILL");
  for (const child of terminals) await child.exited;
  terminals.clear();
});

/** Returns the code of the room that a banner names. */
function codeIn(printed: string): string {
  const code = new RegExp(`Room "${TITLE}"\\r?\\n  http://[\\w.:-]+/([\\w-]+)\\r?\\n`).exec(printed)?.[1];
  if (code === undefined) throw new Error(`no room in: ${printed}`);
  return code;
}

const start = (options: { data?: string; flags?: string[] } = {}) =>
  ServerUnderTest.started({ ...options, flags: ["--room", TITLE, ...(options.flags ?? [])] });

async function countRooms({ client }: ServerUnderTest): Promise<string | undefined> {
  return /^mayfly_rooms(?:\{.*\})? (\d+)$/m.exec((await client.ask("GET", "metrics")).text)?.[1];
}

/** Starts the program in a terminal of its own. @returns what it printed, up to the banner's end */
async function startInTerminal(flags: readonly string[]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const decoder = new TextDecoder();
  let printed = "";
  const child = Bun.spawn([...SOURCE_COMMAND, "--host", "127.0.0.1", "--port", "0", ...flags], {
    env: { PATH: process.env.PATH ?? "" },
    terminal: {
      cols: 80,
      rows: 40,
      data: (_, chunk) => {
        printed += decoder.decode(chunk, { stream: true });
        if (printed.includes("Ctrl+C")) resolve(printed);
      },
    },
  });
  terminals.add(child);
  void child.exited.then(() => resolve(printed));
  return promise;
}

describe("the first room of a server", () => {
  test("R14 C10: is there after a start in memory, and its address is printed, but no owner link into a pipe", async () => {
    const server = await start();
    const { status, body } = await server.client.ask("GET", `api/rooms/${codeIn(server.banner)}`);
    expect([status, body]).toEqual([200, expect.objectContaining({ title: TITLE, entry: "open" })]);
    expect(server.banner).not.toMatch(/key|owner/i);
    await server.stop();
    expect(server.log).not.toMatch(/key|owner|Game night/i);
  });

  test("R14: is one room over restarts with a data file, with what was said in it", async () => {
    const server = await start({ data: join(folder, "kept.db") });
    const code = codeIn(server.banner);
    const { token } = await server.client.session("Ann");
    await server.client.ask("POST", `api/rooms/${code}/messages`, { body: { message: "My turn" }, token });
    for (const end of [() => server.stop(), () => server.crash()]) {
      await end();
      await server.start();
      expect(codeIn(server.banner)).toBe(code);
      expect(await countRooms(server)).toBe("1");
    }
    const { body } = await server.client.ask("GET", `api/rooms/${code}/messages`);
    expect(body.messages).toMatchObject([{ user: "Ann", message: "My turn" }]);
    await server.stop();
  }, 30_000);

  test("R14: is a room for those with an account where accounts are required", async () => {
    const server = await start({ data: join(folder, "accounts.db"), flags: ["--accounts", "required"] });
    const { client } = server;
    const path = `api/rooms/${codeIn(server.banner)}`;
    const account = { username: "ada", password: "four words or more" };
    expect((await client.ask("POST", `${path}/join`)).body.error.code).toBe("account_needed");
    const { body } = await client.ask("POST", "api/register", { body: account });
    expect((await client.ask("POST", `${path}/join`, { token: body.token })).status).toBe(200);
    await server.stop();
  }, 30_000);

  test("C10 C9 U11: a terminal is shown the owner link, once, and the link that makes an administrator", async () => {
    const flags = ["--data", join(folder, "terminal.db"), "--room", TITLE];
    const printed = await startInTerminal(flags);
    const code = codeIn(printed);
    const [, origin = "", ownerKey = ""] = new RegExp(`  (http://.*)/${code}#key=(\\w+)\\r?\\n`).exec(printed) ?? [];
    const client = new ApiClient(origin);
    const change = { body: { maxMembers: 7 }, headers: { "x-owner-key": ownerKey } };
    expect((await client.ask("PATCH", `api/rooms/${code}`, change)).body).toMatchObject({ maxMembers: 7 });
    const adminCode = new RegExp(`  ${origin}/#admin=([\\w-]+)\\r?\\n`).exec(printed)?.[1];
    const account = { username: "ada", password: "four words or more", adminCode };
    const { body } = await client.ask("POST", "api/register", { body: account });
    expect(body.account).toMatchObject({ isAdmin: true });
    for (const child of terminals) child.kill("SIGTERM");
    for (const child of terminals) await child.exited;
    const again = await startInTerminal(flags);
    expect(codeIn(again)).toBe(code);
    expect(again).not.toMatch(/#key|#admin/);
  }, 30_000);
});
