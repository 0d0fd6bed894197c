import { expect, test } from "bun:test";
import type { Static } from "@sinclair/typebox";
import type { LogEvent, ServerFrame } from "./frames.ts";
import type { EVENTS, SIGNALS } from "./server-frames.ts";

type EventOfSchemas = { [K in keyof typeof EVENTS]: Static<(typeof EVENTS)[K]> }[keyof typeof EVENTS];
type SignalOfSchemas = { [K in keyof typeof SIGNALS]: Static<(typeof SIGNALS)[K]> }[keyof typeof SIGNALS];
type Of<F, T> = Extract<F, { type: T }>;
/** The names of the frames whose fields differ between schema and type. */
type Different<Schemas extends { type: string }, Types extends { type: string }> = {
  [T in Types["type"] | Schemas["type"]]: keyof Of<Schemas, T> extends keyof Of<Types, T>
    ? keyof Of<Types, T> extends keyof Of<Schemas, T>
      ? never
      : T
    : T;
}[Types["type"] | Schemas["type"]];

test("A8: the schemas of the server's frames have the fields of their types", () => {
  const events: Different<EventOfSchemas, LogEvent>[] = [];
  const signals: Different<SignalOfSchemas, Exclude<ServerFrame, LogEvent>>[] = [];
  // @ts-expect-error: nothing differs, so that nothing can be in these lists
  const [different]: [string] = [...events, ...signals];
  expect(different).toBeUndefined();
});
