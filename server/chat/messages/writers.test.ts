// Rooms in which only the owner and the admins write, over the socket.
import { expect, test } from "bun:test";
import { createFakeDomain, type FakeClient } from "../../testing/fake-domain.ts";

async function readOnly() {
  const domain = createFakeDomain();
  const room = domain.create();
  const olga = await domain.join(room, "owner", { name: "Olga" });
  const bob = await domain.join(room, "bob");
  const said = (client: FakeClient, frame: object) => {
    olga.takeFrames();
    client.takeFrames();
    client.send(frame);
    return client.takeFrames().at(-1);
  };
  const own = said(bob, { type: "chat", message: "before" }).id as string;
  const others = said(olga, { type: "chat", message: "welcome" }).id as string;
  const announced = said(olga, { type: "change", writers: "moderators" });
  return { domain, room, olga, bob, said, own, others, announced };
}

test("G16: making a room read-only is announced, shown in its view, and taken back by any admin", async () => {
  const { room, olga, bob, said, announced } = await readOnly();
  expect(announced).toMatchObject({ type: "room", room: { writers: "moderators" } });
  expect(announced.message).toBe("Olga let only the owner and admins write");
  expect(room.view(0).writers).toBe("moderators");
  expect(said(bob, { type: "change", writers: "everyone" })).toMatchObject({ code: "not_allowed" });
  said(olga, { type: "moderate", action: "promote", userId: "bob" });
  expect(said(bob, { type: "chat", message: "as an admin" })).toMatchObject({ type: "chat" });
  expect(said(bob, { type: "change", writers: "everyone" })).toMatchObject({ message: "bob let everyone write" });
  said(olga, { type: "moderate", action: "demote", userId: "bob" });
  expect(said(bob, { type: "chat", message: "as before" })).toMatchObject({ type: "chat" });
});

test("G16: others can neither send nor edit, but react and delete what they wrote", async () => {
  const { bob, said, own, others } = await readOnly();
  for (const frame of [
    { type: "chat", message: "hi" },
    { type: "edit", id: own, message: "after" },
  ])
    expect(said(bob, { ...frame, nonce: "n" })).toMatchObject({ type: "refused", code: "not_allowed", nonce: "n" });
  expect(said(bob, { type: "react", id: others, emoji: "👍" })).toMatchObject({ type: "react", on: true });
  expect(said(bob, { type: "react", id: others, emoji: "👍", on: false })).toMatchObject({ type: "react", on: false });
  expect(said(bob, { type: "delete", id: own })).toMatchObject({ type: "delete", messageId: own });
});

test("G16: the typing of somebody who may not write is not passed on", async () => {
  const { domain, olga, bob, said } = await readOnly();
  said(bob, { type: "typing" });
  expect(olga.takeFrames()).toEqual([]);
  said(olga, { type: "change", writers: "everyone" });
  domain.advance(5000);
  said(bob, { type: "typing" });
  expect(olga.takeFrames()).toEqual([{ type: "typing", user: "bob", userId: "bob" }]);
});

test("G16: what is sent again with a nonce that was taken before is refused too", async () => {
  const { bob, said } = await readOnly();
  expect(said(bob, { type: "chat", message: "hi", nonce: "again" })).toMatchObject({ code: "not_allowed" });
  expect(said(bob, { type: "chat", message: "hi", nonce: "again" })).toMatchObject({ code: "not_allowed" });
});
