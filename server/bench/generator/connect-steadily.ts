// Opens new TLS connections at a steady pace: `connect-steadily.ts PORT PER_SECOND COUNT`. Whoever isn't let in tries again, as
// clients do. Prints how many were let in, and how many of them had to try again.
import { connect } from "node:tls";

const [port = 0, perSecond = 0, count = 0] = process.argv.slice(2).map(Number);
const RETRY_MS = 50;

function tryToConnect(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host: "127.0.0.1", servername: "localhost", rejectUnauthorized: false }, () => {
    resolve(true);
    socket.destroy();
  });
  socket.on("error", () => resolve(false));
  socket.on("close", () => resolve(false));
  return promise;
}

let tryingAgain = 0;
async function connectSomehow(): Promise<void> {
  if (await tryToConnect()) return;
  tryingAgain++;
  do await Bun.sleep(RETRY_MS);
  while (!(await tryToConnect()));
}

const all: Promise<void>[] = [];
const startedAt = performance.now();
while (all.length < count) {
  const due = Math.min(count, Math.floor(((performance.now() - startedAt) / 1000) * perSecond));
  while (all.length < due) all.push(connectSomehow());
  await Bun.sleep(1);
}
await Promise.all(all);
process.stdout.write(`${count} ${tryingAgain}\n`);
