// Every benchmark there is, in the order they are run and shown.
import type { Measure } from "./measure.ts";
import { cost } from "./measures/cost.ts";
import { fanout } from "./measures/fanout.ts";
import { idle } from "./measures/idle.ts";
import { journal } from "./measures/journal.ts";
import { latency } from "./measures/latency.ts";
import { logins } from "./measures/logins.ts";
import { page } from "./measures/page.ts";
import { rooms } from "./measures/rooms.ts";
import { size } from "./measures/size.ts";
import { startUp } from "./measures/start.ts";
import { storm } from "./measures/storm.ts";
import { wheel } from "./measures/wheel.ts";

export const MEASURES: readonly Measure[] = [
  fanout,
  latency,
  cost,
  idle,
  storm,
  rooms,
  journal,
  logins,
  wheel,
  startUp,
  size,
  page,
];
