/** Remarks that BENCHMARKS.md prints below a benchmark (by its name) or below a missed threshold (by the result's id). */
export const ANNOTATIONS: Readonly<Record<string, string>> = {
  idle: `Creating the rooms and tokens over HTTP leaves free memory in the process, which the sockets then reuse. That favours
Mayfly, and more so the more sockets there are. Neither figure includes the kernel's own memory for a socket.`,
  size: "204 MB of the image are its base image, as it is on the machine of these figures.",
  "latency p99 at 100,000 deliveries/s / bare Bun": `nothing is batched at this load, so the two rows of Mayfly do the same work,
and the difference between them is noise of the machine. A message takes either server a third of a millisecond, nearly all of it
in the kernel, which writes to a hundred sockets one after another.`,
  "fanout 500 × 2 / bare Bun": `with two deliveries per message, the cost of accepting a message shows most. It is 1.1 µs of
8 to 10, for the check against the room's rules, the place in history and the sender's rate limit. Most of that time is spent waiting
for memory that a thousand sockets and five hundred rooms have displaced from the processor's caches. From run to run, this ratio
varied between 0.78 and 0.95.`,
  "idle 10,000 sockets / bare Bun": `bare Bun takes more. How much memory is free in the process when the sockets connect differs
by megabytes from start to start: figures from 2,520 to 3,530 bytes occurred.`,
  "journal 1 × 100 / in memory": `the thread that writes shares the server's one core here and takes 1 µs per message, a third of
it in the kernel, which writes pages; the server's own work for a message differs by half as much. From run to run, this ratio varied
between 0.89 and 0.93.`,
  "start to first 200 / bun -e 0": `the runtime takes 3 ms until it reads the first line. Our modules and those of Elysia and
TypeBox take 4 ms, the settings and rooms 1, creating the routes 3, listening 0.5, and the runtime's first garbage collection 1. The
rest is due to the polling, once every millisecond. An executable that
contains only \`Bun.serve\` answers after 5 ms.`,
};
