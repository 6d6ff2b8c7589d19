import type { App, AppState } from "../state/app-state.js";
import type { Question } from "../state/question.js";
import { Button } from "./button.js";
import { Dialog } from "./dialog.js";

/**
 * Asks a person before something is done that cannot be undone.
 * @returns whether it may be done; false when another question is already there
 */
export function confirm(app: App, question: Omit<Question, "answer">): Promise<boolean> {
  if (app.get().question) return Promise.resolve(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean): void => {
      app.update(({ question: _, ...rest }) => rest);
      resolve(yes);
    };
    app.update((state) => ({ ...state, question: { ...question, answer } }));
  });
}

/** The question that is there, if one is. */
export function QuestionDialog({ state: { question } }: { readonly state: AppState }) {
  if (!question) return null;
  const { title, text, yes, no = "Cancel", danger = false, answer } = question;
  return (
    <Dialog
      title={title}
      onClose={() => answer(false)}
      actions={
        <>
          <Button onClick={() => answer(false)}>{no}</Button>
          <Button kind={danger ? "danger" : "primary"} onClick={() => answer(true)}>
            {yes}
          </Button>
        </>
      }
    >
      <p>{text}</p>
    </Dialog>
  );
}
