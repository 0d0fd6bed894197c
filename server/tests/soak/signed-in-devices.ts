// Accounts that register, sign in, renew, sign out and are erased again.
import type { ApiClient, ApiResponse } from "../../testing/api-client.ts";
import { expectStatus, NO_KEEP_ALIVE, pick } from "./requests.ts";

type Device = { readonly username: string; token: string; refreshToken: string };

const PASSWORD = "correct horse battery";
const MAX_ACCOUNTS = 20;
const MAX_DEVICES = 60;
const BUSY_MS = 1_000;

export class SignedInDevices {
  readonly #client: ApiClient;
  readonly #random: () => number;
  readonly #usernames: string[] = [];
  readonly #devices: Device[] = [];
  #registered = 0;

  constructor(client: ApiClient, random: () => number) {
    this.#client = client;
    this.#random = random;
  }

  /** Returns the token of a random device; undefined if none is signed in. */
  get anyToken(): string | undefined {
    return pick(this.#devices, this.#random)?.token;
  }

  /** Registers an account, or erases one where there are enough. */
  async registerOrErase(): Promise<void> {
    if (this.#usernames.length >= MAX_ACCOUNTS) return this.#erase(pick(this.#usernames, this.#random) as string);
    const username = `soaker${++this.#registered}`;
    const answer = expectStatus(await this.#post("register", { username, password: PASSWORD }), 201);
    this.#usernames.push(username);
    this.#add(username, answer);
  }

  async signIn(): Promise<void> {
    const username = pick(this.#usernames, this.#random);
    if (username === undefined) return;
    if (this.#devices.length >= MAX_DEVICES) return this.signOut();
    const answer = await this.#post("login", { username, password: PASSWORD });
    // It may have been erased in the meantime.
    if (answer.status !== 401) this.#add(username, expectStatus(answer, 200));
  }

  async renew(): Promise<void> {
    const device = pick(this.#devices, this.#random);
    if (device === undefined) return;
    const answer = await this.#post("refresh", { refreshToken: device.refreshToken });
    if (answer.status === 401) return this.#forget(device);
    const { token, refreshToken } = expectStatus(answer, 200).body;
    Object.assign(device, { token, refreshToken });
  }

  async signOut(): Promise<void> {
    const device = pick(this.#devices, this.#random);
    if (device === undefined) return;
    this.#forget(device);
    expectStatus(await this.#post("logout", {}, device.token), 204, 401);
  }

  async eraseAll(): Promise<void> {
    await Promise.all([...this.#usernames].map((username) => this.#erase(username)));
  }

  async #erase(username: string): Promise<void> {
    this.#usernames.splice(this.#usernames.indexOf(username), 1);
    for (const device of this.#devices.filter((one) => one.username === username)) this.#forget(device);
    const signedIn = await this.#post("login", { username, password: PASSWORD });
    const { token } = expectStatus(signedIn, 200).body;
    expectStatus(await this.#ask("DELETE", "me", { currentPassword: PASSWORD }, token), 204);
  }

  #add(username: string, { body }: ApiResponse): void {
    if (!this.#usernames.includes(username)) return;
    this.#devices.push({ username, token: body.token, refreshToken: body.refreshToken });
  }

  #forget(device: Device): void {
    const at = this.#devices.indexOf(device);
    if (at >= 0) this.#devices.splice(at, 1);
  }

  #post(path: string, body: object, token?: string): Promise<ApiResponse> {
    return this.#ask("POST", path, body, token);
  }

  /** Asks again where too many passwords are being checked, as the answer says. */
  async #ask(method: string, path: string, body: object, token?: string): Promise<ApiResponse> {
    for (;;) {
      const answer = await this.#client.ask(method, `api/${path}`, { body, token, headers: NO_KEEP_ALIVE });
      if (answer.body?.error?.code !== "busy") return answer;
      await Bun.sleep(BUSY_MS);
    }
  }
}
