/** Remarks that BENCHMARKS.md prints below a benchmark (by its name) or below a missed threshold (by the result's id). */
export const ANNOTATIONS: Readonly<Record<string, string>> = {
  idle: `Creating the rooms and tokens over HTTP leaves free memory in the process, which the sockets then reuse. That favours
Mayfly, and more so the more sockets there are. Neither figure includes the kernel's own memory for a socket.`,
  growth: `**Members.** A message is checked, numbered and encoded once, whoever is there, so a delivery costs less the more members
share that, down to what the kernel takes for one more socket. A join costs in proportion to who is there, because the newcomer gets
the list of all of them, and all of them are told: a room of 5,000 that fills is told of 12.5 million arrivals. That is the one cost
that grows with the square, and it is in what is asked for. **Rooms** know nothing of each other. **History**: a welcome ends at one
page of 256 KiB, so a join costs more only until a room keeps that much. **Length**: the bytes are copied for each member, by the
kernel. **Sockets**: the first thousands also pay for code and memory that later ones use again.`,
  browser: `The list of people has as many rows as somebody has scrolled to, and a page keeps at most 20,000 messages; older ones are
fetched again when somebody scrolls up to them.`,
  size: "204 MB of the image are its base image, as it is on the machine of these figures.",
  "latency p99 at 100,000 deliveries/s / bare Bun": `nothing is batched at this load, so the two rows of Mayfly do the same work,
and the difference between them is noise of the machine. A message takes either server a third of a millisecond, nearly all of it
in the kernel, which writes to a hundred sockets one after another.`,
  "fanout 1 × 32 / bare Bun": `with so few members, batches save about as much on sends as a message costs in checks, its number and
its place in history, so that the two are close: side by side on a machine with other work, a message took 0.86 to 1.27 times bare
Bun's processor time (median 0.98). While its code is still being compiled, it took up to twice as much.`,
  "fanout 100 × 10 / bare Bun": `in a profile, three quarters of a message's time are the kernel's, which writes to ten sockets one
after another, for bare Bun as well. Of the rest, Mayfly takes 5 µs and bare Bun 3: most of what is more are the event as JSON, its
place in history and the check against the room's rules. Runs gave 0.8 to 1.35; what else the machine
did decided.`,
  "fanout 500 × 2 / bare Bun": `with two deliveries per message, the cost of accepting a message shows most. In a profile, the kernel
has 55 % of its time (bare Bun: 76 %), and the server 5.5 µs (bare Bun: 3): a seventh of that is to write the event as JSON, as much
to decide it, most of which is waiting for memory that a thousand sockets and five hundred rooms have displaced from the processor's
caches, and as much to publish it. Runs gave 0.71 to 1.09.`,
  "fanout 1 × 100, batches with 1 in flight / mayfly, a frame an event": `below 400,000 deliveries per second nothing is batched, so
both rows do the same work, and the difference between them is noise of the machine: the rounds of one run gave 0.73 to 2.09.`,
  "latency p50 at 50 % of bare Bun's most / bare Bun": `at this load, a batch is held until it has 44 frames, for 4 ms
at most, and grows for 5 ms at most while the server is busy (SPEC W17): a message waits for one or two ms, as much as the two
differ by. For it, Mayfly uses two fifths of its core where bare Bun uses nearly all of it. Single rounds gave 2.3 times with 64
frames, 2.1 with 48, 1.75 with 40 and 3 with 44, at rates that differed as bare Bun's most did. With 40, a delivery takes half of bare
Bun's CPU time at a million per second, where the bound is.`,
  "cost at 1,000,000 deliveries/s / bare Bun": `in a profile, three quarters of the server's time are the kernel's (56 %) and copies of
frames (18 %): there are 190 frames a second of 52 texts each, to a hundred sockets, and each socket is handed 15 kB at once, which
are copied in the process and by the kernel. Both servers send as many bytes for a delivery. Holding frames for longer than 4 ms would
save little of that, and miss the bound for latency at half of bare Bun's most. Runs gave 0.34 to 0.57.`,
  "peers post / Centrifugo": `Centrifugo compares an API key, where Mayfly verifies the signature of the member's token (a tenth of its
time) and looks at the member's role, bans and rate. The request itself, as bare Bun answers it, takes 60 % of our time. A token whose
signature was remembered would keep a guest's name in memory after their rooms have ended. Side by side on a quiet machine, a message
took 0.77 to 0.98 of Centrifugo's processor time (median 0.85); two whole runs with one round each gave 0.82 and 0.89, and a third 1.12.`,
  "peers post, CPU / Centrifugo": "as above, for the rate.",
  "peers p99 at 10,000 deliveries/s / Centrifugo": `the slowest per cent waited for other programs: in a record of the scheduler, one of
them had a core for 3.5 to 4.7 ms meanwhile, as any server's messages have to wait for. While nothing else ran, Mayfly gave 0.8 to
1.1 ms and Centrifugo 1.6 to 5; with other programs in bursts of 5 ms on both cores, both gave 5. Of Mayfly itself, collecting garbage
took 1.6 ms, once in 800 messages.`,
  "peers p99 at 10,000 deliveries/s / FastAPI": "as above; while nothing else ran, FastAPI gave 2.6 to 3.2 ms.",
  "peers p99 at 10,000 deliveries/s / hack.chat": `both wait for the machine more than for their own work at this load; hack.chat's
messages are shorter, and have neither number nor history.`,
  "idle 10,000 sockets / bare Bun": `at 19,000 sockets, where what is there for any number of them counts less, both bounds hold. Nearly all of
it is the runtime's: bare Bun took 2,470 to 2,950 bytes in the same runs. Of ours, by a snapshot of the heap, a socket has a connection (160
bytes), a member and its state (112), three texts (104), a list of its sockets, and its share of the room's map of members (157). How
much memory is free in the process when the sockets connect differs by megabytes from start to start: figures from 2,520 to 3,530
bytes occurred, and bare Bun gave 2,410 to 3,540 within one run.`,
  "idle 10,000 sockets since a fresh start / bare Bun": `two fifths of it don't grow with the sockets: 2,000 took 23 MB, and 10,000
took 43 MB. 6 to 7 MB of that are pages of the executable that are read for the first time, which the system can drop; the rest is
compiled code, and the heap that creating rooms and tokens over HTTP leaves. From start to start, figures from 4,300 to 5,080 bytes
occurred.`,
  "storm 50 missed each / none missed": `coming back takes about 200 µs, and 35 to 50 more with fifty missed messages, of which two
fifths are the kernel's, which sends them. The rest is mainly memory: 15 kB become a text when they are read from history (5 µs,
however they are decoded), and another one of that size as a part of the welcome (4 µs), more where the caches are cold. The rounds
gave 0.74 to 0.82.`,
  "journal 1 × 100 / in memory": `while nothing is saved, a message to a hundred takes 12 µs of the core, eight of them the kernel's. Saving it
takes four more: 1.7 of the thread that writes, which shares the one core here, and 2 of the event loop for what waits until it is
written (a promise, its place in the batch), for joining the batch into one text and for handing that over. A batch has about 260
messages, so that waking the thread doesn't count. The bound would leave 1.3 µs, less than the thread alone takes.`,
  "encrypted 1 × 100 / plain, frames of the same size": `the server decodes each sealed event and makes its SHA-256, by which members
check their history. Side by side on a machine with other work, an encrypted message took 1.03 to 1.11 times the processor time of a
plain one, in frames of the same size.`,
  "encrypted-page all opened": `by the time of its thread, the worker opens an event in 0.055 ms here, most of it in noble's
XChaCha20-Poly1305 and SHA-256. Compiled, both take 0.02 ms; until the engine has compiled them they take several times as long, and
to warm them up for longer before the welcome changed nothing.`,
  "encrypted-page all verified, noble": `with a table for each key and one division for eight signatures, noble takes 0.2 ms of its
thread for one here, where its own verify takes 0.93; what remains is the arithmetic of BigInt. One equation for many signatures, and
WebAssembly, were tried: docs/e2ee.md says why they were left.`,
  "encrypted-page all verified, WebCrypto": `Chromium verifies on the calling thread, in 0.076 ms a signature here: three tenths of a
second for a thousand, slowed down. The rest is to open all events before, and the digest of the whole history by noble's SHA-256.`,
  "encrypted-page newest rows painted / a plain room": `the page's own part takes about the same processor time in both. On two cores,
the worker and the threads that compile for it take a core from it while they open the rest.`,
  "encrypted-page longest task": `the view is built two rows at a time. By the clock, waiting included, some tasks of an encrypted room last
50 to 75 ms on two cores: while the worker opens the rest, they wait for one.`,
  "encrypted-page password": `noble's scrypt fills 64 MiB in 0.3 to 0.5 s here. WebCrypto has no scrypt; hash-wasm's took 0.27 s
where noble's took 0.4. A browser does it once for a room.`,
  "redis room messages a Redis core, 64 a call / a script with XADD and SPUBLISH": `the figures go with the machine's speed of the day: the
same bare script made 64,000 and 200,000 calls a second on this one, so the ratio says more. Per message, Redis stores two fields (the
event, and its nonce with its result) and publishes the text to two nodes; of a call with one message, half is the call itself.`,
  "redis catch-up of 50 missed": `of 0.4 ms, 0.18 is the script that reads (0.05 in Redis), the way to Redis and back
and its client's decoding; the node decodes, keeps and delivers the events in the rest, at 3 µs each. With the machine's speed of the
moment, the same code took 0.38 to 0.55 ms.`,
  "redis p50 at 10,000 deliveries/s, two nodes / one node without Redis": `two nodes, the Redis and the generator share two cores, and
a message waits for each of them in turn: for the first node, which writes to its fifty sockets before the second one has the core. Each
node makes the system calls that bare Bun with Redis makes and no other. With 10 ms between two messages, whatever one touches is out of
the core's caches by the next: a function that takes 1 µs in a loop takes 20 then, a write to a socket 30 instead of 5, and Redis's script
0.12 ms. Half of a node's time is the kernel's, which writes to fifty sockets. One connection for commands and channels, which
RESP3 allows, was measured to save nothing, and a subscribed one is cut off by Redis's \`client-output-buffer-limit\` when an answer is
large.`,
};
