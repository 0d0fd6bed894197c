import { describe, expect, test } from "bun:test";
import type { RefusalCode } from "#protocol/error-codes";
import { CHUNK_BYTES, createUpload, type UploadAnswer, type UploadRequest, type UploadState } from "./upload.ts";

/** A server of uploads, in memory; `trouble` answers or throws in its place. */
function fakeServer(trouble: (request: UploadRequest, count: number) => UploadAnswer | undefined = () => undefined) {
  const requests: string[] = [];
  let received: number | undefined;
  const answer = (status: number, headers: Record<string, string> = {}, code?: RefusalCode): UploadAnswer => ({
    status,
    header: (name) => headers[name] ?? null,
    refusal: code && { code, message: code },
  });
  return {
    requests,
    answer,
    get received() {
      return received;
    },
    /** What a part of a body left behind before its connection broke. */
    receive: (bytes: number) => {
      received = (received ?? 0) + bytes;
    },
    forget: () => {
      received = undefined;
    },
    async request(request: UploadRequest): Promise<UploadAnswer> {
      const { method, headers, body } = request;
      requests.push(method === "PATCH" ? `PATCH ${headers["Upload-Offset"]}+${body?.size}` : method);
      const instead = trouble(request, requests.length);
      if (instead !== undefined) return instead;
      if (method === "POST") {
        received = 0;
        return answer(201, { location: "/api/rooms/abc/uploads/file1" });
      }
      if (received === undefined) return answer(404, {}, "not_found");
      if (method === "PATCH") received += body?.size ?? 0;
      return answer(204, { "upload-offset": String(received) });
    },
  };
}

/** Runs an upload until it is over. */
function upload(server: ReturnType<typeof fakeServer>, bytes: number, seen: (state: UploadState) => void = () => {}) {
  return new Promise<UploadState>((resolve) => {
    const ports = { request: server.request, waitForNetwork: async () => {} };
    const file = { name: "ä.bin", content: async () => new Blob([new Uint8Array(bytes)]) };
    const created = createUpload(ports, "abc", file, (state) => {
      seen(state);
      if (state.is === "done" || state.is === "failed") resolve(state);
    });
    created.start();
  });
}

const SIZE = 2 * CHUNK_BYTES + 7;

describe("an upload", () => {
  test("F32: goes in chunks, and ends with the file's id", async () => {
    const server = fakeServer();
    expect(await upload(server, SIZE)).toEqual({ is: "done", id: "file1" });
    const chunks = [`PATCH 0+${CHUNK_BYTES}`, `PATCH ${CHUNK_BYTES}+${CHUNK_BYTES}`, `PATCH ${2 * CHUNK_BYTES}+7`];
    expect(server.requests).toEqual(["POST", ...chunks]);
  });

  test("F32: an empty file needs no chunk", async () => {
    const server = fakeServer();
    expect(await upload(server, 0)).toEqual({ is: "done", id: "file1" });
    expect(server.requests).toEqual(["POST"]);
  });

  test("F32: goes on after a break where the server is, and sends nothing twice", async () => {
    const server = fakeServer((_request, count) => {
      if (count !== 3) return undefined;
      server.receive(1000);
      throw new Error("broken");
    });
    const states: string[] = [];
    expect((await upload(server, SIZE, ({ is }) => states.push(is))).is).toBe("done");
    expect(states).toContain("waiting");
    expect(server.requests.slice(2, 5)).toEqual([
      `PATCH ${CHUNK_BYTES}+${CHUNK_BYTES}`,
      "HEAD",
      `PATCH ${CHUNK_BYTES + 1000}+${CHUNK_BYTES - 993}`,
    ]);
    expect(server.received).toBe(SIZE);
  });

  test("F32: halves its chunks where a proxy takes no such large ones", async () => {
    const limit = 1_300_000;
    const server = fakeServer(({ body }) =>
      (body?.size ?? 0) > limit ? server.answer(413, {}, "internal") : undefined,
    );
    expect((await upload(server, 3_000_000)).is).toBe("done");
    expect(server.requests.filter((request) => request.endsWith("+1250000"))).toHaveLength(2);
  });

  test("F32: begins anew when the server has forgotten it", async () => {
    const server = fakeServer((_request, count) => {
      if (count === 3) server.forget();
      return undefined;
    });
    expect((await upload(server, SIZE)).is).toBe("done");
    expect(server.requests.filter((request) => request === "POST")).toHaveLength(2);
  });

  test("F32: fails where trying again helps nothing, and says why", async () => {
    for (const code of ["too_large", "room_full_of_files", "server_full", "muted", "ended"] as const) {
      const server = fakeServer(({ method }) => (method === "POST" ? server.answer(400, {}, code) : undefined));
      expect(await upload(server, 10)).toMatchObject({ is: "failed", refusal: { code } });
      expect(server.requests).toEqual(["POST"]);
    }
  });

  test("F32: fails when the file can't be read any more", async () => {
    const server = fakeServer(({ method }) => {
      if (method === "PATCH") throw new Error("broken");
      return undefined;
    });
    const gone = new Blob(["gone"]);
    gone.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) as unknown as Blob;
    const state = await new Promise<UploadState>((resolve) => {
      const ports = { request: server.request, waitForNetwork: async () => {} };
      const file = { name: "gone", content: async () => gone };
      createUpload(ports, "abc", file, (next) => next.is === "failed" && resolve(next)).start();
    });
    expect(state).toMatchObject({ refusal: { message: "unreadable" } });
  });
});
