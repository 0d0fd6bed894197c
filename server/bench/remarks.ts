// What has to be said about figures that the figures don't say: by measure, or by the bound that is missed.

export const REMARKS: Readonly<Record<string, string>> = {};
