import { expect, test } from "bun:test";
import { LoadMeter } from "./load-meter.ts";

test("N35: the load is that of the last whole period: its share of a core, and its longest wait", () => {
  let cpu = 5_000_000;
  const meter = new LoadMeter(1000, () => cpu);
  expect([meter.cpuShare, meter.loopLagMs]).toEqual([0, 0]);
  cpu += 2_500_000;
  for (const ms of [3, 40, 7]) meter.noteLag(ms);
  expect(meter.loopLagMs).toBe(0);
  meter.endPeriod(11_000);
  expect([meter.cpuShare, meter.loopLagMs]).toEqual([0.25, 40]);
  meter.noteLag(2);
  meter.endPeriod(21_000);
  expect([meter.cpuShare, meter.loopLagMs]).toEqual([0, 2]);
});
