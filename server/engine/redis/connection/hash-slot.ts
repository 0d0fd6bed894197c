// Tells which of a Cluster's slots a room is in: CRC16 of its keys' hash tag, as Redis counts it.

const SLOTS = 16_384;
const POLYNOMIAL = 0x1021;

/** @param tag what stands between the braces of a key */
export function hashSlot(tag: string): number {
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? POLYNOMIAL : 0)) & 0xffff;
  }
  return crc % SLOTS;
}
