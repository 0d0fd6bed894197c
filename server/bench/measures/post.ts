// Messages sent over HTTP: POST …/messages on connections that stay open.

import type { CpuUsage } from "../generator/cpu-watch.ts";
import { STAMPED_MESSAGE } from "../generator/latency-stamps.ts";
import { runRequestGenerator } from "../generator/run-generator.ts";
import { bun } from "../servers/baselines.ts";
import { createViaApi, repeatConcurrently } from "../servers/create-via-api.ts";
import { mayfly } from "../servers/mayfly-server.ts";
import { compareSides, describeSaturation, type Measure, runServersInRounds } from "./measure.ts";

const CONNECTIONS = 32;
const WARM_REQUESTS = 60_000;
const MEASURE_MS = 3_000;
const BODY = JSON.stringify({ message: STAMPED_MESSAGE });

type PostResult = CpuUsage & { readonly requests: number };

/** Returns a whole request that sends a message. Bare Bun checks no token, but gets as many bytes. */
function messageRequest(code: string, token: string): string {
  const head = [
    `POST /api/rooms/${code}/messages HTTP/1.1`,
    "Host: 127.0.0.1",
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
    `Content-Length: ${BODY.length}`,
  ];
  return `${head.join("\r\n")}\r\n\r\n${BODY}`;
}

async function measurePost(target: typeof bun): Promise<PostResult> {
  const server = await target.start();
  try {
    const { code } = (await createViaApi(`${server.url}/api/rooms`)).room;
    const sessions = await repeatConcurrently(CONNECTIONS, (i) =>
      createViaApi(`${server.url}/api/sessions`, `BraveWolf ${i + 1}`),
    );
    return await runRequestGenerator(server, {
      requests: sessions.map(({ token }) => messageRequest(code, token)),
      expected: "HTTP/1.1 201",
      warmRequests: WARM_REQUESTS,
      measureMs: MEASURE_MS,
    });
  } finally {
    await server.stop();
  }
}

export const post: Measure = {
  name: "post",
  title: "Messages over HTTP",
  explanation: `\`POST /api/rooms/{code}/messages\` on ${CONNECTIONS} connections that stay open, each with a message in flight and a member of its
own, who isn't in the room. Nobody listens, so that only the request is measured. Bare Bun reads the same body and answers with the
same event, but checks no token, keeps no history and sends no security headers.`,
  rounds: 4,
  async run(rounds) {
    const found = await runServersInRounds(rounds, [mayfly, bun], measurePost);
    const side = ({ name }: typeof bun, figure: (one: PostResult) => number) => {
      const results = found.get(name) ?? [];
      return { name, values: results.map(figure), saturated: describeSaturation(results) };
    };
    const both = (measure: string, unit: string, figure: (one: PostResult) => number) =>
      compareSides(measure, unit, side(mayfly, figure), side(bun, figure));
    return [
      both("post requests", "requests/s", ({ requests, seconds }) => requests / seconds),
      both("post CPU", "µs each", ({ serverMs, requests }) => (serverMs * 1000) / requests),
    ];
  },
};
