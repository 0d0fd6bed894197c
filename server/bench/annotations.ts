// What has to be said about figures that the figures don't say: by measure, or by the bound that is missed.

export const REMARKS: Readonly<Record<string, string>> = {
  idle: `What making the rooms and tokens by HTTP had left free in the process is used again by the sockets, which flatters
Mayfly, the more the more there were. The kernel's own memory for a socket is in neither figure.`,
  size: "Of the image, 204 MB are its base as the machine of these figures has it.",
  "latency p99 at 100,000 deliveries/s / bare Bun": `nothing is gathered at this load, so the two rows of Mayfly do the same,
and what they differ by is the machine's. A message takes either server a third of a millisecond, nearly all of it the kernel's,
writing to a hundred sockets one after the other.`,
  "fanout 500 × 2 / bare Bun": `with two deliveries a message, what a message costs before it is told shows most: 1.1 µs of
8 to 10, for its check against the room's rules, its place in history and the sender's pace, most of it waiting for memory that a
thousand sockets and five hundred rooms have pushed out of the processor's caches. From run to run this ratio was seen between
0.78 and 0.95.`,
  "idle 10,000 sockets / bare Bun": `bare Bun takes more. What is free in the process when the sockets come differs by
megabytes from start to start: 2,520 to 3,530 bytes were seen.`,
  "journal 1 × 100 / in memory": `the thread that writes shares the server's one core here and takes 1 µs a message, a third
of it in the kernel, writing pages; what the server itself does for a message differs by half as much. From run to run this
ratio was seen between 0.89 and 0.93.`,
  "start to first 200 / bun -e 0": `the runtime takes 3 ms until it reads the first line; our modules and those of Elysia and
TypeBox 4, the settings and rooms 1, making the routes 3, listening 0.5, the runtime's first collection 1, and the first request 2,
for that is when its route is compiled; the rest is the asking, every millisecond. An executable with nothing but \`Bun.serve\`
in it answers after 5 ms.`,
};
