import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiResponse } from "./api-client.ts";
import { FakeClock } from "./fake-clock.ts";
import { createFakePasswordHasher } from "./fake-password-hasher.ts";
import { startTestServer, type TestServer, type TestServerOptions, type TestServerVariables } from "./test-server.ts";

export const TEST_PASSWORD = "correct horse battery";

/** A path for `MAYFLY_DATA`, which accounts require; the test server never opens the file. */
export const UNOPENED_DATA_FILE = join(tmpdir(), "not-opened.db");

/** Starts a server with accounts, instant password checks and a fake clock. */
export function startServerWithAccounts(
  variables: TestServerVariables = {},
  options: TestServerOptions = {},
): Promise<TestServer> {
  return startTestServer(
    { DATA: UNOPENED_DATA_FILE, ...variables },
    { clock: new FakeClock(), passwords: createFakePasswordHasher(), ...options },
  );
}

/** Registers an account. @param token of a guest, who becomes the account */
export async function signUp({ ask }: TestServer, username: string, more: object = {}, token?: string) {
  const { status, body, text } = await ask("POST", "api/register", {
    body: { username, password: TEST_PASSWORD, ...more },
    token,
  });
  if (status !== 201) throw new Error(text);
  return body;
}

export async function signIn({ ask }: TestServer, username: string, password = TEST_PASSWORD) {
  const { status, body, text } = await ask("POST", "api/login", { body: { username, password } });
  if (status !== 200) throw new Error(text);
  return body;
}

/** Registers an account that is an administrator, with a code as the server prints it at its start. */
export function signUpAdmin(server: TestServer, username = "boss") {
  const { adminCodes: invitations } = server.node.accounts ?? {};
  return signUp(server, username, { adminCode: invitations?.createFirst(server.node.random) });
}

/** Returns the HTTP status and the error code of a response. */
export const statusAndCode = ({ status, body }: ApiResponse) => [status, body?.error?.code];
