// What the bindings need of a C library. Nothing is given back: the guest lives for one call.

#include "stdlib.h"
#include "string.h"

extern unsigned char __heap_base;
static size_t top;

// The size of each piece stands before it.
void *malloc(size_t size) {
    if (top == 0) top = ((size_t)&__heap_base + 15) & ~(size_t)15;
    size_t at = top + 16;
    top = (at + size + 15) & ~(size_t)15;
    size_t pages = (top + 65535) / 65536, have = __builtin_wasm_memory_size(0);
    if (pages > have && __builtin_wasm_memory_grow(0, pages - have) == (size_t)-1) abort();
    *(size_t *)(at - 16) = size;
    return (void *)at;
}

void *calloc(size_t count, size_t size) {
    return memset(malloc(count * size), 0, count * size);
}

void *realloc(void *old, size_t size) {
    void *new = malloc(size);
    if (old == 0) return new;
    size_t had = *(size_t *)((char *)old - 16);
    return memcpy(new, old, had < size ? had : size);
}

void free(void *old) {}

void abort(void) { __builtin_trap(); }

void *memcpy(void *to, const void *from, size_t size) {
    for (size_t i = 0; i < size; i++) ((volatile char *)to)[i] = ((const char *)from)[i];
    return to;
}

void *memset(void *at, int value, size_t size) {
    for (size_t i = 0; i < size; i++) ((volatile char *)at)[i] = (char)value;
    return at;
}

size_t strlen(const char *text) {
    size_t size = 0;
    while (text[size]) size++;
    return size;
}
