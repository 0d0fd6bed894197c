import { expect, test } from "bun:test";
import { Refusal } from "#protocol/error-codes";
import { createFakeDomain } from "../../testing/fake-domain.ts";
import { changeSettings } from "../commands/room-settings.ts";
import { decideMessage } from "./decide-message.ts";

const ann = { id: "a", name: "Ann", avatar: null };

function said(message: string, messageLength = 4000) {
  const domain = createFakeDomain({ messageLength });
  const room = domain.create();
  return decideMessage(
    room,
    { member: ann, role: "member" },
    { type: "chat", message },
    domain.clock.now,
    () => undefined,
  );
}

const codeOf = (message: string, length?: number) => {
  const outcome = said(message, length);
  return outcome instanceof Refusal ? outcome.code : "none";
};

test("H8: a message may have up to the length set, counted in characters rather than in UTF-16 units", () => {
  expect([codeOf("x".repeat(4000)), codeOf("x".repeat(4001))]).toEqual(["none", "too_large"]);
  expect([codeOf("🦊".repeat(4000)), codeOf("🦊".repeat(4001))]).toEqual(["none", "too_large"]);
  expect([codeOf("x".repeat(10), 10), codeOf("x".repeat(11), 10)]).toEqual(["none", "too_large"]);
});

test("H8: a message with nothing to see or that isn't Unicode is malformed", () => {
  for (const message of ["", "  \n\t ", "\u200b\u200d", "\ud800", "a\udc00b"])
    expect(codeOf(message)).toBe("malformed");
  for (const message of ["0", "🦊", "\u202eabc", "<script>", "a\u0000b", "مرحبا"]) expect(codeOf(message)).toBe("none");
});

test("H8: a message is kept as it was written", () => {
  const message = "  two  spaces\n\n\ttab\u0000 end ";
  expect(said(message)).toMatchObject({ message });
});

test("I4: somebody who writes without being present gets a number where a present member has the name", async () => {
  const domain = createFakeDomain();
  const room = domain.create();
  await domain.join(room, "a", { name: "Ann" });
  const user = (id: string) => {
    const member = { id, name: "ANN", avatar: null };
    return decideMessage(room, { member, role: "member" }, { type: "chat", message: "x" }, 0, () => undefined);
  };
  expect([user("a"), user("b")]).toMatchObject([{ user: "Ann" }, { user: "ANN 2" }]);
  expect(room.roster.size).toBe(1);
});

test("H1: deciding changes nothing", () => {
  const domain = createFakeDomain();
  const room = domain.create();
  const before = JSON.stringify([
    room.view(domain.clock.now),
    room.presentMembers(domain.clock.now),
    domain.engine.history(room.founding.epoch).head,
  ]);
  const owner = { member: ann, role: "owner" } as const;
  changeSettings(room, owner, { title: "New", extend: 10, entry: "locked" }, domain.clock.now, domain.ports.sha256);
  decideMessage(room, owner, { type: "chat", message: "hi", nonce: "n" }, domain.clock.now, () => undefined);
  expect(
    JSON.stringify([
      room.view(domain.clock.now),
      room.presentMembers(domain.clock.now),
      domain.engine.history(room.founding.epoch).head,
    ]),
  ).toBe(before);
});
