/* Harness: the hash table with hostile keys.
 *
 * A key is an int, a str, or a Key, whose hash and comparison do what the input says: answer honestly, answer otherwise,
 * raise, let allocations fail, or work on the very table that asks.  As long as all keys were honest the table must
 * agree with a naive model, an array searched from the front; after the first that was not, only its books must balance:
 * what Next gives, what the bins hold and what Size says must be one set of pairs. */
#include "fuzz.h"

#include <recount/hashtable.h>
#include <string.h>

#define KEYS 24
#define DEPTH 3 /* of operations inside of operations */

typedef struct Key {
    RcObject_HEAD
    int identity;
} Key;

static Input *script;   /* what keys read, too */
static RcObject *table; /* that all work on */
static RcObject *keys[KEYS];
static int identities[KEYS]; /* keys are the same if these are */
static int depth;
static int honest; /* so far */

static struct {
    int keys[KEYS];
    RcObject *values[KEYS]; /* borrowed: immortal small ints */
    int length;
} model;

static void step(void);

/* 1: the key misbehaves now, and an error is set for -1. */
static int misbehave(void)
{
    int kind = honest ? choose(script, 64) : choose(script, 8);
    if (kind > 3) {
        return 0;
    }
    honest = 0;
    if (kind == 0) {
        RcErr_SetString(RcExc_ValueError, "hostile");
        return -1;
    }
    if (depth < DEPTH) {
        RcObject *pending = RcErr_GetRaisedException();
        step();
        RcErr_SetRaisedException(pending);
    }
    return kind == 1;
}

static Rc_hash_t key_hash(RcObject *self)
{
    int status = misbehave();
    return status < 0 ? -1 : status > 0 ? (Rc_hash_t)next_byte(script) : ((Key *)self)->identity % 3;
}

static RcObject *key_compare(RcObject *self, RcObject *other, int operation)
{
    int identity = ((Key *)self)->identity, status = misbehave();

    if (status < 0) {
        return NULL;
    }
    if (status > 0) {
        return Rc_NewRef(choose(script, 2) ? Rc_True : Rc_NotImplemented);
    }
    if (operation != Rc_EQ || Rc_TYPE(other) != Rc_TYPE(self)) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    return Rc_NewRef(identity == ((Key *)other)->identity ? Rc_True : Rc_False);
}

/* A dealloc may do what it likes to the table, too. */
static void key_dealloc(RcObject *self)
{
    RcObject *pending = RcErr_GetRaisedException();
    if (!honest && table != NULL && depth < DEPTH && choose(script, 4) == 0) {
        step();
    }
    RcErr_SetRaisedException(pending);
    RcObject_Del(self);
}

static RcTypeObject Key_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "fuzz.Key",
    .tp_basicsize = sizeof(Key),
    .tp_dealloc = key_dealloc,
    .tp_hash = key_hash,
    .tp_richcompare = key_compare,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

/* Same: of one type and equal.  Pairs of the same identity are among the keys of each type. */
static RcObject *new_key(int type, int identity)
{
    Key *key;

    switch (type) {
    case 0:
        return RcInt_FromLong(1000L * identity);
    case 1:
        return RcStr_FromFormat("key %d", identity);
    default:
        key = RcObject_New(Key, &Key_Type);
        EXPECT(key != NULL);
        key->identity = identity;
        return RC_OBJECT_CAST(key);
    }
}

static RcObject *value_of(int i)
{
    RcObject *value = RcInt_FromLong(i % 100);
    Rc_DECREF(value); /* a small one is immortal */
    return value;
}

/* ---- The model ---- */

static int model_find(int key)
{
    for (int i = 0; i < model.length; i++) {
        if (identities[model.keys[i]] == identities[key]) {
            return i;
        }
    }
    return -1;
}

static void model_set(int key, RcObject *value)
{
    int at = model_find(key);
    if (at < 0) {
        at = model.length++;
        model.keys[at] = key;
    }
    model.values[at] = value;
}

static void model_remove(int at)
{
    model.length--;
    for (int i = at; i < model.length; i++) {
        model.keys[i] = model.keys[i + 1];
        model.values[i] = model.values[i + 1];
    }
}

/* Was the operation out of memory, or stopped by a key?  Then the model stays. */
static int stopped(int status)
{
    RcMem_SetFailAfter(0);
    if (status >= 0) {
        EXPECT(!RcErr_Occurred());
        return 0;
    }
    EXPECT(!honest || RcErr_ExceptionMatches(RcExc_MemoryError) || RcErr_ExceptionMatches(RcExc_KeyError));
    return fuzz_outcome(1);
}

