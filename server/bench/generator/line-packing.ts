// A frame may consist of several lines, but the generator reads one line per socket. JSON contains neither character.

export const packLines = (line: string) => line.replaceAll("\n", "\r");
export const unpackLines = (line: string) => line.replaceAll("\r", "\n");
