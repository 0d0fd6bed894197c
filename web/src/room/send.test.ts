// Tests commands about messages, and how they are shown until the server has confirmed them.
import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ServerFrame } from "#protocol/frames";
import { findMessage } from "../sync/event-list.ts";
import { applyPending, findPendingEdit, isText } from "../sync/pending-messages.ts";
import { EMPTY_STATE, type LocalAction, type RoomState, reduce } from "../sync/room-reducer.ts";
import { chatOf, ME, ROOM, welcomeOf } from "../testing/fakes.ts";
import { createSend } from "./send.ts";

const mine = chatOf(2, { userId: ME.id, user: ME.name });

function talker() {
  const [state, setState] = createSignal<RoomState>(reduce(EMPTY_STATE, welcomeOf([chatOf(1), mine])));
  const act = (action: ServerFrame | LocalAction) => setState((before) => reduce(before, action));
  const talk = createRoot(() => createSend({ state, act, flush: () => {} }));
  const shown = (id: string) => {
    const message = findMessage(state().messages.log, id);
    return message && applyPending(message, state().outbox, state().you);
  };
  const nonce = () => state().outbox.at(-1)?.nonce ?? "";
  return { ...talk, state, act, shown, nonce };
}

const stamp = { id: "e1-3", seq: 3, timestamp: ROOM.createdAt, roomId: ROOM.code, user: ME.name, userId: ME.id };

describe("changes that are not confirmed yet", () => {
  test("H11: a pending edit, deletion or reaction is already shown", () => {
    const { edit, react, remove, shown, state } = talker();
    react("e1-1", "👍", true);
    expect(shown("e1-1")?.reactions).toEqual({ "👍": [ME.id] });
    react("e1-1", "👍", false);
    expect(shown("e1-1")?.reactions).toEqual({});
    edit(mine.id, "better");
    expect(shown(mine.id)).toMatchObject({ message: "better" });
    remove(mine.id);
    expect(shown(mine.id)).toMatchObject({ message: "", deleted: true });
    expect(findMessage(state().messages.log, mine.id)).toEqual(mine);
    expect(state().outbox.filter(isText)).toEqual([]);
  });

  test("H10: our own event with the same nonce confirms any command", () => {
    const { edit, act, nonce, shown, state } = talker();
    edit(mine.id, "better");
    act({ type: "edit", ...stamp, messageId: mine.id, message: "better", nonce: nonce() });
    expect(state().outbox).toEqual([]);
    expect(shown(mine.id)).toMatchObject({ message: "better", editedAt: ROOM.createdAt });
  });

  test("H10: a refused edit keeps its text; a refused reaction or deletion is undone and the reason shown", () => {
    const { edit, react, act, nonce, shown, state, retry } = talker();
    edit(mine.id, "better");
    const failed = nonce();
    act({ type: "refused", nonce: failed, code: "not_saved", message: "Not saved." });
    expect(findPendingEdit(state().outbox, mine.id)?.failure?.code).toBe("not_saved");
    expect(shown(mine.id)?.message).toBe("better");
    react("e1-1", "👍", true);
    act({ type: "refused", nonce: nonce(), code: "too_large", message: "A message takes 100 reactions." });
    expect(shown("e1-1")?.reactions).toBeUndefined();
    expect(state().refusal?.code).toBe("too_large");
    retry(failed);
    expect(findPendingEdit(state().outbox, mine.id)?.failure).toBeUndefined();
  });

  test("H10: a new edit replaces one that failed", () => {
    const { edit, act, nonce, state } = talker();
    edit(mine.id, "better");
    act({ type: "refused", nonce: nonce(), code: "not_saved", message: "Not saved." });
    edit(mine.id, "best");
    expect(state().outbox.map(({ command, failure }) => ({ command, failure }))).toEqual([
      { command: { type: "edit", id: mine.id, message: "best" }, failure: undefined },
    ]);
  });
});

describe("replies and edits", () => {
  test("H9: only the next message is a reply", () => {
    const { setReplyTo, send, replyTo, state } = talker();
    setReplyTo(chatOf(1));
    send("yes");
    send("and more");
    expect(replyTo()).toBeUndefined();
    expect(state().outbox.map(({ command }) => command)).toEqual([
      { type: "chat", message: "yes", replyTo: "e1-1" },
      { type: "chat", message: "and more" },
    ]);
  });

  test("H9: a reply and an edit exclude each other, and a deleted message can't be replied to", () => {
    const { setReplyTo, setEditing, replyTo, editing, act } = talker();
    setReplyTo(chatOf(1));
    setEditing(mine);
    expect(replyTo()).toBeUndefined();
    setReplyTo(chatOf(1));
    expect(editing()).toBeUndefined();
    act({ type: "delete", ...stamp, userId: "mira", messageId: "e1-1" });
    expect(replyTo()).toBeUndefined();
  });

  test("H10: a message that was deleted meanwhile can't be edited, and its new text is kept", () => {
    const { edit, act, lastOwn, state } = talker();
    expect(lastOwn()).toEqual(mine);
    act({ type: "delete", ...stamp, userId: "mira", messageId: mine.id });
    expect(edit(mine.id, "better")).toBe(false);
    expect(state().outbox).toEqual([]);
    expect(lastOwn()).toBeUndefined();
  });
});

describe("older pages", () => {
  test("H11: revisions that arrive while an older page is loading are applied to it", () => {
    const { act, shown } = talker();
    act(welcomeOf([chatOf(30)]));
    act({ type: "delete", ...stamp, seq: 31, messageId: "e1-20" });
    act({ type: "older", before: 30, messages: [chatOf(20), chatOf(21)], more: true });
    expect(shown("e1-20")).toMatchObject({ message: "", deleted: true });
    expect(shown("e1-21")?.message).toBe("m21");
  });
});

describe("L13: the life of the next messages", () => {
  test("is sent with them, but with none that the client wrote itself", () => {
    const [state, setState] = createSignal<RoomState>(reduce(EMPTY_STATE, welcomeOf([])));
    const act = (action: ServerFrame | LocalAction) => setState((before) => reduce(before, action));
    const [chosen, setLife] = createSignal<10 | "seen" | undefined>("seen");
    const life = () => {
      const vanish = chosen();
      return vanish && { vanish };
    };
    const { send } = createRoot(() => createSend({ state, act, flush: () => {}, life }));
    send("once seen");
    setLife(10);
    send("ten seconds");
    send("the next room", "next:abc:1");
    setLife(undefined);
    send("stays");
    const commands = state().outbox.map(({ command }) => command);
    expect(commands.map((command) => "vanish" in command && command.vanish)).toEqual(["seen", 10, false, false]);
  });

  test("L12: a reply to a message that vanishes is a reply no more, and its edit becomes a draft", () => {
    const { setReplyTo, replyTo, setEditing, edit, act } = talker();
    const original = { ...chatOf(3), vanish: 10 } as const;
    const own = { ...chatOf(4, { userId: ME.id }), vanish: 10 } as const;
    const vanish = (id: string) =>
      act({ type: "expire", event: { type: "vanish", ...stamp, messageIds: [id] } as never });
    act(original);
    act(own);
    setReplyTo(original);
    vanish(original.id);
    expect(replyTo()).toBeUndefined();
    setEditing(own);
    vanish(own.id);
    expect(edit(own.id, "too late")).toBe(false);
  });
});
