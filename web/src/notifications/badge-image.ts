const SIDE_PX = 64;
const drawings = new Map<string, Promise<string>>();

/**
 * Returns the icon with a label in a disc at its corner, as the data URL of a PNG. Each label is drawn once.
 * @param icon the plain icon's address
 * @param label one or two characters
 */
export function drawBadge(icon: string, label: string): Promise<string> {
  const known = drawings.get(label) ?? draw(icon, label);
  drawings.set(label, known);
  return known;
}

async function draw(icon: string, label: string): Promise<string> {
  const image = new Image(SIDE_PX, SIDE_PX);
  image.src = icon;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE_PX;
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("This browser draws nothing.");
  pen.drawImage(image, 0, 0, SIDE_PX, SIDE_PX);
  const radius = SIDE_PX * 0.32;
  const centre = SIDE_PX - radius;
  pen.fillStyle = "#b3261e";
  pen.beginPath();
  pen.arc(centre, centre, radius, 0, 2 * Math.PI);
  pen.fill();
  pen.fillStyle = "#fff";
  pen.font = `bold ${radius * (label.length > 1 ? 1.15 : 1.5)}px sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(label, centre, centre + 2);
  return canvas.toDataURL("image/png");
}
