// The entry of the worker that holds an encrypted room's keys.
import { personPhrase, roomPhrase } from "#protocol/e2ee/phrase";
import { makeInvite } from "./make-invite.ts";
import { makeRoomSecrets } from "./make-room-secrets.ts";
import type { Answer, FromWorker, Question, Questions, ToWorker } from "./messages.ts";
import { bytesOf } from "./room-keys.ts";
import { RoomSession } from "./room-session.ts";
import { warmUp } from "./warm-up.ts";

/** The part of DedicatedWorkerGlobalScope that is used here; TypeScript's DOM library lacks it. */
type WorkerScope = {
  postMessage(message: FromWorker): void;
  onmessage: ((event: { data: ToWorker }) => void) | null;
};

const scope = self as unknown as WorkerScope;
const random = (bytes: Uint8Array) => crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
const post = (message: FromWorker) => scope.postMessage(message);
/** What is done at once, after what came meanwhile: timers would wait for 4 ms. */
const soon: (() => void)[] = [];
const { port1: turn, port2: nextTurn } = new MessageChannel();
turn.onmessage = () => soon.shift()?.();
function after(delayMs: number, run: () => void): void {
  if (delayMs > 0) return void setTimeout(run, delayMs);
  soon.push(run);
  nextTurn.postMessage(undefined);
}
let session: RoomSession | undefined;

const answers: { [Q in Question]: (room: RoomSession, ...args: Parameters<Questions[Q]>) => ReturnType<Questions[Q]> } =
  {
    fileKeys(room, keyEpoch) {
      const keys = keyEpoch === undefined ? room.keys.newest : room.keys.of(keyEpoch);
      return keys && { roomId: keys.roomId, keyEpoch: keys.keyEpoch, files: keys.files };
    },
    openMessages: (room, messages) => room.messages(messages),
    olderEvents: (room, before) => room.backlog.take(before),
    openBoard: (room, pins) => room.pins(pins),
    sealPin(room, id, on) {
      const said = room.opener.said(id);
      return said && room.sealer.seal(on ? "pin" : "unpin", { of: said.digest }, { about: String(said.seq) });
    },
    setLink: (room, link, wrapped) => room.setLink(link, wrapped),
    makeInvite: (room) => makeInvite(room.keys, random),
    takeAnyKeyring: (room) => room.keys.takeAnyKeyring(),
    setTitle: (room, title) => room.setTitle(title),
    newKey: (room, wish) => room.rekeying.ask(wish),
    async phrases(room, memberIds) {
      const { keyring, newest: keys } = room.keys;
      const record = keyring?.secrets.at(-1);
      if (keys === undefined || record === undefined) return undefined;
      const members: Record<string, string> = {};
      for (const id of memberIds) {
        const key = room.memberKeys.get(id);
        if (key !== undefined) members[id] = await personPhrase(keys.roomId, bytesOf(key));
      }
      return {
        room: await roomPhrase(keys, record),
        you: await personPhrase(keys.roomId, room.memberKey),
        members,
      };
    },
  };

async function answer<Q extends Question>(id: number, question: Q, args: Parameters<Questions[Q]>): Promise<void> {
  let value: Answer<Q> | undefined;
  try {
    value = session && ((await answers[question](session, ...args)) as Answer<Q>);
  } finally {
    post({ type: "answer", id, value });
  }
}

scope.onmessage = ({ data }) => {
  switch (data.type) {
    case "create":
      return post({ type: "created", ...makeRoomSecrets(data.code, data.password, random) });
    case "start":
      session = new RoomSession(data, {
        random,
        now: Date.now,
        after,
        subtle: crypto.subtle as SubtleCrypto | undefined,
        post,
      });
      return warmUp({ random, after, isOver: () => session?.keys.keyring !== undefined });
    case "opened":
      return session?.opened(data.socket);
    case "received":
      return session?.receive(data.text);
    case "send":
      return session?.send(data.text, data.you);
    case "asks":
      return session?.rekeying.asks(data.action, data.memberId);
    case "file":
      return session?.files.uploaded(data.file);
    case "ask":
      return void answer(data.id, data.question, data.args as Parameters<Questions[Question]>);
  }
};
