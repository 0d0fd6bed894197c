// Tests the composer's draft, of which nothing may be lost.
import { describe, expect, test } from "bun:test";
import { createRoot, createSignal } from "solid-js";
import type { ChatEvent } from "#protocol/frames";
import { MAX_MESSAGE_LENGTH } from "#protocol/limits";
import { EMPTY_STATE } from "../sync/room-reducer.ts";
import type { StagedFiles } from "../sync/staged-files.ts";
import { chatOf, ME } from "../testing/fakes.ts";
import { createDraft } from "./draft.ts";

function room(last?: ChatEvent, draft = "", staged?: StagedFiles) {
  let isGone = false;
  let isMuted = false;
  const done: string[] = [];
  const [editing, setEditing] = createSignal<ChatEvent>();
  const [replyTo, setReplyTo] = createSignal<ChatEvent>();
  let kept = draft;
  const writing = createRoot(() =>
    createDraft(
      {
        state: () => EMPTY_STATE,
        stagedFiles: () => staged,
        draft: () => kept,
        saveDraft(text) {
          kept = text;
        },
        send: (text, _nonce, files = []) => void done.push(["send", text, ...files].join(" ")),
        edit(id, text) {
          if (!isGone) done.push(`edit ${id} ${text}`);
          return !isGone;
        },
        typing: () => void done.push("typing"),
        lastOwn: () => last,
        editing,
        setEditing,
        replyTo,
        setReplyTo,
      },
      () => isMuted,
    ),
  );
  const lose = () => {
    isGone = true;
  };
  const mute = () => {
    isMuted = true;
  };
  return { writing, done, editing, setEditing, replyTo, setReplyTo, draft: () => kept, lose, mute };
}

const OURS = chatOf(1, { userId: ME.id, user: ME.name, message: "frist" });

describe("a draft", () => {
  test("survives a reload, is stored as it is written, and is removed when it is sent", () => {
    const { writing, done, draft } = room(undefined, "half a ");
    expect(writing.text()).toBe("half a ");
    writing.write("half a thought");
    expect(draft()).toBe("half a thought");
    expect(writing.send()).toBe(true);
    expect([writing.text(), draft(), done.at(-1)]).toEqual(["", "", "send half a thought"]);
  });

  test("H8: stays unchanged if it can't be sent", () => {
    const { writing, done, draft } = room();
    for (const text of ["", "  \n", "x".repeat(MAX_MESSAGE_LENGTH + 1)]) {
      writing.write(text);
      expect(writing.send()).toBe(false);
      expect([writing.text(), draft()]).toEqual([text, text]);
    }
    expect(done.filter((one) => one !== "typing")).toEqual([]);
  });

  test("P3: only new text counts as typing, not blanks, an edit or the stored draft", () => {
    const { writing, done, setEditing } = room(undefined, "there");
    writing.write("");
    writing.write("  ");
    setEditing(OURS);
    writing.write("older");
    expect(done).toEqual([]);
    setEditing(undefined);
    writing.write("t");
    expect(done).toEqual(["typing"]);
  });
});

describe("an edit", () => {
  test("H10: puts our last message into the composer, and sends its new text as an edit", () => {
    const { writing, done, editing } = room(OURS);
    expect(writing.editLastOwn()).toBe(true);
    expect([editing()?.id, writing.text()]).toEqual(["e1-1", "frist"]);
    writing.write("first");
    expect(writing.send()).toBe(true);
    expect(done).toEqual(["edit e1-1 first"]);
    expect([editing(), writing.text()]).toEqual([undefined, ""]);
  });

  test("H10: is not sent if the text is the same, and can't begin without a message of ours", () => {
    const { writing, done } = room(OURS);
    writing.editLastOwn();
    writing.send();
    expect(done).toEqual([]);
    expect(room().writing.editLastOwn()).toBe(false);
  });

  test("leaves the draft unchanged, which is shown again afterwards", () => {
    const { writing, setEditing, draft } = room(OURS, "a draft");
    setEditing(OURS);
    writing.write("first!");
    expect(draft()).toBe("a draft");
    setEditing(undefined);
    expect(writing.text()).toBe("a draft");
  });

  test("H11: of a message deleted meanwhile becomes the draft, or can be restored if there is a draft already", () => {
    for (const [draft, text] of [
      ["", "first"],
      ["a draft", "a draft"],
    ] as const) {
      const { writing, editing, setEditing, lose } = room(OURS, draft);
      setEditing(OURS);
      writing.write("first");
      lose();
      expect(writing.send()).toBe(false);
      expect([editing(), writing.text()]).toEqual([undefined, text]);
      if (draft === "") continue;
      writing.undo();
      expect(writing.text()).toBe("first");
      writing.undo();
      expect(writing.text()).toBe("a draft");
    }
  });
});

