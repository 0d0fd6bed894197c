// Goes into an encrypted room: with its link, or with what this browser keeps of it. From then on the room's connection talks
// through the worker, and nothing else of the page knows of it.
import { createEffect, createRoot, createSignal } from "solid-js";
import { applyToBoard, type Board } from "#protocol/board";
import { toBase64url } from "#protocol/e2ee/bytes";
import type { ChatEvent, EditEvent } from "#protocol/frames";
import { foldCode } from "#protocol/room-code";
import { ApiError } from "../api/api-error.ts";
import { fetchOlderMessages } from "../api/early-requests.ts";
import type { Identity } from "../api/identity.ts";
import { BASE_URL, route } from "../browser/route.ts";
import { steadyNow } from "../browser/steady-now.ts";
import { encryptionTexts, workerTexts } from "../i18n/parts/encryption-texts.ts";
import type { Connection } from "../sync/connection.ts";
import type { createJoinRequest } from "../sync/join-request.ts";
import { startCipherWorker } from "./cipher-worker.ts";
import { createEncryptedSocket } from "./encrypted-socket.ts";
import { createKeyStore, encryptionStorageKey, forgetEndedRooms, type Stores } from "./key-store.ts";
import { isOfSameRoom, openLink } from "./open-link.ts";
import { setCipher } from "./room-cipher.ts";
import { createFileRegister } from "./worker/file-register.ts";
import type { FromWorker, KeptRoom, Notice } from "./worker/messages.ts";

/** The parts of a room that change where it is encrypted. */
export type EncryptedRoomEntry = Stores & {
  code: string;
  storageKey: string;
  identity: Identity;
  connection: Pick<Connection, "wrapWith" | "restart">;
  joinRequest: Pick<ReturnType<typeof createJoinRequest>, "prepare" | "forgetInvite">;
  expire(event: EditEvent): unknown;
  board(): Board | undefined;
  setBoard(board: Board): unknown;
  setFetchPage(fetch: typeof fetchOlderMessages): void;
  loadOlder(): Promise<void>;
};

/** The room that this page is in, and how to leave it. */
let current: {
  readonly entry: EncryptedRoomEntry;
  /** A fragment of one of the room's links. */
  readonly link: string;
  /** Takes another link of the room. Returns whether it can be one. */
  readonly setLink: (link: string, wrapped: string | undefined) => Promise<boolean | undefined>;
  readonly stop: () => void;
};

/** What the server is called in a proof: its host and base path, without the scheme. */
const serverBase = () => BASE_URL.host + BASE_URL.pathname;

/** Prepares a socket of an encrypted room. Rejects with a refusal where there is no key to open it with. */
export async function enterEncryptedRoom(entry: EncryptedRoomEntry): Promise<void> {
  const store = createKeyStore(entry.code, entry);
  const forgetLink = () => {
    store.dropLinkKey();
    entry.joinRequest.forgetInvite();
  };
  const seed = () => toBase64url(crypto.getRandomValues(new Uint8Array(32)));
  const opened = openLink(store.linkKey(), store.read(), seed);
  try {
    if (typeof opened === "string") throw new ApiError("key_needed", opened);
    const { kept, link, isForOneUse } = opened;
    const claimed = isForOneUse ? await (await import("./claim-invite.ts")).claimInvite(entry, kept) : "not_needed";
    if (!isForOneUse) {
      store.dropLinkKey();
      // What was kept of another room under this code goes only once this one opens: the link may be anybody's.
      if (store.read() === undefined) store.write(kept);
    }
    if (current?.entry !== entry || !isOfSameRoom(current.link, kept.link)) startRoom(entry, kept);
    const wrapped = typeof claimed === "string" ? undefined : claimed.wrapped;
    const isTaken = link === undefined || (isForOneUse && !wrapped) || (await current.setLink(link, wrapped));
    if (!isTaken) throw new ApiError("key_needed", "damaged_link");
    if (isForOneUse && claimed !== "try_later") forgetLink();
  } catch (problem) {
    forgetLink();
    throw problem;
  }
  await entry.joinRequest.prepare();
}

