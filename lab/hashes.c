/* Hash functions over the text of a key, an int's being its digits. */
#include "hashes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct Bytes {
    const unsigned char *data;
    size_t size;
    char digits[24]; /* of an int */
} Bytes;

/* The caller keeps the key, whose bytes they are. */
static int bytes_of(RcObject *key, Bytes *bytes)
{
    if (RcInt_Check(key)) {
        bytes->size = (size_t)snprintf(bytes->digits, sizeof bytes->digits, "%lld", RcInt_AsLongLong(key));
        bytes->data = (const unsigned char *)bytes->digits;
        return 0;
    }
    Rc_ssize_t size = 0;
    bytes->data = (const unsigned char *)RcStr_AsUTF8AndSize(key, &size);
    bytes->size = (size_t)size;
    return bytes->data != NULL ? 0 : -1;
}

static uint64_t fnv1a(const Bytes *bytes)
{
    uint64_t hash = 14695981039346656037U;
    for (size_t i = 0; i < bytes->size; i++) {
        hash = (hash ^ bytes->data[i]) * 1099511628211U;
    }
    return hash;
}

static uint64_t djb2(const Bytes *bytes)
{
    uint64_t hash = 5381;
    for (size_t i = 0; i < bytes->size; i++) {
        hash = hash * 33 + bytes->data[i];
    }
    return hash;
}

static uint64_t sdbm(const Bytes *bytes)
{
    uint64_t hash = 0;
    for (size_t i = 0; i < bytes->size; i++) {
        hash = hash * 65599 + bytes->data[i];
    }
    return hash;
}

static uint64_t first(const Bytes *bytes)
{
    return bytes->size > 0 ? bytes->data[0] : 0;
}

static uint64_t length(const Bytes *bytes)
{
    return bytes->size;
}

#define HASH_FUNCTION(name)                                                                     \
    static RcObject *call_##name(RcObject *unused, RcObject *key)                               \
    {                                                                                           \
        Rc_UNUSED(unused);                                                                      \
        Bytes bytes;                                                                            \
        return bytes_of(key, &bytes) == 0 ? RcInt_FromLongLong((long long)name(&bytes)) : NULL; \
    }

HASH_FUNCTION(fnv1a)
HASH_FUNCTION(djb2)
HASH_FUNCTION(sdbm)
HASH_FUNCTION(first)
HASH_FUNCTION(length)

static RcMethodDef definitions[HASHES] = {
    {"builtin", NULL, RC_METH_O,
     "recount's own: SipHash-1-3 of a str, keyed mixing of an int; not called but asked"},
    {"fnv1a", call_fnv1a, RC_METH_O, "FNV-1a: for each byte, xor it, multiply by a prime"},
    {"djb2", call_djb2, RC_METH_O, "djb2: for each byte, times 33 plus it"},
    {"sdbm", call_sdbm, RC_METH_O, "sdbm: for each byte, times 65599 plus it"},
    {"first", call_first, RC_METH_O, "the first byte"},
    {"length", call_length, RC_METH_O, "the number of bytes"},
};

const char *hash_name(int index)
{
    return definitions[index].ml_name;
}

const char *hash_description(int index)
{
    return definitions[index].ml_doc;
}

int hash_index(const char *name)
{
    for (int i = 0; i < HASHES; i++) {
        if (strcmp(definitions[i].ml_name, name) == 0) {
            return i;
        }
    }
    return -1;
}

RcObject *make_hash(int index)
{
    return index == 0 ? Rc_NewRef(RcHashTable_BuiltinHash) : RcCFunction_New(&definitions[index], NULL);
}
