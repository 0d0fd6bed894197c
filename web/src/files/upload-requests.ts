// Makes the requests of uploads, by XMLHttpRequest: fetch doesn't tell how much of a body has gone out.
import { ApiError, type Refusal, toApiError, UNREACHABLE } from "../api/api-error.ts";
import type { Identity } from "../api/identity.ts";
import { BASE_URL } from "../browser/route.ts";
import type { UploadAnswer, UploadPorts, UploadRequest } from "./upload.ts";

/** A connection on which nothing moves for so long is given up: the next one goes on where this one was. */
const STALL_MS = 20_000;

function refusalIn(request: XMLHttpRequest): Refusal | undefined {
  if (request.status < 400) return undefined;
  try {
    return toApiError(JSON.parse(request.responseText));
  } catch {
    // An answer of a proxy, or to HEAD, which has no body.
    return UNREACHABLE;
  }
}

function send(
  { method, path, headers, body, onProgress, signal }: UploadRequest,
  authorisation: Readonly<Record<string, string>>,
): Promise<UploadAnswer> {
  return new Promise((resolve, reject) => {
    // It may have been given up while its author was signed in again: listeners aren't told of what was before them.
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = () => request.abort();
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(stop, STALL_MS);
    };
    request.open(method, new URL(path, BASE_URL));
    for (const [name, value] of Object.entries({ ...headers, ...authorisation })) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      watch();
      onProgress?.(loaded);
    };
    request.onload = () =>
      resolve({
        status: request.status,
        header: (name) => request.getResponseHeader(name),
        refusal: refusalIn(request),
      });
    request.onerror = reject;
    request.onabort = reject;
    request.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
    };
    signal.addEventListener("abort", stop);
    watch();
    request.send(body ?? null);
  });
}

/** Creates what uploads need of the browser, for one person. */
export function createUploadPorts(identity: Identity, ownerKey: () => string | undefined): UploadPorts {
  async function attempt(request: UploadRequest): Promise<UploadAnswer> {
    const person = await identity.requirePerson();
    if (person instanceof ApiError) throw person;
    const key = ownerKey();
    const answer = await send(request, {
      authorization: `Bearer ${person.token}`,
      ...(key !== undefined && { "x-owner-key": key }),
    });
    if (answer.status === 401) identity.rejectToken(person.token);
    return answer;
  }
  return {
    async request(request) {
      const answer = await attempt(request);
      return answer.status === 401 ? attempt(request) : answer;
    },
    waitForNetwork: (maxMs, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const over = new AbortController();
        const end = (settle: () => void) => {
          clearTimeout(timer);
          over.abort();
          settle();
        };
        const timer = setTimeout(() => end(resolve), maxMs);
        addEventListener("online", () => end(resolve), { signal: over.signal });
        signal.addEventListener("abort", () => end(() => reject(signal.reason)), { signal: over.signal });
      }),
  };
}
