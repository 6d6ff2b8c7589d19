// The instructions that the back end has, by their bits as ARM's manual draws them (ARMv7-M Architecture Reference Manual, A5
// to A7): encode.ts makes half words by this table, and the validator reads them back by it. What is right in it, GNU as says
// (`node build/test/thumb/check-encoder.js`).
//
// By name, its forms, the shortest first. A letter is a bit of an operand: of the result's register d, those of the operands a
// and b, a number. A capital is the lowest bit of a float register. An operand without letters has to be the same register as d
// or, with `sp`, the stack pointer. Numbers: i as it is; z if it is not 0; w in words; o as Thumb-2's constants, v as VMOV's. s says whether flags
// are set.
//
// Behind the bits is what an instruction without s does to the flags: `results` sets them by its result, `changes` changes
// them, `compares` is there for them alone.
export const INSTRUCTIONS = {
  mov: ["01000110daaaaddd"],
  movi: ["00100dddiiiiiiii changes", "11110o00010011110oooddddoooooooo"],
  mvni: ["11110o00011011110oooddddoooooooo"],
  movw: ["11110i100100llll0iiiddddiiiiiiii"],
  movt: ["11110i101100llll0iiiddddiiiiiiii"],
  mvn: ["0100001111aaaddd results", "11101010011011110000dddd0000aaaa"],
  neg: ["0100001001aaaddd results"],
  cmp: ["0100001010bbbaaa compares", "01000101abbbbaaa compares"],
  cmpi: ["00101aaaiiiiiiii compares", "11110o011011aaaa0ooo1111oooooooo compares"],
  cmni: ["11110o010001aaaa0ooo1111oooooooo compares"],
  add: [
    "0001100bbbaaaddd results",
    "01000100dbbbbddd",
    "01000100daaaaddd",
    "11101011000saaaa0000dddd0000bbbb",
  ],
  addi: [
    "00110dddiiiiiiii results",
    "0001110iiiaaaddd results",
    "101100000wwwwwww sp",
    "11110o01000saaaa0oooddddoooooooo",
  ],
  addw: ["11110i100000aaaa0iiiddddiiiiiiii"],
  addsh: ["111010110000aaaa0iiiddddii00bbbb"],
  sub: ["0001101bbbaaaddd results", "11101011101saaaa0000dddd0000bbbb"],
  subi: [
    "00111dddiiiiiiii results",
    "0001111iiiaaaddd results",
    "101100001wwwwwww sp",
    "11110o01101saaaa0oooddddoooooooo",
  ],
  subw: ["11110i101010aaaa0iiiddddiiiiiiii"],
  mul: ["0100001101bbbddd results", "0100001101aaaddd results", "111110110000aaaa1111dddd0000bbbb"],
  mulh: ["111110111010aaaa1100dddd0000bbbb"], // UMULL, whose lower half goes to r12
  clz: ["111110101011bbbb1111dddd1000aaaa"], // a and b are the same
  and: ["0100000000bbbddd results", "0100000000aaaddd results", "11101010000saaaa0000dddd0000bbbb"],
  andi: ["11110o00000saaaa0oooddddoooooooo"],
  bic: ["0100001110bbbddd results", "11101010001saaaa0000dddd0000bbbb"],
  bici: ["11110o00001saaaa0oooddddoooooooo"],
  or: ["0100001100bbbddd results", "0100001100aaaddd results", "11101010010saaaa0000dddd0000bbbb"],
  ori: ["11110o000100aaaa0oooddddoooooooo"],
  orni: ["11110o000110aaaa0oooddddoooooooo"],
  xor: ["0100000001bbbddd results", "0100000001aaaddd results", "11101010100saaaa0000dddd0000bbbb"],
  xori: ["11110o001000aaaa0oooddddoooooooo"],
  xor_shl: ["111010101000aaaa0iiiddddii00bbbb"],
  xor_shr_u: ["111010101000aaaa0zzzddddzz01bbbb"],
  xor_shr_s: ["111010101000aaaa0zzzddddzz10bbbb"],
  shl: ["00000iiiiiaaaddd results", "11101010010s11110iiiddddii00aaaa"],
  shr_u: ["00001zzzzzaaaddd results", "11101010010s11110zzzddddzz01aaaa"],
  shr_s: ["00010zzzzzaaaddd results", "11101010010s11110zzzddddzz10aaaa"],
  shl_by: ["0100000010bbbddd results", "111110100000aaaa1111dddd0000bbbb"],
  shr_u_by: ["0100000011bbbddd results", "111110100010aaaa1111dddd0000bbbb"],
  shr_s_by: ["0100000100bbbddd results", "111110100100aaaa1111dddd0000bbbb"],
  ubfx: ["111100111100aaaa0000dddd000iiiii"], // from bit 0 on, one bit more than i

  ldr_pc: ["01001dddwwwwwwww"],
  ldr_pc_wide: ["11111000u1011111ddddiiiiiiiiiiii"], // u: up, to a higher address
  ldr: ["01101wwwwwaaaddd", "10011dddwwwwwwww sp", "111110001101aaaaddddwwwwwwwwww00"],
  str: ["01100wwwwwbbbaaa", "10010aaawwwwwwww sp", "111110001100bbbbaaaawwwwwwwwww00"],
  push: ["1011010rllllllll"], // r: lr, of the pop pc
  push_wide: ["1110100100101101llllllllllllllll"],
  pop: ["1011110rllllllll"],
  pop_wide: ["1110100010111101llllllllllllllll"],
  push_one: ["1111100001001101aaaa110100000100"],
  pop_one: ["1111100001011101aaaa101100000100"],

  b: ["11100hhhhhhhhhhh"], // h: half words from pc
  b_on: ["1101cccchhhhhhhh"],
  b_wide: ["11110shhhhhhhhhh10j1khhhhhhhhhhh"],
  b_on_wide: ["11110scccchhhhhh10j0khhhhhhhhhhh"],
  bl: ["11110shhhhhhhhhh11j1khhhhhhhhhhh"],
  ret: ["0100011101110000"], // BX lr
  it: ["10111111cccc1000"],
  nop: ["1011111100000000"],

  fmov: ["111011101D110000dddd101001A0aaaa"],
  fconst: ["111011101D11vvvvdddd10100000vvvv"],
  fadd: ["111011100D11aaaadddd1010A0B0bbbb"],
  fsub: ["111011100D11aaaadddd1010A1B0bbbb"],
  fmul: ["111011100D10aaaadddd1010A0B0bbbb"],
  fdiv: ["111011101D00aaaadddd1010A0B0bbbb"],
  fneg: ["111011101D110001dddd101001A0aaaa"],
  fabs: ["111011101D110000dddd101011A0aaaa"],
  fsqrt: ["111011101D110001dddd101011A0aaaa"],
  cvts: ["111011101D111000dddd101011A0aaaa"],
  cvtu: ["111011101D111000dddd101001A0aaaa"],
  tof: ["111011100000ddddaaaa1010D0010000"],
  tor: ["111011100001aaaadddd1010A0010000"],
  fcmp: ["111011101A110100aaaa101001B0bbbb"],
  fcmp_0: ["111011101A110101aaaa101001000000"],
  vmrs: ["11101110111100011111101000010000 compares"], // a comparison of floats comes to the flags
  vldr_pc: ["11101101uD011111dddd1010wwwwwwww"],
  vldr: ["111011011D01aaaadddd1010wwwwwwww"],
  vstr: ["111011011A00bbbbaaaa1010wwwwwwww"],
  vpush: ["111011010A101101aaaa1010iiiiiiii"], // i registers from a on
  vpop: ["111011001A111101aaaa1010iiiiiiii"],
} as const satisfies Record<string, readonly string[]>;

export type Mnemonic = keyof typeof INSTRUCTIONS;
