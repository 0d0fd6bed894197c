// Clients of encrypted rooms for tests: they use the core's own cryptography, and the server's API as it is documented.
import { drawBytes, fromBase64url, toBase64url } from "../protocol/e2ee/bytes.ts";
import type { Writer } from "../protocol/e2ee/event.ts";
import { makeJoinProof } from "../protocol/e2ee/join-proof.ts";
import { drawSessionKeys, type SessionKeys } from "../protocol/e2ee/rekey.ts";
import { ENCRYPTION } from "../protocol/schemas.ts";
import type { ApiClient, ApiSocket, CreatedRoom } from "./api-client.ts";
import { createEncryptedRoom, createWriter, type EncryptedRoom } from "./encrypted-room.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests read bodies and frames of every kind
type AnyJson = any;
type Server = { readonly client: ApiClient; readonly port: number };

export const bytesOf = (text: string): Uint8Array => {
  const bytes = fromBase64url(text);
  if (bytes === undefined) throw new Error("no base64url");
  return bytes;
};

/** What a request to create an encrypted room has. */
export const encryptionRequest = ({ rootKey, keyring }: EncryptedRoom) => ({
  version: ENCRYPTION,
  rootKey: toBase64url(rootKey),
  record: toBase64url(keyring.records[0]?.bytes ?? new Uint8Array()),
});

type HostedRoom = {
  readonly room: EncryptedRoom;
  readonly created: CreatedRoom;
  readonly ownerToken: string;
};

/** Creates an encrypted room on the server. */
export async function hostEncryptedRoom(
  { client }: Server,
  { code = "secret-place", seed = 1, more = {} as object } = {},
): Promise<HostedRoom> {
  const room = createEncryptedRoom(seed, { code });
  const { token } = await client.session("Alice Canary");
  const created = await client.room({ ...more, code, encryption: encryptionRequest(room) } as never, token);
  return { room, created, ownerToken: token };
}

/** One open page of a member: its socket, its keys, and what it was welcomed with. */
export type EncryptedPage = {
  readonly socket: ApiSocket;
  readonly token: string;
  readonly memberId: string;
  readonly writer: Writer;
  readonly session: SessionKeys;
  readonly welcome: AnyJson;
};

export const baseOf = ({ port }: Server) => `127.0.0.1:${port}/`;

/** Returns the proof for a challenge. */
export function proofFor(
  server: Server,
  { keys }: EncryptedRoom,
  memberId: string,
  challenge: string,
  base = baseOf(server),
): string {
  return toBase64url(makeJoinProof(keys, { challenge: bytesOf(challenge), memberId, base }));
}

/** Opens a socket and joins with a proof, by this token or as a new member. */
export async function joinEncrypted(
  server: Server,
  room: EncryptedRoom,
  { token, ownSeed, ...more }: { token?: string; ownSeed?: Uint8Array; [field: string]: unknown } = {},
): Promise<EncryptedPage> {
  const { client } = server;
  const session = await client.session(token === undefined ? "Bob Canary" : undefined, token);
  const socket = await client.connect(room.code);
  const { challenge } = await socket.next("challenge");
  const { id } = session.member;
  socket.send({ type: "join", token: session.token, proof: proofFor(server, room, id, challenge), ...more });
  const welcome = await socket.next("welcome");
  const drawn = createWriter(id, room.random);
  const writer = ownSeed === undefined ? drawn : { ...drawn, signingKey: ownSeed, memberKey: room.rootKey };
  drawBytes(room.random, 1);
  return { socket, token: session.token, memberId: id, writer, session: drawSessionKeys(room.random), welcome };
}
