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
