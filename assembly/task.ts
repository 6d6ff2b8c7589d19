// What networks learn, by number.

/** one or several answers of 0 or 1: sigmoid and binary cross-entropy */
export const YES_NO: i32 = 0;
/** one class of several: softmax and cross-entropy */
export const CLASSES: i32 = 1;
/** one or several numbers: half the squared error */
export const NUMBERS: i32 = 2;
