import { LanguageChoice } from "./language-choice.tsx";
import { ThemeChoice } from "./theme-choice.tsx";
import "./preferences.css";

/** The reader's own choices, for every room: language and theme. */
export function Preferences() {
  return (
    <div class="preferences">
      <LanguageChoice />
      <ThemeChoice />
    </div>
  );
}
