import { LanguageChoice } from "./language-choice.tsx";
import { ThemeChoice } from "./theme-choice.tsx";
import "./preferences.css";

/** Shows the reader's own choices for all rooms: language and theme. */
export function Preferences() {
  return (
    <div class="preferences">
      <LanguageChoice />
      <ThemeChoice />
    </div>
  );
}
