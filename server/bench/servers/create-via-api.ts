import { postRequestText } from "../generator/http-request.ts";

const MAX_CONCURRENT_REQUESTS = 16;

type Created = { token: string; room: { code: string } };

/** Creates a room or a session of a running Mayfly. @param url of the collection: `…/api/rooms` or `…/api/sessions` */
export async function createViaApi(url: string, name = "BraveWolf"): Promise<Created> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ name }),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Created;
}

/**
 * Returns a whole HTTP request that posts a message into a room, from a new member who isn't in it.
 * @param code of the room; without it, of a new one
 */
export async function createPostRequest(url: string, message: string, code?: string): Promise<string> {
  const room = code ?? (await createViaApi(`${url}/api/rooms`)).room.code;
  const { token } = await createViaApi(`${url}/api/sessions`);
  return postRequestText(`/api/rooms/${room}/messages`, { Authorization: `Bearer ${token}` }, { message });
}

/** Runs a task `count` times, several at once. @returns the results in order */
export async function repeatConcurrently<T>(count: number, task: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < count; i = next++) results[i] = await task(i);
  };
  await Promise.all(Array.from({ length: MAX_CONCURRENT_REQUESTS }, worker));
  return results;
}
