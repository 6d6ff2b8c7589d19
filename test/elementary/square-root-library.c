/* The library's square root as wasm3 calls it. */
#include <math.h>

float library_root(float x) { return sqrtf(x); }
