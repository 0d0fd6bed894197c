// A model of what Redis knows of the nodes that live.
import { MOST_COUNTED_MS, SILENT_MS } from "../../engine/redis/scripts/node-scripts.ts";
import type { Reply } from "../../engine/redis/wire-format.ts";

export class ModelledNodes {
  /** The time of each one's last beat; the oldest is the first. */
  alive = new Map<string, number>();
  time = 0;
  countedAt: number | undefined;
  view = "";
  restoring = new Set<string>();

  /** What the script does that notes a beat. */
  beat(now: number, node: string, view: string, isLast: boolean, isRestoring: boolean): Reply {
    if (this.view === "") this.view = `${now}`;
    this.time += Math.max(0, Math.min(now - (this.countedAt ?? now), MOST_COUNTED_MS));
    this.countedAt = now;
    const wasThere = this.alive.delete(node);
    if (!isLast) this.alive.set(node, this.time);
    if (isRestoring) this.restoring.add(node);
    else this.restoring.delete(node);
    let isGone = isLast && wasThere;
    for (const [one, beatAt] of this.alive) {
      if (beatAt >= this.time - SILENT_MS) break;
      isGone = this.alive.delete(one);
    }
    if (isGone) this.view = `${now}-${node}`;
    const isTold = view !== this.view && this.time >= SILENT_MS;
    const restoring = [...this.restoring].filter((one) => this.alive.has(one)).length;
    return [this.view, isLast || wasThere ? 0 : 1, restoring, ...(isTold ? this.alive.keys() : [])];
  }
}
