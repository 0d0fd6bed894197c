/** Returns a whole HTTP request that posts JSON, as the generator of requests sends it. */
export function postRequestText(path: string, headers: Readonly<Record<string, string>>, body: object): string {
  const text = JSON.stringify(body);
  const all = {
    Host: "127.0.0.1",
    ...headers,
    "Content-Type": "application/json",
    "Content-Length": `${Buffer.byteLength(text)}`,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return `${[`POST ${path} HTTP/1.1`, ...lines].join("\r\n")}\r\n\r\n${text}`;
}
