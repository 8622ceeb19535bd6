/* Functions that the library calls: deallocs, hash functions, calls, comparisons, weak references' callbacks, finalizers,
 * iterators, attributes, destructors of capsules; and calls of the library by addresses.  Each changes counts on lines of
 * its own, while a line of main is under way; the program asserts what they are.  true_counts.py compares them with those
 * that `recount run` tells. */
#include <recount/recount.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNT(op, expected) check(Rc_REFCNT(op), (expected), #op, __LINE__)

static RcObject *witness; /* owned by main; callbacks count it */
static RcObject *kept;    /* owned, or NULL: what a callback has kept */
static int calls;

static void check(Rc_ssize_t count, Rc_ssize_t expected, const char *what, int line)
{
    if (count != expected) {
        fprintf(stderr, "line %d: the count of %s is %zd, not %zd\n", line, what, count, expected);
        exit(1);
    }
}

/* -- a type with every slot that runs on its own -- */

typedef struct Box {
    RcObject_HEAD
    RcObject *value; /* owned */
    RcObject *weakrefs;
} Box;

static int box_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Box *)op)->value);
    return 0;
}

static int box_clear(RcObject *op)
{
    Rc_CLEAR(((Box *)op)->value);
    return 0;
}

/* The first time the object is brought back. */
static void box_finalize(RcObject *op)
{
    if (kept == NULL) {
        kept = Rc_NewRef(op);
    }
}

static void box_dealloc(RcObject *op)
{
    if (RcObject_CallFinalizerFromDealloc(op) < 0) {
        return; /* alive again */
    }
    RcObject_GC_UnTrack(op);
    RcObject_ClearWeakRefs(op);
    Rc_INCREF(witness);
    box_clear(op);
    Rc_DECREF(witness);
    RcObject_GC_Del(op);
}

static Rc_hash_t box_hash(RcObject *op)
{
    RcObject *value = Rc_NewRef(((Box *)op)->value);
    Rc_hash_t hash = RcObject_Hash(value);
    Rc_DECREF(value);
    return hash;
}

static RcObject *box_richcompare(RcObject *left, RcObject *right, int operation)
{
    if (!Rc_IS_TYPE(right, Rc_TYPE(left))) {
        Rc_RETURN_NOTIMPLEMENTED;
    }
    RcObject *mine = Rc_NewRef(((Box *)left)->value), *other = Rc_NewRef(((Box *)right)->value);
    RcObject *result = RcObject_RichCompare(mine, other, operation);
    Rc_DECREF(other);
    Rc_DECREF(mine);
    return result;
}

/* Calling a box: it takes what it is given, and returns what it had. */
static RcObject *box_call(RcObject *op, RcObject *args, RcObject *kwargs)
{
    Box *box = (Box *)op;
    RcObject *given, *had = box->value;
    if (kwargs != NULL || !RcArg_ParseTuple(args, "O:box", &given)) {
        return NULL;
    }
    box->value = Rc_NewRef(given);
    return had;
}

/* Iterating over a box gives its value, again and again, three times. */
static RcObject *box_iter(RcObject *op)
{
    calls = 0;
    return Rc_NewRef(op);
}

static RcObject *box_next(RcObject *op)
{
    return calls++ < 3 ? Rc_NewRef(((Box *)op)->value) : NULL;
}

static RcObject *box_getattro(RcObject *op, RcObject *name)
{
    if (!RcStr_EqualToUTF8(name, "value")) {
        return RcObject_GenericGetAttr(op, name);
    }
    return Rc_NewRef(((Box *)op)->value);
}

static int box_setattro(RcObject *op, RcObject *name, RcObject *value)
{
    Rc_UNUSED(name);
    Rc_XSETREF(((Box *)op)->value, Rc_XNewRef(value));
    return 0;
}

static RcTypeObject Box_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "Box",
    .tp_basicsize = sizeof(Box),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_weaklistoffset = offsetof(Box, weakrefs),
    .tp_traverse = box_traverse,
    .tp_clear = box_clear,
    .tp_finalize = box_finalize,
    .tp_dealloc = box_dealloc,
    .tp_hash = box_hash,
    .tp_richcompare = box_richcompare,
    .tp_call = box_call,
    .tp_iter = box_iter,
    .tp_iternext = box_next,
    .tp_getattro = box_getattro,
    .tp_setattro = box_setattro,
};

