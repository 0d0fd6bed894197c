// What the Redis engine counts for /metrics. Rule D60.
import { Histogram } from "../../../chat/lib/histogram.ts";
import type { SharedEngineStats } from "../../../chat/lib/ports.ts";

export class RedisStats implements SharedEngineStats {
  readonly lag = new Histogram();
  readonly commands = new Histogram();
  gapsRead = 0;
  silentSubscribers = 0;
  reconnects = 0;
}
