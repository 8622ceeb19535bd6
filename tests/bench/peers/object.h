/* The objects that C tables are measured with: counted strs with their hash, ints, floats.  The least that does
 * what CPython's and recount's objects do in a table, so what is compared is the table. */
#ifndef BENCH_OBJECT_H
#define BENCH_OBJECT_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef enum Kind { KIND_STR, KIND_INT, KIND_FLOAT } Kind;

typedef struct Object {
    size_t count;
    Kind kind;
    uint32_t length; /* of a str */
    uint64_t hash;   /* of a str; the int; the float's bits */
    char text[];
} Object;

static inline Object *object_new(Kind kind, uint64_t content, const char *text, size_t length)
{
    Object *object = (Object *)malloc(sizeof(Object) + (kind == KIND_STR ? length + 1 : 0));
    if (object == NULL) {
        abort();
    }
    object->count = 1;
    object->kind = kind;
    object->length = (uint32_t)length;
    object->hash = content;
    if (kind == KIND_STR) {
        memcpy(object->text, text, length);
        object->text[length] = 0;
    }
    return object;
}

static inline Object *object_acquire(Object *object)
{
    object->count++;
    return object;
}

static inline void object_release(Object *object)
{
    if (--object->count == 0) {
        free(object);
    }
}

/* A bijection that scatters: neighbouring ints come apart. */
static inline uint64_t object_hash(const Object *object)
{
    uint64_t hash = object->hash;
    if (object->kind == KIND_STR) {
        return hash;
    }
    hash = (hash ^ (hash >> 32)) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 32);
}

static inline int object_equal(const Object *a, const Object *b)
{
    if (a == b) {
        return 1;
    }
    return a->hash == b->hash && a->kind == b->kind && a->length == b->length &&
           (a->kind != KIND_STR || memcmp(a->text, b->text, a->length) == 0);
}

/* What table.c makes its keys and values with. */
static inline void peer_start(void)
{
}

/* FNV-1a: it is computed once, before anything is measured. */
static inline Object *object_str(const char *text, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    }
    return object_new(KIND_STR, hash ^ (hash >> 32), text, length);
}

static inline Object *object_int(int64_t value)
{
    return object_new(KIND_INT, (uint64_t)value, NULL, 0);
}

static inline Object *object_float(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return object_new(KIND_FLOAT, bits, NULL, 0);
}

#endif