/* Result new; keeps the value. */
static RcObject *box_new(RcObject *value)
{
    Box *box = RcObject_GC_New(Box, &Box_Type);
    box->value = Rc_NewRef(value);
    box->weakrefs = NULL;
    RcObject_GC_Track(box);
    return (RcObject *)box;
}

/* -- functions -- */

/* Keeps its argument, and gives back what it has kept before. */
static RcObject *keep(RcObject *self, RcObject *arg)
{
    Rc_UNUSED(self);
    RcObject *before = kept;
    kept = Rc_NewRef(arg);
    return before != NULL ? before : Rc_NewRef(Rc_None);
}

/* A hash function that empties what was kept. */
static RcObject *hash_it(RcObject *self, RcObject *key)
{
    Rc_UNUSED(self);
    Rc_CLEAR(kept);
    Rc_INCREF(key);
    RcObject *hash = RcInt_FromSsize_t(RcStr_GetLength(key) + 5000);
    Rc_DECREF(key);
    return hash;
}

static RcObject *on_death(RcObject *self, RcObject *weak)
{
    Rc_INCREF(self);
    COUNT(self, 3); /* main's, this function's, its own */
    RcObject *gone;
    check(RcWeakref_GetRef(weak, &gone), 0, "the number of objects that it is of", __LINE__);
    Rc_DECREF(self);
    Rc_RETURN_NONE;
}

static RcMethodDef keep_definition = {"keep", keep, RC_METH_O, NULL};
static RcMethodDef hash_definition = {"hash_it", hash_it, RC_METH_O, NULL};
static RcMethodDef death_definition = {"on_death", on_death, RC_METH_O, NULL};

static void on_capsule(RcObject *capsule)
{
    RcObject *held = RcCapsule_GetPointer(capsule, "witness");
    COUNT(held, 2);
    Rc_DECREF(held);
}

/* -- what calls them -- */

static void deallocs(void)
{
    RcObject *inner = box_new(witness);
    RcObject *outer = box_new(inner);
    COUNT(inner, 2);
    Rc_DECREF(inner);
    kept = Rc_NewRef(witness); /* so that the finalizers keep nothing */
    COUNT(witness, 3);
    Rc_DECREF(outer);
    COUNT(witness, 2);
    Rc_CLEAR(kept);
}

static void resurrection(void)
{
    RcObject *box = box_new(witness);
    Rc_DECREF(box);
    COUNT(kept, 1);
    COUNT(witness, 2);
    Rc_CLEAR(kept);
    COUNT(witness, 1);
}

static void calls_of_objects(void)
{
    RcObject *word = RcStr_FromString("a word");
    RcObject *box = box_new(witness);
    RcObject *had = RcObject_CallOneArg(box, word);
    COUNT(word, 2);
    COUNT(witness, 2);
    Rc_DECREF(had);
    COUNT(witness, 1);
    RcObject *keeper = RcCFunction_New(&keep_definition, NULL);
    RcObject *none = RcObject_CallOneArg(keeper, word);
    COUNT(word, 3);
    RcObject *again = RcObject_CallOneArg(keeper, box);
    COUNT(again, 3);
    COUNT(kept, 2);
    Rc_DECREF(again);
    Rc_DECREF(none);
    Rc_DECREF(keeper);
    Rc_DECREF(word);
    Rc_DECREF(box);
    Rc_CLEAR(kept); /* the finalizer brings it back */
    COUNT(kept, 1);
    Rc_CLEAR(kept);
}

static void hashes_and_comparisons(void)
{
    RcObject *word = RcStr_FromString("another word"), *same = RcStr_FromString("another word");
    RcObject *one = box_new(word), *two = box_new(same);
    RcObject *table = RcHashTable_New();
    kept = Rc_NewRef(witness);
    RcHashTable_SetItem(table, one, word);
    COUNT(word, 3);
    COUNT(one, 2);
    RcHashTable_SetItem(table, two, witness); /* an equal key: the old one stays */
    COUNT(one, 2);
    COUNT(two, 1);
    COUNT(word, 2);
    COUNT(witness, 3);
    int equal = RcObject_RichCompareBool(one, two, Rc_EQ);
    check(equal, 1, "their equality", __LINE__);
    Rc_DECREF(table);
    COUNT(one, 1);
    Rc_DECREF(one);
    Rc_DECREF(two);
    Rc_DECREF(same);
    Rc_DECREF(word);
    Rc_CLEAR(kept);
}

