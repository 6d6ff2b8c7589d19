// The operations of cores without an FPU, on float32 numbers as bits. Compiled twice: with WIDE=1 for cores that count leading
// zeros and multiply to 64 bits (Cortex-M3), with WIDE=0 for those that do not (Cortex-M0+).

export { fadd, fsub } from "./add";
export { fcmpeq, fcmple, fcmplt } from "./compare";
export { i2f, ui2f } from "./convert";
export { fdiv } from "./divide";
export { fmul } from "./multiply";
