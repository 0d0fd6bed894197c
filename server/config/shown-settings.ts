import { SETTINGS, type Setting } from "./settings.ts";

/**
 * Returns the settings as an administrator is shown them: the text that was given, or else the default.
 * @param given the texts, by field
 */
export function shownSettings(given: Readonly<Partial<Record<string, string>>>) {
  return Object.entries(SETTINGS as Record<string, Setting>).map(([field, setting]) => {
    const text = given[field];
    const unset = setting.defaultText ?? (setting.initial || "none");
    const value = text === undefined ? unset : setting.isSecret ? null : text;
    return { variable: setting.name as string, value, isSet: text !== undefined };
  });
}
