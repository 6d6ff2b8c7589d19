/* memcpy, memmove, memset and strlen, for firmware that links no C library. Small, not fast. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

void *memcpy(void *to, const void *from, size_t length) {
  uint8_t *t = to;
  const uint8_t *f = from;
  while (length-- > 0) *t++ = *f++;
  return to;
}

void *memmove(void *to, const void *from, size_t length) {
  uint8_t *t = to;
  const uint8_t *f = from;
  if (t < f) return memcpy(to, from, length); /* which goes upwards */
  while (length-- > 0) t[length] = f[length];
  return to;
}

void *memset(void *to, int value, size_t length) {
  uint8_t *t = to;
  while (length-- > 0) *t++ = (uint8_t)value;
  return to;
}

size_t strlen(const char *text) {
  const char *end = text;
  while (*end) end++;
  return (size_t)(end - text);
}
