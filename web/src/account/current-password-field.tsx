import { onMount } from "solid-js";
import { t } from "../i18n/t.ts";

/**
 * Asks for the password as it is. It is shown, with the focus, once the server has asked for it.
 * @param props.problemId the element that says what is wrong with it
 */
export function CurrentPasswordField(props: { id: string; isWrong: boolean; problemId: string }) {
  let input!: HTMLInputElement;
  onMount(() => input.focus());
  return (
    <>
      <label for={props.id}>{t().currentPassword}</label>
      <input
        ref={input}
        id={props.id}
        name="currentPassword"
        type="password"
        required
        maxlength="1024"
        autocomplete="current-password"
        aria-invalid={props.isWrong}
        aria-describedby={props.problemId}
      />
    </>
  );
}
