// Text as it looks: characters that may be taken for each other become the same (Unicode's confusables, UTS #39). Of the
// package only the data is used: its own function makes one pattern of all 6,000 of them, which holds up a start for 50 ms.

export async function loadSkeleton(): Promise<(text: string) => string> {
  const { default: data } = await import("unhomoglyph/data.json");
  const looks = new Map(Object.entries(data));
  return (text) => {
    let skeleton = "";
    for (const character of text) skeleton += looks.get(character) ?? character;
    return skeleton;
  };
}
