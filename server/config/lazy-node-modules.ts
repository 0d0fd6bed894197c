// Node's modules that not every start needs: to load these takes two milliseconds.
export const fs = () => process.getBuiltinModule("node:fs");
export const paths = () => process.getBuiltinModule("node:path");
export const os = () => process.getBuiltinModule("node:os");
