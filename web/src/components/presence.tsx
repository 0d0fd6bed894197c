// One line for everybody who came and went between two messages.
import type { Presence as Line } from "../room/presence.ts";

/** A crowd is a number. */
const NAMED = 3;

function people(names: readonly string[]): string {
  if (names.length > NAMED) return `${names.length} people`;
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

export function Presence(props: { line: Line }) {
  const said = () =>
    [
      props.line.joined.length > 0 && `${people(props.line.joined)} joined`,
      props.line.left.length > 0 && `${people(props.line.left)} left`,
    ]
      .filter(Boolean)
      .join(", ");
  return (
    <p class="transcript-note" dir="auto">
      {said()}
    </p>
  );
}
