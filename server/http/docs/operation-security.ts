// Which token or key an operation asks for, as OpenAPI tells it. Rules A2, N30, R10, U1, U12.

/** The ways to say who asks. The socket's are in asyncapi.ts. */
export const SECURITY_SCHEMES = {
  token: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "What a session or a sign-in gave" },
  operatorToken: { type: "http", scheme: "bearer", description: "MAYFLY_ADMIN_TOKEN, or the one drawn at the start" },
  metricsToken: { type: "http", scheme: "bearer", description: "MAYFLY_METRICS_TOKEN, where it is set" },
  ownerKey: { type: "apiKey", in: "header", name: "X-Owner-Key", description: "What making the room gave" },
};

type Requirement = Readonly<Record<string, readonly string[]>>;
const TOKEN: Requirement = { token: [] };
const OWNER_KEY: Requirement = { ownerKey: [] };
const OPERATOR_TOKEN: Requirement = { operatorToken: [] };
const METRICS_TOKEN: Requirement = { metricsToken: [] };
const ANYBODY: Requirement = {};

const NOBODY_ASKED = /^get (healthz|readyz|api\/(accounts|doctor|https))$|^post api\/(login|frames)$/;
/** With a token they know who asks, and without one they answer too, but for servers that require accounts. */
const TOKEN_HELPS =
  /^(post api\/(sessions|register|refresh|rooms|rooms\/living|rooms\/code)|get api\/(names|rooms|users\/online)|put api\/rooms\/{code})$/;
/** Rooms that are not open are read by their members, and by who has the owner key. */
const READS_A_ROOM = /^get api\/rooms\/{code}(\/(challenge|members|messages|board|events|files|files\/{file}))?$/;
const OPERATED = /^\w+ api\/admin(\/|$)/;
const KEY_IS_ENOUGH =
  /^((patch|delete) api\/rooms\/{code}|post api\/rooms\/{code}\/(members\/{id}\/{action}|messages\/{id}\/pin|owner-key)|\w+ api\/rooms\/{code}\/(bans|knocks|invites|invites\/{id}))$/;

/** Returns what an operation asks for: one of the list is enough. @param operation as in `get api/rooms/{code}` */
export function securityOf(operation: string): readonly Requirement[] {
  if (NOBODY_ASKED.test(operation)) return [];
  if (operation === "get metrics") return [ANYBODY, METRICS_TOKEN];
  if (TOKEN_HELPS.test(operation)) return [ANYBODY, TOKEN];
  if (READS_A_ROOM.test(operation)) return [ANYBODY, TOKEN, OWNER_KEY];
  if (OPERATED.test(operation)) return [TOKEN, OPERATOR_TOKEN];
  return KEY_IS_ENOUGH.test(operation) ? [TOKEN, OWNER_KEY] : [TOKEN];
}
