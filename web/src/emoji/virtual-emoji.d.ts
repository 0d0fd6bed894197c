// web/build/emoji-plugin.ts makes this module while the client is built.
declare module "virtual:emoji" {
  /** Loads each language's packed emoji, by language code. */
  const loaders: Readonly<Record<string, () => Promise<{ default: string }>>>;
  export default loaders;
}
