// What a picture is, and a small one of it, made where it is sealed: the server can't do either in an encrypted room.

export type PictureFacts = { readonly width: number; readonly height: number; readonly thumbnail?: Blob };

/** Stands behind the type of a thumbnail, so that lists of files can leave it out. */
export const THUMBNAIL_PURPOSE = ";purpose=thumbnail";

/** As sharp as the row of a message shows it on a phone. */
const THUMBNAIL_SIDE = 900;
/** A picture that is smaller than this is shown by itself. */
const MIN_BYTES = 300_000;
/** A thumbnail that saves less than this isn't worth a file of its own. */
const MAX_SHARE = 0.25;
const QUALITY = 0.8;

/** These may have more than one frame: a still picture in their place would be another picture. */
const MAY_MOVE = /^image\/(?:gif|webp|avif)$/;

/** Returns undefined for what the browser can't show as a picture. */
export async function readPicture(content: Blob, type: string): Promise<PictureFacts | undefined> {
  if (!type.startsWith("image/") || globalThis.createImageBitmap === undefined) return undefined;
  const picture = await createImageBitmap(content).catch(() => undefined);
  if (picture === undefined) return undefined;
  const { width, height } = picture;
  const isLarge = content.size >= MIN_BYTES && Math.max(width, height) > THUMBNAIL_SIDE && !MAY_MOVE.test(type);
  const thumbnail = isLarge ? await drawSmall(picture, type).catch(() => undefined) : undefined;
  picture.close();
  const isWorthIt = thumbnail !== undefined && thumbnail.size <= content.size * MAX_SHARE;
  return { width, height, ...(isWorthIt && { thumbnail }) };
}

async function drawSmall(picture: ImageBitmap, type: string): Promise<Blob | undefined> {
  const scale = THUMBNAIL_SIDE / Math.max(picture.width, picture.height);
  const side = (length: number) => Math.max(1, Math.round(length * scale));
  const canvas = new OffscreenCanvas(side(picture.width), side(picture.height));
  const context = canvas.getContext("2d");
  if (context === null) return undefined;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  // JPEG has no transparency, and not every browser writes WebP: what it writes in its place is large.
  const wanted = type === "image/jpeg" ? type : "image/webp";
  const drawn = await canvas.convertToBlob({ type: wanted, quality: QUALITY });
  return drawn.type === wanted ? drawn : undefined;
}