describe("stepping back", () => {
  test("cancels a reply first, then clears the text, then does nothing", () => {
    const { writing, setReplyTo, replyTo } = room(undefined, "an answer");
    setReplyTo(chatOf(1));
    expect(writing.stepBack()).toBe(true);
    expect([replyTo(), writing.text()]).toEqual([undefined, "an answer"]);
    expect(writing.stepBack()).toBe(true);
    expect(writing.text()).toBe("");
    expect(writing.stepBack()).toBe(false);
  });

  test("can be undone until something else is written", () => {
    const { writing, draft } = room(undefined, "precious");
    writing.stepBack();
    expect(draft()).toBe("");
    writing.undo();
    expect([writing.text(), draft(), writing.cleared()]).toEqual(["precious", "precious", undefined]);
    writing.stepBack();
    writing.write("other");
    expect(writing.cleared()).toBeUndefined();
    writing.undo();
    expect(writing.text()).toBe("other");
  });

  test("from an edit can be undone, which continues the edit and leaves the draft unchanged", () => {
    const { writing, editing, draft } = room(OURS);
    writing.editLastOwn();
    writing.write("first of all");
    writing.stepBack();
    expect([editing(), writing.text(), draft()]).toEqual([undefined, "", ""]);
    writing.undo();
    expect([editing()?.id, writing.text(), draft()]).toEqual(["e1-1", "first of all", ""]);
  });
});

describe("with files", () => {
  /** Files of which `ids` are up; `undefined` while they aren't. */
  function staging(ids: readonly string[] | undefined) {
    const now = { ids, sendLater: (): unknown => undefined, isCancelled: false, maySend: true };
    const staged: StagedFiles = {
      count: () => 2,
      maySend: () => now.maySend,
      take(sendLater) {
        now.sendLater = sendLater;
        return now.ids;
      },
      cancelSending: () => {
        now.isCancelled = true;
      },
    };
    return { now, staged };
  }

  test("F34: a message needs no text, and takes the files along", () => {
    const { writing, done } = room(undefined, "  ", staging(["f1", "f2"]).staged);
    expect(writing.check().maySend).toBe(true);
    expect(writing.send()).toBe(true);
    expect(done).toEqual(["send  f1 f2"]);
  });

  test("F32: text and files wait for those that aren't up, and go together; writing on keeps them back", () => {
    const { now, staged } = staging(undefined);
    const { writing, done } = room(undefined, "look", staged);
    expect(writing.send()).toBe(false);
    expect([writing.text(), done]).toEqual(["look", []]);
    writing.write("look here");
    expect(now.isCancelled).toBe(true);
    now.ids = ["f1"];
    now.sendLater();
    expect([writing.text(), done.at(-1)]).toEqual(["", "send look here f1"]);
  });

  test("F32: whatever else is begun while they aren't up keeps the message back, and no edit is saved in its place", () => {
    const others: readonly ((given: ReturnType<typeof room>) => void)[] = [
      ({ writing }) => {
        writing.editLastOwn();
        writing.write("half of a new te");
      },
      ({ setReplyTo }) => void setReplyTo(chatOf(1)),
      ({ writing }) => void writing.stepBack(),
    ];
    for (const beginOther of others) {
      const { now, staged } = staging(undefined);
      const given = room(OURS, "look", staged);
      given.writing.send();
      now.isCancelled = false;
      beginOther(given);
      expect(now.isCancelled).toBe(true);
    }
    const { now, staged } = staging(undefined);
    const { writing, editing, done } = room(OURS, "look", staged);
    writing.send();
    writing.editLastOwn();
    writing.write("half of a new te");
    now.ids = ["f1"];
    now.sendLater();
    expect([editing()?.id, writing.text()]).toEqual(["e1-1", "half of a new te"]);
    expect(done.filter((one) => one !== "typing")).toEqual([]);
  });

  test("F32: a message that may no longer be sent once they are up stays", () => {
    const { now, staged } = staging(undefined);
    const { writing, done, mute } = room(undefined, "look", staged);
    writing.send();
    mute();
    now.ids = ["f1"];
    now.sendLater();
    expect([writing.text(), done]).toEqual(["look", []]);
  });

  test("F34: an edit leaves them where they are", () => {
    const { writing, done } = room(OURS, "", staging(["f1"]).staged);
    writing.editLastOwn();
    writing.write("other words");
    writing.send();
    expect(done.at(-1)).toBe("edit e1-1 other words");
  });
});
