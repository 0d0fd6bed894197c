// All benchmarks, in the order in which they run and are shown.

import { browser } from "./browser.ts";
import { cost } from "./cost.ts";
import { encrypted } from "./encrypted.ts";
import { encryptedPage } from "./encrypted-page.ts";
import { fanout } from "./fanout.ts";
import { files } from "./files.ts";
import { growth } from "./growth.ts";
import { idle } from "./idle.ts";
import { join } from "./join.ts";
import { journal } from "./journal.ts";
import { latency } from "./latency.ts";
import { logins } from "./logins.ts";
import type { Measure } from "./measure.ts";
import { page } from "./page.ts";
import { peers } from "./peers.ts";
import { post } from "./post.ts";
import { redis } from "./redis.ts";
import { rooms } from "./rooms.ts";
import { rotation } from "./rotation.ts";
import { size } from "./size.ts";
import { start } from "./start.ts";
import { storm } from "./storm.ts";
import { wheel } from "./wheel.ts";

export const MEASURES: readonly Measure[] = [
  fanout,
  peers,
  latency,
  cost,
  post,
  join,
  idle,
  storm,
  rooms,
  journal,
  encrypted,
  files,
  logins,
  wheel,
  start,
  size,
  page,
  encryptedPage,
  growth,
  browser,
  rotation,
  redis,
];
