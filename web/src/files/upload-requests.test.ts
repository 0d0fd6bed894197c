import { afterEach, expect, test } from "bun:test";
import type { Identity } from "../api/identity.ts";
import { createUploadPorts } from "./upload-requests.ts";

const original = globalThis.XMLHttpRequest;
afterEach(() => {
  globalThis.XMLHttpRequest = original;
});

test("F49: an upload that is given up while its author is signed in makes no request, and waits for no network", async () => {
  let opened = 0;
  class Request {
    upload = {};
    open(): void {
      opened += 1;
    }
    setRequestHeader(): void {}
    send(): void {}
  }
  globalThis.XMLHttpRequest = Request as unknown as typeof XMLHttpRequest;
  const signedIn = Promise.withResolvers<{ token: string }>();
  const identity = { requirePerson: () => signedIn.promise, rejectToken() {} } as unknown as Identity;
  const { request, waitForNetwork } = createUploadPorts(identity, () => undefined);
  const stop = new AbortController();
  const answer = request({ method: "POST", path: "api/rooms/x/uploads", headers: {}, signal: stop.signal });
  stop.abort(new Error("given up"));
  signedIn.resolve({ token: "t" });
  expect(answer).rejects.toThrow("given up");
  await answer.catch(() => {});
  expect(opened).toBe(0);
  expect(waitForNetwork(60_000, stop.signal)).rejects.toThrow("given up");
});
