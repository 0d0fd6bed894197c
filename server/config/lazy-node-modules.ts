// Node's modules that not every start needs. Loading these three takes two milliseconds, so each is loaded on its first use.
export const fs = () => process.getBuiltinModule("node:fs");
export const paths = () => process.getBuiltinModule("node:path");
export const os = () => process.getBuiltinModule("node:os");