static void a_hash_function(void)
{
    RcObject *function = RcCFunction_New(&hash_definition, NULL);
    RcObject *table = RcHashTable_NewWith(4, 0.5, function);
    COUNT(function, 2);
    kept = Rc_NewRef(witness);
    RcHashTable_SetItemString(table, "key", witness);
    COUNT(witness, 2);
    RcObject *key = RcStr_FromString("key");
    RcObject *found = RcHashTable_GetItem(table, key);
    COUNT(found, 2);
    Rc_DECREF(key);
    Rc_DECREF(table);
    COUNT(function, 1);
    Rc_DECREF(function);
}

static void weak_references(void)
{
    RcObject *self = RcList_New(0);
    RcObject *function = RcCFunction_New(&death_definition, self);
    COUNT(self, 2);
    RcObject *box = box_new(witness);
    RcObject *weak = RcWeakref_NewRef(box, function);
    COUNT(function, 2);
    kept = Rc_NewRef(witness);
    Rc_DECREF(box);
    COUNT(function, 1);
    Rc_CLEAR(kept);
    Rc_DECREF(weak);
    Rc_DECREF(function);
    COUNT(self, 1);
    Rc_DECREF(self);
}

static void iterators(void)
{
    RcObject *box = box_new(witness);
    RcObject *iterator = RcObject_GetIter(box), *item;
    COUNT(box, 2);
    while ((item = RcIter_Next(iterator)) != NULL) {
        COUNT(witness, 3);
        Rc_DECREF(item);
    }
    Rc_DECREF(iterator);
    RcObject *list = RcSequence_List(box);
    COUNT(witness, 5);
    Rc_DECREF(list);
    kept = Rc_NewRef(witness);
    Rc_DECREF(box);
    Rc_CLEAR(kept);
}

static void attributes(void)
{
    RcObject *box = box_new(witness);
    RcObject *value = RcObject_GetAttrString(box, "value");
    COUNT(value, 3);
    Rc_DECREF(value);
    RcObject *number = RcFloat_FromDouble(2.5);
    RcObject_SetAttrString(box, "value", number);
    COUNT(witness, 1);
    COUNT(number, 2);
    Rc_DECREF(number);
    kept = Rc_NewRef(witness);
    Rc_DECREF(box);
    Rc_CLEAR(kept);
}

static void collections(void)
{
    RcObject *list = RcList_New(0);
    RcObject *box = box_new(list);
    RcList_Append(list, box);
    RcList_Append(list, witness);
    kept = Rc_NewRef(witness);
    Rc_DECREF(box);
    Rc_DECREF(list);
    COUNT(witness, 3);
    RcGC_Collect();
    COUNT(witness, 2);
    Rc_CLEAR(kept);
}

static void capsules(void)
{
    Rc_INCREF(witness);
    RcObject *capsule = RcCapsule_New(witness, "witness", on_capsule);
    COUNT(witness, 2);
    Rc_DECREF(capsule);
    COUNT(witness, 1);
}

static void sorting(void)
{
    RcObject *list = RcList_New(0);
    for (int i = 0; i < 3; i++) {
        RcObject *number = RcFloat_FromDouble(3 - i);
        RcObject *box = box_new(number);
        RcList_Append(list, box);
        Rc_DECREF(number);
        Rc_DECREF(box);
    }
    RcList_Sort(list);
    kept = Rc_NewRef(witness);
    Rc_DECREF(list);
    Rc_CLEAR(kept);
}

/* -- calls by addresses, which nobody announces -- */

static RcObject *make_by(RcObject *(*make)(const char *), const char *text)
{
    return make(text);
}

static void by_addresses(void)
{
    RcObject *list = RcList_New(0);
    int (*append)(RcObject *, RcObject *) = RcList_Append;
    void (*give)(RcObject *) = Rc_DecRef;
    RcObject *word = make_by(RcStr_FromString, "made by an address");
    append(list, witness);
    append(list, word);
    append(list, word);
    give(word);
    COUNT(word, 2);
    COUNT(witness, 2);
    Rc_TYPE(list)->tp_as_sequence->sq_ass_item(list, 0, word);
    COUNT(witness, 1);
    COUNT(word, 3);
    give(list);
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Box_Type) < 0) {
        return 1;
    }
    witness = RcStr_FromString("the witness");
    deallocs();
    resurrection();
    calls_of_objects();
    hashes_and_comparisons();
    a_hash_function();
    weak_references();
    iterators();
    attributes();
    collections();
    capsules();
    sorting();
    by_addresses();
    COUNT(witness, 1);
    Rc_DECREF(witness);
    return Rc_Finalize() != 0;
}
