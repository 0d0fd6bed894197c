// Defines the codes of refusals and the close codes of WebSockets.

/** The codes of refusals, with the HTTP status of each over REST. */
export const REFUSALS = {
  malformed: 400,
  not_joined: 400,
  bad_token: 401,
  bad_login: 401,
  account_needed: 401,
  not_allowed: 403,
  wrong_origin: 403,
  room_full: 403,
  kicked: 403,
  banned: 403,
  muted: 403,
  locked: 403,
  password_needed: 403,
  key_needed: 403,
  wrong_password: 403,
  registration_closed: 403,
  not_found: 404,
  method_not_allowed: 405,
  too_slow: 408,
  code_taken: 409,
  name_taken: 409,
  room_full_of_files: 409,
  board_full: 409,
  wrong_offset: 409,
  out_of_date: 409,
  key_old: 409,
  ended: 410,
  wrong_version: 412,
  too_large: 413,
  wrong_type: 415,
  bad_range: 416,
  wrong_host: 421,
  upgrade_needed: 426,
  slow_down: 429,
  wrong_checksum: 460,
  internal: 500,
  server_full: 503,
  busy: 503,
  not_saved: 503,
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** A refusal is a value: it is returned, never thrown. `message` never repeats what the client sent. */
export class Refusal {
  constructor(
    readonly code: RefusalCode,
    /** One short sentence for a person: with the longest nonce a `refused` frame must stay within 200 bytes (W2). */
    readonly message: string,
    /** The command's own nonce, where it had a valid one. */
    readonly nonce?: string,
    /** With `slow_down`, `muted` and `kicked`: how long to wait before the next try, in ms. */
    readonly retryAfterMs?: number,
  ) {}

  get status(): number {
    return REFUSALS[this.code];
  }
}

/** The WebSocket close codes by meaning. The numbers are part of the protocol. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  tooBig: 1009,
  fault: 1011,
  restarting: 1012,
  roomEnded: 4001,
  notAllowed: 4003,
  noSuchRoom: 4004,
  tooSlow: 4008,
  replaced: 4009,
  tooManyFrames: 4029,
  tooManySockets: 4030,
} as const;

const FINAL_CLOSE_CODES: ReadonlySet<number> = new Set([
  CLOSE.normal,
  CLOSE.roomEnded,
  CLOSE.notAllowed,
  CLOSE.noSuchRoom,
  CLOSE.replaced,
]);

/** Returns whether a client whose socket was closed with this code should connect again by itself. */
export function shouldReconnect(code: number): boolean {
  return !FINAL_CLOSE_CODES.has(code);
}