/* ---- Operations ---- */

static void do_set(int key)
{
    RcObject *value = value_of((int)next_byte(script));
    if (!stopped(RcHashTable_SetItem(table, keys[key], value))) {
        model_set(key, value);
    }
}

static void do_set_default(int key)
{
    RcObject *value = value_of((int)next_byte(script)), *found = NULL;
    int at = model_find(key), status = RcHashTable_SetDefaultRef(table, keys[key], value, &found);
    if (stopped(status)) {
        EXPECT(found == NULL);
        return;
    }
    if (honest) {
        EXPECT(status == (at >= 0) && found == (at >= 0 ? model.values[at] : value));
        if (at < 0) {
            model_set(key, value);
        }
    }
    Rc_DECREF(found);
}

static void do_get(int key)
{
    RcObject *found = table;
    int at = model_find(key), status = RcHashTable_GetItemRef(table, keys[key], &found);
    if (stopped(status)) {
        EXPECT(found == NULL);
        return;
    }
    EXPECT((status == 1) == (found != NULL));
    EXPECT(!honest || found == (at >= 0 ? model.values[at] : NULL));
    Rc_XDECREF(found);
}

static void do_contains(int key)
{
    int at = model_find(key), status = RcHashTable_Contains(table, keys[key]);
    if (!stopped(status)) {
        EXPECT(!honest || status == (at >= 0));
    }
}

static void do_delete(int key)
{
    int at = model_find(key), status = RcHashTable_DelItem(table, keys[key]);
    int missing = status < 0 && RcErr_ExceptionMatches(RcExc_KeyError);
    if (!stopped(status) && honest) {
        EXPECT(at >= 0);
        model_remove(at);
    } else if (missing && honest) {
        EXPECT(at < 0);
    }
}

static void do_pop(int key)
{
    RcObject *found = NULL;
    int at = model_find(key), status = RcHashTable_Pop(table, keys[key], &found);
    if (stopped(status)) {
        return;
    }
    if (honest) {
        EXPECT(status == (at >= 0) && found == (at >= 0 ? model.values[at] : NULL));
        if (at >= 0) {
            model_remove(at);
        }
    }
    Rc_XDECREF(found);
}

static void do_clear(void)
{
    RcHashTable_Clear(table);
    RcMem_SetFailAfter(0);
    model.length = 0;
}

/* Goes on with the copy. */
static void do_copy(void)
{
    RcObject *copy = RcHashTable_Copy(table), *old = table;
    if (!stopped(copy == NULL ? -1 : 0)) {
        EXPECT(!honest || RcHashTable_Size(copy) == RcHashTable_Size(table));
        table = copy;
        Rc_DECREF(old);
    }
}

static void do_update(int key)
{
    RcObject *other = RcHashTable_NewWith(1 + choose(script, 9), 1.0, NULL),
             *value = value_of((int)next_byte(script));
    if (other != NULL && RcHashTable_SetItem(other, keys[key], value) == 0) {
        if (!stopped(RcHashTable_Update(table, other))) {
            model_set(key, value);
        }
    } else {
        stopped(-1);
    }
    Rc_XDECREF(other);
}

/* Several keys at a time.  A failure in the middle leaves the first of them done, so none may fail here. */
static void do_many(int key)
{
    int count = 1 + choose(script, 8), at;
    RcObject *values[8] = {0}, *many[8];

    RcMem_SetFailAfter(0);
    for (int i = 0; i < count; i++) {
        many[i] = Rc_NewRef(keys[(key + i) % KEYS]);
        values[i] = value_of(i);
    }
    if (choose(script, 2)) {
        if (!stopped(RcHashTable_SetMany(table, many, values, count))) {
            for (int i = 0; i < count; i++) {
                model_set((key + i) % KEYS, values[i]);
            }
        }
    } else if (!stopped(RcHashTable_GetMany(table, many, count, values) < 0 ? -1 : 0)) {
        for (int i = 0; i < count; i++) {
            at = model_find((key + i) % KEYS);
            EXPECT(!honest || values[i] == (at >= 0 ? model.values[at] : NULL));
            Rc_XDECREF(values[i]);
        }
    }
    for (int i = 0; i < count; i++) {
        Rc_DECREF(many[i]);
    }
}