function startRoom(entry: EncryptedRoomEntry, kept: KeptRoom): void {
  current?.stop();
  forgetEndedRooms(entry.browserStore, steadyNow());
  const { code, storageKey, identity, connection, setFetchPage, loadOlder } = entry;
  const store = createKeyStore(code, entry);
  const worker = startCipherWorker();
  const files = createFileRegister(entry.tabStore, `e2ee-files:${storageKey}`);
  let newest = kept;
  const [link, setLink] = createSignal(kept.link);
  const [notices, setNotices] = createSignal<readonly Notice[]>([]);
  const [needsLink, setNeedsLink] = createSignal(false);
  const [isForgottenOnClose, setForgotten] = createSignal(store.isForgottenOnClose());

  const closeNotice = ({ is }: Notice) => {
    const at = notices().findIndex((notice) => notice.is === is);
    if (at >= 0) setNotices((all) => all.toSpliced(at, 1));
  };
  /** The room's new link, opened in the tab that had none, leads on at once. */
  const onLink = () => {
    if (needsLink() && store.linkKey() !== undefined) connection.restart();
  };
  addEventListener("hashchange", onLink);
  const setForgottenOnClose = (isForgotten: boolean) => {
    store.setForgottenOnClose(isForgotten, newest);
    setForgotten(isForgotten);
  };
  // Another tab's person wants it forgotten: here, too, it goes with the tab, or this one would store it again.
  const stopWatchingKey = entry.browserStore.watch((key, value) => {
    if (key === encryptionStorageKey(code) && value === undefined && !isForgottenOnClose()) setForgottenOnClose(true);
  });

  worker.listen((message: FromWorker) => {
    if (message.type === "keep") {
      newest = message.kept;
      store.write(newest);
      setLink(newest.link);
    }
    if (message.type === "notice") setNotices((all) => [...all, message.notice]);
    if (message.type === "settled") closeNotice(message.notice);
    if ("notice" in message && message.notice.is === "no_new_key") setNeedsLink(message.type === "notice");
    if (message.type === "mark") {
      for (const event of message.edits) {
        entry.expire(event);
        const board = entry.board();
        if (board !== undefined) entry.setBoard(applyToBoard(board, event));
      }
    }
    if (message.type === "older") void loadOlder();
    if (message.type === "restart") connection.restart();
    if (message.type === "files") files.read(message.places, message.said);
  });
  // As the unread marker stores it: an epoch, and a seq. On a first visit nothing is unread.
  const readTo = Number(/\d+$/.exec(entry.browserStore.get(`read:${storageKey}`) ?? "Infinity")?.[0] ?? "Infinity");
  worker.post({ type: "start", code, kept, base: serverBase(), texts: workerTexts(), readTo });
  for (const file of files.unsaid()) worker.post({ type: "file", file });

  connection.wrapWith((raw) => createEncryptedSocket(raw, worker, identity.person));
  setFetchPage(async (...request) => {
    const [, before] = request;
    const waiting = await worker.ask("olderEvents", before);
    // A log has more than messages; the page takes them as they come.
    if (waiting !== undefined) return waiting as { messages: ChatEvent[]; more: boolean };
    const page = await fetchOlderMessages(...request);
    if (page instanceof ApiError) return page;
    return { ...page, messages: (await worker.ask("openMessages", page.messages)) ?? [] };
  });

  const stopWatching = createRoot((dispose) => {
    createEffect(() => {
      if (foldCode(route().code ?? "") !== storageKey) current.stop();
    });
    return dispose;
  });
  current = {
    entry,
    link: kept.link,
    setLink: (opened, wrapped) => worker.ask("setLink", opened, wrapped),
    stop() {
      stopWatching();
      removeEventListener("hashchange", onLink);
      stopWatchingKey();
      worker.stop();
      setCipher(storageKey, undefined);
    },
  };
  setCipher(storageKey, {
    newestFileKeys: () => worker.ask("fileKeys", undefined),
    fileKeys: (keyEpoch) => worker.ask("fileKeys", keyEpoch),
    keyEpoch: () => newest.secret?.keyEpoch,
    files: {
      ...files,
      uploaded(file) {
        files.uploaded(file);
        worker.post({ type: "file", file });
      },
    },
    link,
    notices,
    closeNotice,
    needsLink,
    takeAnyKeyring: () => void worker.ask("takeAnyKeyring"),
    invites: { hint: () => encryptionTexts().inviteHint, make: () => worker.ask("makeInvite") },
    openBoard: async (pins) => (await worker.ask("openBoard", pins)) ?? [],
    sealPin: (id, on) => worker.ask("sealPin", id, on),
    setTitle: async (title) => (await worker.ask("setTitle", title)) ?? false,
    newKey: async (wish) => (await worker.ask("newKey", wish)) ?? "refused",
    asks: (action, memberId) => worker.post({ type: "asks", action, memberId }),
    phrases: (memberIds) => worker.ask("phrases", memberIds),
    isForgottenOnClose,
    setForgottenOnClose,
  });
}
