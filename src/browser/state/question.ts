/** Something that a person is asked before it is done. */
export interface Question {
  readonly title: string;
  /** what will happen, and what will not come back */
  readonly text: string;
  /** the button that does it: a verb ("Erase"), never "OK" */
  readonly yes: string;
  /** the button that does not; "Cancel" when left out */
  readonly no?: string;
  /** whether something is lost by it */
  readonly danger?: boolean;
  readonly answer: (yes: boolean) => void;
}
