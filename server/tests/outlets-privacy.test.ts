// Plants what must not come out into everything a client can send, then looks for it wherever the server shows something to
// whoever runs it: its output, its log, its metrics, and the answers for its page.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalEngine } from "../engine/local-engine.ts";
import { ApiClient, rawRequest } from "../testing/api-client.ts";
import { SOURCE_COMMAND } from "../testing/source-command.ts";
import { startTestServer } from "../testing/test-server.ts";

const folder = mkdtempSync(join(tmpdir(), "mayfly-outlets-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ADMIN_TOKEN = "canary-operators-own-token";
const METRICS_TOKEN = "canary-prometheus-token-x";
const CANARY = {
  name: "Quiet Canary",
  title: "Canary's tea",
  code: "canary-code",
  message: "canary said this",
  file: "canary-list.txt",
  agent: "CanaryBrowser/7",
  address: "203.0.113.77",
  address6: "2001:db8:77::1",
  username: "canary-account",
  password: "canary pass phrase",
  email: "canary@mail.example",
  host: "canary-host.example.org",
  reason: "canary reason",
};
const HEADERS = {
  "user-agent": CANARY.agent,
  "x-forwarded-for": `${CANARY.address6}, ${CANARY.address}`,
  forwarded: `for=${CANARY.address}`,
  referer: `https://${CANARY.host}/canary-referer`,
};

/** Joins, talks, is refused and misbehaves, with a canary wherever one fits. @returns what the server made of it: tokens, ids */
async function useEverything(client: ApiClient, port: number): Promise<string[]> {
  const ask: ApiClient["ask"] = (method, path, options = {}) =>
    client.ask(method, path, { ...options, headers: { ...HEADERS, ...options.headers } });
  const { name, title, message, username, password, email } = CANARY;
  const { token, member } = (await ask("POST", "api/sessions", { body: { name } })).body;
  const room = { title, code: CANARY.code, visibility: "public" };
  const { ownerKey } = (await ask("POST", "api/rooms", { body: room, token })).body;
  const at = `api/rooms/${CANARY.code}`;
  const { socket } = await client.join(CANARY.code, name, { token, tab: "canary-tab" });
  const bob = await client.join(CANARY.code, "Canary Bob");
  await socket.request({ type: "chat", message, nonce: "canary-nonce" }, "chat");
  await client.fetch("PUT", `${at}/files/${CANARY.file}`, { body: message, token, headers: HEADERS });
  await ask("POST", `${at}/messages`, { body: { message }, token });
  const { invite } = (await ask("POST", `${at}/invites`, { token })).body;
  await ask("POST", `${at}/members/${bob.welcome.you.userId}/ban`, { body: { reason: CANARY.reason }, token });
  await ask("PATCH", at, { body: { password }, headers: { "x-owner-key": ownerKey } });
  await ask("POST", `${at}/join`, { body: { password: "canary wrong" }, token: bob.token });
  const account = (await ask("POST", "api/register", { body: { username, password, email, name } })).body;
  await ask("POST", "api/login", { body: { username, password: "canary guess" } });
  // Refused: no JSON, no such room, a bad token in the address, another page's request, another name of the host.
  await ask("POST", "api/sessions", { body: `{"name": canary` });
  await ask("POST", "api/sessions", { body: { name: { canary: 1 } } });
  for (let n = 0; n < 5; n++) await ask("GET", `api/rooms/canary-guess-${n}`);
  await ask("GET", "api/me?token=canary-token");
  await ask("GET", "api/me", { headers: { origin: `https://${CANARY.host}` } });
  await ask("GET", "api/names?language=canary-language");
  await rawRequest(port, `GET /${CANARY.code} HTTP/1.1\r\nHost: ${CANARY.host}\r\nConnection: close\r\n\r\n`);
  await rawRequest(
    port,
    `GET /ws/${CANARY.code} HTTP/1.1\r\nHost: a\r\nOrigin: http://${CANARY.host}\r\nConnection: close\r\n\r\n`,
  );
  await (await client.connect("canary-nowhere")).closed;
  for (let n = 0; n < 35; n++) socket.sendRaw("{canary");
  await socket.closed;
  return [token, bob.token, member.id, ownerKey, invite, account.token, account.refreshToken, account.account?.id];
}

/** Returns what leaks: which of the canaries and secrets is found where. */
function leaks(outlets: Readonly<Record<string, string>>, secrets: readonly string[]): string[] {
  const found = [...Object.values(CANARY), ...secrets, "canary", "203.0.113", "2001:db8", "127.0.0.1"];
  return Object.entries(outlets).flatMap(([outlet, text]) =>
    found
      .filter((word) => text.toLowerCase().includes(word.toLowerCase()))
      .map((word) => `${outlet} shows ${word.slice(0, 12)}`),
  );
}

async function operatorsAnswers(client: ApiClient): Promise<Record<string, string>> {
  const [metrics, admin, rooms] = await Promise.all([
    client.ask("GET", "metrics", { token: METRICS_TOKEN }),
    client.ask("GET", "api/admin", { token: ADMIN_TOKEN }),
    client.ask("GET", "api/admin/rooms", { token: ADMIN_TOKEN }),
  ]);
  expect([metrics.status, admin.status, rooms.status]).toEqual([200, 200, 200]);
  return { "/metrics": metrics.text, "/api/admin": admin.text, "/api/admin/rooms": rooms.text };
}

test.each(["json", "text"])("N33, N32: a real server with a %s log shows nothing of anybody", async (format) => {
  const flags = ["--port", "0", "--trust-proxy", "on", "--address-bans", "--data", join(folder, `${format}.db`)];
  const child = Bun.spawn([...SOURCE_COMMAND, "--host", "127.0.0.1", "--log", format, ...flags], {
    stdout: "pipe",
    stderr: "pipe",
    env: { PATH: process.env.PATH ?? "", MAYFLY_ADMIN_TOKEN: ADMIN_TOKEN, MAYFLY_METRICS_TOKEN: METRICS_TOKEN },
  });
  const stderr = new Response(child.stderr).text();
  let stdout = "";
  const port = Promise.withResolvers<number>();
  const reading = (async () => {
    for await (const chunk of child.stdout) {
      stdout += new TextDecoder().decode(chunk);
      const found = /127\.0\.0\.1:(\d+)\//.exec(stdout)?.[1];
      if (found !== undefined) port.resolve(Number(found));
    }
  })();
  const client = new ApiClient(`http://127.0.0.1:${await port.promise}`);
  const secrets = await useEverything(client, await port.promise);
  expect(secrets.filter((secret) => typeof secret !== "string" || secret.length < 8)).toEqual([]);
  const answers = await operatorsAnswers(client);
  child.kill("SIGTERM");
  expect(await child.exited).toBe(0);
  await reading;
  const log = await stderr;
  // Its own address is what the banner is for.
  const output = stdout.replaceAll("127.0.0.1", "");
  expect(leaks({ ...answers, stdout: output, stderr: log }, secrets)).toEqual([]);
  expect(answers["/metrics"]).toMatch(/mayfly_refusals_total\{code="malformed"\} [1-9]/);
  expect(log).toContain("stopped");
  if (format === "text") return;
  for (const line of log.trimEnd().split("\n")) {
    const { time, level, message, ...fields } = JSON.parse(line);
    expect([new Date(time).toISOString(), /^(info|warn|error)$/.test(level)]).toEqual([time, true]);
    expect(message).toMatch(/^\S.+$/);
    for (const value of Object.values(fields)) expect(["number", "boolean"]).toContain(typeof value);
  }
});

/** Makes a mistake of ours with every message: it takes the text for JSON, and the engine quotes the text in its error. */
class MistakenEngine extends LocalEngine {
  override append(...[epoch, draft, ...more]: Parameters<LocalEngine["append"]>) {
    if (draft.type === "chat") JSON.parse(draft.message);
    return super.append(epoch, draft, ...more);
  }
}

test("N33: what crashes while it holds somebody's text tells nothing of it", async () => {
  const engine = new MistakenEngine({ events: 10, bytes: 1e6 }, 1e8);
  await using server = await startTestServer({ ADMIN_TOKEN, METRICS_TOKEN, LOG: "json" }, { engine });
  const { token } = await server.client.session(CANARY.name);
  const { room } = await server.client.room({ title: CANARY.title }, token);
  const { socket } = await server.client.join(room.code, CANARY.name, { token });
  const { code } = await socket.request({ type: "chat", message: "canary" }, "refused");
  expect(code).toBe("internal");
  const body = { message: "canary, again" };
  expect((await server.ask("POST", `api/rooms/${room.code}/messages`, { body, token })).status).toBe(500);
  const answers = await operatorsAnswers(server.client);
  const log = server.lines.join("");
  expect(leaks({ ...answers, log }, [token, room.code, room.shownCode])).toEqual([]);
  expect(server.lines.map((line) => JSON.parse(line).where)).toEqual(["socket", "http"]);
  // It still says what happened and where in the code.
  expect(log).toContain("JSON Parse error");
  expect(log).toContain("outlets-privacy.test.ts");
  expect(answers["/metrics"]).toContain("mayfly_faults_total 2");
});
