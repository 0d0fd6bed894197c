// What it costs those who are just connecting that the certificate of https changes.
import { join } from "node:path";
import { listenWithCertificates } from "../../serve-https.ts";
import { makePair } from "../../testing/certificates.ts";
import { FakeClock } from "../../testing/fake-clock.ts";
import { startTestServer } from "../../testing/test-server.ts";
import { type Measure, singleFigure } from "./measure.ts";

const CHANGES = 20;
const PER_SECOND = 50;
/** A server looks for another certificate every 10 s, so that no changes come faster. */
const CHECK_MS = 10_000;
const CONNECTIONS = ((CHANGES + 1) * CHECK_MS * PER_SECOND) / 1000;
const GENERATOR = join(import.meta.dir, "../generator/connect-steadily.ts");

/** Returns how many of a hundred new connections had to try again. */
async function measureOnce(): Promise<number> {
  const pairs = [await makePair(["localhost"]), await makePair(["localhost"])];
  let changes = 0;
  const source = {
    names: [],
    get certificates() {
      return pairs.slice(changes % 2, (changes % 2) + 1);
    },
    async refresh() {
      changes++;
      return true;
    },
  };
  const clock = new FakeClock();
  const server = await startTestServer({ LIMITS: "off" }, { clock });
  const { http, node, logger } = server;
  const asked = { port: 0, portAsked: true, hostname: "127.0.0.1" };
  const opened = await listenWithCertificates(http, asked, source, { node, logger, clock: clock.read });
  if ("problem" in opened) throw new Error(opened.problem);
  const command = [process.execPath, GENERATOR, `${opened.server.port}`, `${PER_SECOND}`, `${CONNECTIONS}`];
  const generator = Bun.spawn(command, { stdout: "pipe", stderr: "inherit" });
  const changing = setInterval(() => changes < CHANGES && server.advance(CHECK_MS), CHECK_MS);
  const [made = 0, tryingAgain = 0] = (await new Response(generator.stdout).text()).split(" ").map(Number);
  clearInterval(changing);
  await opened.server.stop();
  await server.stop();
  if (made !== CONNECTIONS || changes !== CHANGES) throw new Error(`only ${made} connections, ${changes} changes`);
  return (tryingAgain / made) * 100;
}

export const rotation: Measure = {
  name: "rotation",
  title: "Another certificate",
  explanation: `The certificate of https changes ${CHANGES} times, every 10 s, which is as often as a server looks for another one, while
${PER_SECOND} new connections come each second: how many of them had to try again, because they came in the moment in which nobody listened.
Mostly a certificate changes after weeks.`,
  rounds: 1,
  runsOnlyByName: true,
  async run(rounds) {
    const shares: number[] = [];
    for (let round = 0; round < rounds; round++) shares.push(await measureOnce());
    return [singleFigure("rotation new connections that tried again", "%", shares)];
  },
};
