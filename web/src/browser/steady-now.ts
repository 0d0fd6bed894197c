const startedAt = Date.now() - performance.now();

/**
 * Returns the time in epoch ms as the device's clock stood when the page was loaded, counted on by a clock that nobody can
 * set. While the device sleeps it may stand still.
 */
export const steadyNow = (): number => startedAt + performance.now();
