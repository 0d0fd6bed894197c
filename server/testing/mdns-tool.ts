// A program of its own for tests of mDNS, which run it in another network. `listen ADDRESS` prints what it hears, a line of JSON
// for each message, `ask NAME` the addresses that answer, `take` takes port 5353 for itself.
import { createSocket } from "node:dgram";
import { networkInterfaces } from "node:os";
import { askName } from "../discovery/ask-name.ts";
import { decodeMessage } from "../discovery/dns-message.ts";
import { openMulticastSocket } from "../discovery/multicast-socket.ts";
import { MDNS_PORT } from "../discovery/question-answers.ts";

const [command, argument = ""] = process.argv.slice(2);
const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);

if (command === "ask") print(await askName(argument, networkInterfaces()));
if (command === "take") createSocket("udp4").bind(MDNS_PORT, () => print("taken"));
if (command === "listen") {
  const receive = (bytes: Uint8Array) => {
    const message = decodeMessage(bytes);
    const answers = message?.answers.map(({ name, type, ttlSeconds, data }) => ({
      name,
      type,
      ttlSeconds,
      data: [...data],
    }));
    print({ isResponse: message?.isResponse, answers });
  };
  await openMulticastSocket(argument, MDNS_PORT, receive, () => process.exit(1));
  print("listening");
}
