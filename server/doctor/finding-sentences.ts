// What `mayfly doctor` prints of each thing it found, in English as all of the terminal. Rule N60.
import type { Finding, Outcome } from "#protocol/connection-checks";

const SENTENCES: Readonly<Record<Outcome, (fact: string) => string>> = {
  away: (host) => `${host} doesn't answer, or something else answers in its place.`,
  originFine: (origin) => `Pages from ${origin} are accepted.`,
  originRefused: (origin) => `Pages from ${origin} are refused: the proxy changes Host or drops its port.`,
  addressSeen: (address) => `The server sees this machine as ${address}.`,
  addressOfProxy: (address) => `The server takes everyone for ${address}: it doesn't trust the proxy there.`,
  urlFine: (url) => `The server knows its own address: ${url}`,
  urlWrong: (url) => `The server thinks its address is ${url}; links it writes for programs begin with that.`,
  schemeWrong: (url) => `The proxy tells the server the wrong scheme: links begin with ${url}`,
  clockFine: () => "This clock and the server's agree.",
  clockWrong: (minutes) => `The server's clock differs from this one by ${minutes} min.`,
  secure: () => "Browsers allow microphone, notifications and installing here.",
  insecureHere: () => "Plain http in a network of one's own: microphone, notifications and installing need https.",
  insecurePublic: (host) => `Plain http at ${host}: anyone on the way can read along, and Chrome warns of it.`,
  streamFlows: () => "Event streams arrive as they are sent.",
  streamHeld: () => "Event streams are held back: something buffers or compresses them.",
  uploadFine: (bytes) => `Bodies of ${bytes} bytes pass.`,
  uploadCut: (bytes) => `Something limits bodies: no more than ${bytes} bytes pass.`,
  socketPasses: () => "WebSockets get through.",
  socketBlocked: () => "WebSockets don't get through.",
  quietFine: (seconds) => `A quiet connection lives for at least ${seconds} s.`,
  quietCut: (seconds) => `Something cuts quiet connections after ${seconds} s.`,
  nameHeard: (name) => `This is the server's name on the local network: ${name}`,
  nameAnnounced: (name) => `On the local network the server is announced as ${name} (mDNS).`,
  nameMissing: () => "The server isn't announced on the local network (mDNS); its log says why.",
};

/** Returns what a check found, for a terminal. */
export const sentenceOf = ({ outcome, fact }: Finding): string => SENTENCES[outcome](fact);
