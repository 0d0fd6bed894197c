// What every reader chooses for themselves: language and look.
import { LanguageChoice } from "./languagechoice.tsx";
import { ThemeChoice } from "./themechoice.tsx";
import "./choices.css";

export function Choices() {
  return (
    <div class="choices">
      <LanguageChoice />
      <ThemeChoice />
    </div>
  );
}