/* Along an iterator, while the keys' comparisons are at work. */
static void do_iterate(int key)
{
    RcObject *iterator = RcObject_GetIter(table), *item = NULL;
    int status = 1;

    if (stopped(iterator == NULL ? -1 : 0)) {
        return;
    }
    for (int i = 0; status > 0 && i < 2 * KEYS; i++) {
        status = RcIter_NextItem(iterator, &item);
        fuzz_outcome(status < 0);
        if (item != NULL && !honest && i == key) {
            (void)RcHashTable_Contains(table, item);
            RcErr_Clear();
        }
        Rc_XDECREF(item);
    }
    Rc_DECREF(iterator);
}

/* Equal to itself and to a copy; and what is read of it in one piece. */
static void do_compare(void)
{
    RcObject *copy = RcHashTable_Copy(table), *text;

    if (stopped(copy == NULL ? -1 : 0)) {
        return;
    }
    int status = RcObject_RichCompareBool(table, copy, Rc_EQ);
    if (!stopped(status)) {
        EXPECT(!honest || status == 1);
    }
    text = RcObject_Repr(table);
    fuzz_outcome(text == NULL);
    Rc_XDECREF(text);
    Rc_DECREF(copy);
}

/* Keys that nobody else holds come, and old ones go for good. */
static void do_renew(int key)
{
    RcObject *old = keys[key];
    if (honest && model_find(key) >= 0) {
        return; /* the model knows keys by their index */
    }
    RcMem_SetFailAfter(0);
    keys[key] = new_key(identities[key] / 100, identities[key] % 100);
    Rc_DECREF(old);
}

/* ---- What must hold ---- */

static void check(void)
{
    Rc_ssize_t pos = 0, count = 0, in_bins = 0, bins = RcHashTable_Bins(table);
    RcObject *key, *value, *list;

    while (RcHashTable_Next(table, &pos, &key, &value) > 0) {
        EXPECT(Rc_REFCNT(key) > 0 && Rc_REFCNT(value) > 0);
        if (honest) {
            EXPECT(count < model.length && key == keys[model.keys[count]] && value == model.values[count]);
        }
        count++;
    }
    EXPECT(count == RcHashTable_Size(table) && (!honest || count == model.length));
    for (Rc_ssize_t i = 0; i < bins && bins < 1000; i++) {
        list = RcHashTable_BinKeys(table, i);
        EXPECT(list != NULL);
        in_bins += RcList_GET_SIZE(list);
        Rc_DECREF(list);
    }
    EXPECT(bins >= 1000 || in_bins == count);
}

static void step(void)
{
    static void (*const with_key[])(int) = {do_set,    do_set,      do_set,     do_set_default,
                                            do_get,    do_contains, do_delete,  do_pop,
                                            do_update, do_many,     do_iterate, do_renew};
    int operation = choose(script, 15), key = choose(script, KEYS);
    unsigned failure = next_byte(script);
    RcObject *held = Rc_NewRef(table), *held_key = Rc_NewRef(keys[key]);

    depth++;
    RcMem_SetFailAfter(failure < 32 ? (Rc_ssize_t)failure % 4 + 1 : 0);
    if (operation < 12) {
        with_key[operation](key);
    } else if (operation == 12) {
        do_compare();
    } else if (operation == 13) {
        do_copy();
    } else if (failure % 4 == 0) {
        do_clear();
    }
    RcMem_SetFailAfter(0);
    depth--;
    Rc_DECREF(held_key);
    Rc_DECREF(held);
}

void fuzz_configure(Input *input, RcConfig *config)
{
    Rc_UNUSED(input);
    Rc_UNUSED(config);
}

void fuzz_one(Input *input)
{
    RcObject *last;

    script = input;
    honest = 1;
    depth = model.length = 0;
    EXPECT(RcType_Ready(&Key_Type) == 0);
    for (int i = 0; i < KEYS; i++) {
        int bits = (int)next_byte(input);
        identities[i] = bits % 3 * 100 + bits / 3 % 20;
        keys[i] = new_key(identities[i] / 100, identities[i] % 100);
    }
    table = RcHashTable_NewWith(1 + choose(input, 16), (1 + choose(input, 10)) / 10.0, NULL);
    EXPECT(table != NULL);
    while (!at_end(input)) {
        step();
        if (depth == 0) {
            RcErr_Clear();
            check();
        }
    }
    last = table;
    table = NULL;
    Rc_DECREF(last);
    for (int i = 0; i < KEYS; i++) {
        Rc_DECREF(keys[i]);
    }
}
