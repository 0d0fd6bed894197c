import { afterAll, describe, expect, test } from "bun:test";
import { Value } from "@sinclair/typebox/value";
import { COMMANDS } from "#protocol/frames";
import { EVENTS, SIGNALS } from "#protocol/server-frames";
import { createFakeDomain } from "../../testing/fake-domain.ts";
import { startTestServer } from "../../testing/test-server.ts";
import { docsRoute } from "./docs.ts";
import { resolveReferences } from "./resolve-references.ts";

const server = await startTestServer({ LIMITS: "off", BASE_PATH: "/chat/" }, { pages: [docsRoute()] });
afterAll(server.stop);

type Message = { name: string; summary: string; payload: { type: string; properties: Record<string, unknown> } };

describe("the AsyncAPI document", async () => {
  const { status, body } = await server.ask("GET", "api/asyncapi.json");
  const { operations, channels, servers } = resolveReferences(body);
  const namesIn = (operation: { messages: Message[] }) => operation.messages.map(({ name }) => name).toSorted();

  test("A8: describes every frame in both directions", () => {
    expect([status, body.asyncapi]).toEqual([200, "3.0.0"]);
    expect(namesIn(operations.takeCommand)).toEqual(Object.keys(COMMANDS).toSorted());
    expect(namesIn(operations.sendFrame)).toEqual([...Object.keys(EVENTS), ...Object.keys(SIGNALS)].toSorted());
    expect(operations.takeCommand.channel.address).toBe("/ws/{code}");
    expect(servers.mayfly).toMatchObject({ pathname: "/chat", protocol: "ws" });
    const messages = Object.values(channels.room.messages as Record<string, Message>);
    expect(messages).toHaveLength(Object.keys({ ...body.components.messages }).length);
    for (const { name, summary, payload } of messages) {
      expect(summary.length).toBeGreaterThan(5);
      expect(payload.properties.type).toMatchObject({ const: name });
    }
  });

  test("A8: what frames share is named once", () => {
    const text = JSON.stringify(body);
    for (const name of ["Room", "PresentMember", "Event", "Cursor"]) {
      expect(text).toContain(`"$ref":"#/components/schemas/${name}"`);
    }
    expect(text.length).toBeLessThan(40_000);
    expect(text).not.toMatch(/undefined|"characters"/);
  });

  test("A8: the page shows every frame and where the document is", async () => {
    const page = (await server.ask("GET", "docs")).text;
    for (const type of [...Object.keys(COMMANDS), ...Object.keys(EVENTS), ...Object.keys(SIGNALS)]) {
      expect(page).toContain(`<summary><code>${type}</code>`);
    }
    expect(page).toContain('<a href="/chat/api/asyncapi.json">');
  });
});

test("A8: what a server sends is what the schemas say, with no field that they lack", async () => {
  const domain = createFakeDomain();
  const room = domain.create({ title: "Tea" });
  const ann = await domain.join(room, "a", { name: "Ann" });
  const bob = await domain.join(room, "b", { name: "Bob" });
  const frames: { type: string }[] = [];
  const collect = () => frames.push(...ann.takeFrames(), ...bob.takeFrames());
  bob.send({ type: "chat", message: "one", nonce: "n" });
  collect();
  const id = (frames.find(({ type }) => type === "chat") as unknown as { id: string }).id;
  for (const command of [
    { type: "chat", message: "two", replyTo: id },
    { type: "edit", id, message: "three" },
    { type: "react", id, emoji: "❤" },
    { type: "typing" },
    { type: "ping" },
    { type: "away", on: true },
    { type: "rename", name: "Bert" },
    { type: "nonsense" },
    { type: "delete", id },
  ]) {
    bob.send(command);
    domain.advance(3000);
  }
  bob.disconnect();
  domain.advance(11_000);
  collect();
  frames.push(...(await domain.join(room, "b")).takeFrames());
  const sent = new Set(frames.map(({ type }) => type));
  for (const type of [
    "welcome",
    "chat",
    "edit",
    "react",
    "delete",
    "typing",
    "pong",
    "away",
    "roster",
    "user_joined",
    "user_left",
  ]) {
    expect(sent).toContain(type);
  }
  expect(sent).toContain("refused");
  const schemas = { ...EVENTS, ...SIGNALS };
  for (const frame of frames) {
    const schema = schemas[frame.type as keyof typeof schemas];
    const errors = [...Value.Errors(schema, frame)].filter(({ message }) => !message.includes("format"));
    expect([frame.type, errors.map(({ path, message }) => `${path}: ${message}`)]).toEqual([frame.type, []]);
    expect([frame.type, Object.keys(frame).filter((field) => !(field in schema.properties))]).toEqual([frame.type, []]);
  }
});
