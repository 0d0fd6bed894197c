// What every reader chooses for themselves: language and look.
import { LanguageChoice } from "./language-choice.tsx";
import { ThemeChoice } from "./theme-choice.tsx";
import "./choices.css";

export function Choices() {
  return (
    <div class="choices">
      <LanguageChoice />
      <ThemeChoice />
    </div>
  );
}
