// What plugin.ts makes while the client is built.
declare module "virtual:emoji" {
  /** Each language's packed emoji, by its code. */
  const loaders: Readonly<Record<string, () => Promise<{ default: string }>>>;
  export default loaders;
}
