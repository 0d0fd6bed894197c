// Divides long work into tasks, between which the browser draws and takes input. A message to oneself does that in every
// browser, and isn't slowed down in a hidden tab as timers and frames are.
const waiting: (() => void)[] = [];
const { port1, port2 } = new MessageChannel();
port1.onmessage = () => waiting.shift()?.();

/** Runs this in a task of its own, after those that were asked for before. */
export function inNextTask(run: () => void): void {
  waiting.push(run);
  port2.postMessage(0);
}
