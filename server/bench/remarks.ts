// What has to be said about figures that the figures don't say: by measure, or by the bound that is missed.

export const REMARKS: Readonly<Record<string, string>> = {
  idle: `What making the rooms and tokens by HTTP had left free in the process is used again by the sockets, which flatters
Mayfly, the more the more there were. The kernel's own memory for a socket is in neither figure.`,
  size: "Of the image, 204 MB are its base as the machine of these figures has it.",
  "latency p99 at 100,000 deliveries/s / bare Bun": `nothing is gathered at this load, so the two rows of Mayfly do the same,
and what they differ by is the machine's. A message takes either server a third of a millisecond, nearly all of it the kernel's,
writing to a hundred sockets one after the other. What takes Mayfly's last 0.1 ms is not found yet.`,
  "journal 1 × 100 / in memory": `the thread that writes shares the server's one core here, and a message takes about twice
the CPU time with it: 12 µs instead of 6. Without a data file a room of 100 could take 134,000 messages a second, with one
81,000; in many small rooms, where a message is most of the work, it costs more still.`,
  "start to first 200 / bun -e 0": `of about 22 ms, the runtime takes 3 until it reads the first line; reading our modules and
those of Elysia and TypeBox 4 to 5, making the routes 3, listening 2.5, printing where it listens 1, and the first request 2,
for that is when its route is compiled; the rest is the asking. An executable with nothing but \`Bun.serve\` in it listens
after 8 ms.`,
};
