// A node with accounts whose passwords are checked at once, and people who sign up on it.
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Passwords } from "../chat/lib/ports.ts";
import type { Answer } from "./api-client.ts";
import { FakeClock } from "./clock.ts";
import { type RunningServer, type ServerOptions, startServer, type Variables } from "./server.ts";

export const PASSWORD = "correct horse battery";

/** Settings say that there is a file; the node here doesn't open it. */
export const DATA = join(tmpdir(), "not-opened.db");

/** Answers at once, as argon2id would after a while. */
const quick: Passwords = {
  hash: (password) => Promise.resolve(`hash of ${password}`),
  verify: (password, hash) => Promise.resolve(hash === `hash of ${password}`),
};

/** With a clock that stands still. */
export function startWithAccounts(variables: Variables = {}, options: ServerOptions = {}): Promise<RunningServer> {
  return startServer({ DATA, ...variables }, { clock: new FakeClock(), passwords: quick, ...options });
}

/** @param token a guest's, who becomes the account */
export async function signUp({ ask }: RunningServer, username: string, more: object = {}, token?: string) {
  const { status, body, text } = await ask("POST", "api/register", {
    body: { username, password: PASSWORD, ...more },
    token,
  });
  if (status !== 201) throw new Error(text);
  return body;
}

export async function signIn({ ask }: RunningServer, username: string, password = PASSWORD) {
  const { status, body, text } = await ask("POST", "api/login", { body: { username, password } });
  if (status !== 200) throw new Error(text);
  return body;
}

/** Somebody who runs the server. */
export function signUpAdmin(server: RunningServer, username = "boss") {
  const { invitations } = server.node.accounts ?? {};
  return signUp(server, username, { adminCode: invitations?.print(server.node.random) });
}

export const codeOf = ({ status, body }: Answer) => [status, body?.error?.code];
