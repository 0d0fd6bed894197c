/**
 * Returns when a room ends by this device's clock, epoch ms; null for a room without an end.
 * @param receivedAt when the server sent `expiresInSeconds`, epoch ms by this device's clock
 */
export function localExpiry(expiresInSeconds: number | null, receivedAt: number): number | null {
  return expiresInSeconds === null ? null : receivedAt + expiresInSeconds * 1000;
}
