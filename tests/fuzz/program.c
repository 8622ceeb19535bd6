/* Harness: random programs over the public functions, against the naive model (model.h).
 *
 * A program has registers, each with a reference of its own.  An operation takes registers, of whatever kinds, and an
 * index or two; the model says what must come of it: a result, or an error (never which message).  Now and then an
 * allocation fails: then the error must be MemoryError and all must be as before.  After each operation the model is
 * compared with the objects, to the exact count. */
#include "model.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define REGISTERS 10

static Input *program;
static int registers[REGISTERS]; /* things */
static int injected;             /* an allocation may fail */

static RcObject *op_of(int r)
{
    return things[registers[r]].op;
}

static Thing *thing_of(int r)
{
    return &things[registers[r]];
}

static int is(int r, Kind kind)
{
    return thing_of(r)->kind == kind;
}

/* An operation is over.  It failed if, and only if, it should; or out of memory.  Returns failed. */
static int settle(int failed, int should_fail)
{
    RcMem_SetFailAfter(0);
    if (failed && injected && RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return fuzz_outcome(1);
    }
    EXPECT((failed != 0) == (should_fail != 0));
    return fuzz_outcome(failed);
}

/* thing, a reference of the model's own, goes into a register; the real one came with it. */
static void put(int r, int thing)
{
    int old = registers[r];
    RcObject *op = things[old].op;

    registers[r] = thing;
    model_release(old);
    Rc_DECREF(op);
}

/* A result that the model expects. */
static void result(int r, RcObject *op, const Thing *expected, int should_fail)
{
    if (!settle(op == NULL, should_fail)) {
        put(r, model_adopt(op, expected));
    }
}

/* A result that is a thing that is there. */
static void result_is(int r, RcObject *op, int thing, int should_fail)
{
    if (!settle(op == NULL, should_fail)) {
        EXPECT(op == things[thing].op);
        model_retain(thing);
        put(r, thing);
    }
}

/* ---- Making ---- */

static RcObject *make_scalar(Thing *made)
{
    size_t size;
    const char *bytes;

    memset(made, 0, sizeof *made);
    made->kind = (Kind)choose(program, 6);
    switch (made->kind) {
    case BOOL:
        made->integer = choose(program, 2);
        return Rc_NewRef(made->integer ? Rc_True : Rc_False);
    case INT:
        made->integer = next_integer(program);
        return RcInt_FromInt64(made->integer);
    case FLOAT:
        made->real = next_double(program);
        return RcFloat_FromDouble(made->real);
    case STR:
    case BYTES:
        bytes = next_bytes(program, &size);
        made->length = (int)(size % 20);
        for (int i = 0; i < made->length; i++) {
            made->text[i] = (char)(bytes[i] & 0x7F);
        }
        return made->kind == STR ? RcStr_FromStringAndSize(made->text, made->length)
                                 : RcBytes_FromStringAndSize(made->text, made->length);
    default:
        return Rc_NewRef(Rc_None);
    }
}

static void make(int a, int b, int c)
{
    Thing made;
    RcObject *op = make_scalar(&made);
    Rc_UNUSED(b);
    Rc_UNUSED(c);
    result(a, op, &made, 0);
}

static void make_container(int a, int b, int c)
{
    Thing made = {.kind = c % 3 == 0 ? LIST : c % 3 == 1 ? TUPLE : TABLE};
    RcObject *op;

    made.length = made.kind == TABLE ? 0 : b % 4;
    for (int i = 0; i < made.length; i++) {
        made.items[i] = registers[(b + i) % REGISTERS];
    }
    op = made.kind == TABLE  ? RcHashTable_NewWith(1 + b, 1.0, NULL)
         : made.kind == LIST ? RcList_New(made.length)
                             : RcTuple_New(made.length);
    if (settle(op == NULL, 0)) {
        return;
    }
    for (int i = 0; i < made.length; i++) {
        RcObject *item = Rc_NewRef(things[made.items[i]].op);
        EXPECT((made.kind == LIST ? RcList_SetItem(op, i, item) : RcTuple_SetItem(op, i, item)) == 0);
    }
    put(a, model_adopt(op, &made));
}

static void copy_register(int a, int b, int c)
{
    int thing = registers[b];
    Rc_UNUSED(c);
    model_retain(thing);
    Rc_INCREF(things[thing].op);
    put(a, thing);
}

static void collect(int a, int b, int c)
{
    Rc_UNUSED(a);
    Rc_UNUSED(b);
    Rc_UNUSED(c);
    RcMem_SetFailAfter(0);
    RcGC_Enable();
    (void)RcGC_Collect();
    RcGC_Disable();
    model_collect(registers, REGISTERS);
}

/* Of tables; lists, tuples and numbers have none. */
static void make_weakref(int a, int b, int c)
{
    Thing made = {.kind = WEAKREF, .integer = registers[b]};
    Rc_UNUSED(c);
    result(a, RcWeakref_NewRef(op_of(b), NULL), &made, !is(b, TABLE));
}

static void follow_weakref(int a, int b, int c)
{
    RcObject *op = NULL;
    int status, target = (int)thing_of(b)->integer;
    Rc_UNUSED(c);

    status = RcWeakref_GetRef(op_of(b), &op);
    if (settle(status < 0, !is(b, WEAKREF))) {
        return;
    }
    EXPECT(status == (target >= 0) && (op != NULL) == (status == 1));
    if (op != NULL) {
        EXPECT(op == things[target].op);
        model_retain(target);
        put(a, target);
    }
}

/* ---- Sequences ---- */

static int is_sequence(int r)
{
    return is(r, LIST) || is(r, TUPLE);
}

static void open_gap(Thing *thing, int at, int count)
{
    memmove(thing->items + at + count, thing->items + at,
            (size_t)(thing->length - at) * sizeof *thing->items);
    thing->length += count;
}

static void close_gap(Thing *thing, int at, int count)
{
    thing->length -= count;
    memmove(thing->items + at, thing->items + at + count,
            (size_t)(thing->length - at) * sizeof *thing->items);
}

static int cut(Rc_ssize_t index, int length)
{
    return index < 0 ? 0 : index > length ? length : (int)index;
}

static void append(int a, int b, int c)
{
    Thing *list = thing_of(a);
    Rc_ssize_t index = (Rc_ssize_t)next_integer(program);
    int at = list->length, status;

    if (is(a, LIST) && list->length == MOST_ITEMS) {
        return;
    }
    if (c % 2) {
        status = RcList_Append(op_of(a), op_of(b));
    } else {
        at = cut(index < 0 && index >= -list->length ? index + list->length : index, list->length);
        status = RcList_Insert(op_of(a), index, op_of(b));
    }
    if (!settle(status < 0, !is(a, LIST))) {
        open_gap(list, at, 1);
        list->items[at] = registers[b];
        model_retain(registers[b]);
    }
}

/* Steals, on failure too; NULL deletes. */
static void set_item(int a, int b, int c)
{
    Thing *list = thing_of(a);
    Rc_ssize_t index = (Rc_ssize_t)next_integer(program), at;
    int old, through_protocol = c % 2, status;
    int right = is(a, LIST) || (through_protocol && is(a, TABLE));

    if (is(a, TABLE)) {
        return;
    }
    at = through_protocol && index < 0 ? index + list->length : index;
    status = through_protocol ? RcSequence_SetItem(op_of(a), index, op_of(b))
                              : RcList_SetItem(op_of(a), index, Rc_NewRef(op_of(b)));
    if (!settle(status < 0, !right || at < 0 || at >= list->length)) {
        old = list->items[at];
        list->items[at] = registers[b];
        model_retain(registers[b]);
        model_release(old);
    }
}

static void delete_item(int a, int b, int c)
{
    Thing *list = thing_of(a);
    int at = c, old;
    Rc_UNUSED(b);

    if (is(a, TABLE)) {
        return;
    }
    if (!settle(RcSequence_DelItem(op_of(a), at) < 0, !is(a, LIST) || at >= list->length)) {
        old = list->items[at];
        close_gap(list, at, 1);
        model_release(old);
    }
}

static void get_item(int a, int b, int c)
{
    const Thing *source = thing_of(b);
    Rc_ssize_t index = (Rc_ssize_t)next_integer(program), at = index < 0 ? index + source->length : index;
    int inside;

    if (!is_sequence(b)) {
        return;
    }
    if (c % 2 && is(b, LIST)) {
        at = index;
    }
    inside = at >= 0 && at < source->length;
    result_is(a,
              c % 2 && is(b, LIST) ? RcList_GetItemRef(op_of(b), index) : RcSequence_GetItem(op_of(b), index),
              inside ? source->items[at] : 0, !inside);
}

static void get_slice(int a, int b, int c)
{
    const Thing *source = thing_of(b);
    Thing made = {.kind = source->kind};
    Rc_ssize_t low = (Rc_ssize_t)next_integer(program), high = (Rc_ssize_t)next_integer(program);
    int from = cut(low, source->length), to = cut(high, source->length);
    Rc_UNUSED(c);

    if (!is_sequence(b)) {
        return;
    }
    made.length = to > from ? to - from : 0;
    memcpy(made.items, source->items + from, (size_t)made.length * sizeof *made.items);
    result(a, is(b, LIST) ? RcList_GetSlice(op_of(b), low, high) : RcTuple_GetSlice(op_of(b), low, high),
           &made, 0);
}

static void set_slice(int a, int b, int c)
{
    Thing *list = thing_of(a), source = *thing_of(b), before = *list;
    Rc_ssize_t low = (Rc_ssize_t)next_integer(program), high = (Rc_ssize_t)next_integer(program);
    int from = cut(low, list->length), to = cut(high, list->length), status;
    int deletes = c % 3 == 0, right = is(a, LIST) && (deletes || is_sequence(b));

    to = to < from ? from : to;
    source.length = deletes ? 0 : source.length;
    if (is(b, STR) || is(b, BYTES) || is(b, TABLE) ||
        list->length - (to - from) + source.length > MOST_ITEMS) {
        return;
    }
    status = RcList_SetSlice(op_of(a), low, high, deletes ? NULL : op_of(b));
    if (settle(status < 0, !right)) {
        return;
    }
    for (int i = 0; i < source.length; i++) {
        model_retain(source.items[i]);
    }
    close_gap(list, from, to - from);
    open_gap(list, from, source.length);
    memcpy(list->items + from, source.items, (size_t)source.length * sizeof *source.items);
    for (int i = from; i < to; i++) {
        model_release(before.items[i]);
    }
}

/* Concatenation and repetition of all kinds that have them; in place a list stays who it is. */
static void concat(int a, int b, int c)
{
    const Thing *left = thing_of(a), *right = thing_of(b);
    Thing made = *left;
    int in_place = c % 2, fits = left->kind == right->kind;

    if (left->length + right->length > MOST_ITEMS || is(a, TABLE) || (in_place && is(a, LIST))) {
        return;
    }
    if (is_sequence(a)) {
        memcpy(made.items + made.length, right->items, (size_t)right->length * sizeof *right->items);
    } else {
        memcpy(made.text + made.length, right->text, (size_t)right->length);
    }
    made.length += right->length;
    fits = fits && (is_sequence(a) || is(a, STR) || is(a, BYTES));
    result(a, in_place ? RcSequence_InPlaceConcat(op_of(a), op_of(b)) : RcSequence_Concat(op_of(a), op_of(b)),
           &made, !fits);
}

static void repeat(int a, int b, int c)
{
    const Thing *source = thing_of(b);
    Thing made = *source;
    int count = c % 5 - 1;

    if (!is_sequence(b) || source->length * count > MOST_ITEMS) {
        return;
    }
    made.length = 0;
    for (int i = 0; i < count; i++) {
        memcpy(made.items + made.length, source->items, (size_t)source->length * sizeof *source->items);
        made.length += source->length;
    }
    result(a, RcSequence_Repeat(op_of(b), count), &made, 0);
}

static void convert(int a, int b, int c)
{
    Thing made = *thing_of(b);
    RcObject *op;

    if (!is_sequence(b)) {
        return;
    }
    made.kind = c % 2 ? LIST : TUPLE;
    op = c % 2                  ? RcSequence_List(op_of(b))
         : c % 4 && is(b, LIST) ? RcList_AsTuple(op_of(b))
                                : RcSequence_Tuple(op_of(b));
    result(a, op, &made, 0);
}

static void reverse(int a, int b, int c)
{
    Thing *list = thing_of(a);
    Rc_UNUSED(b);
    Rc_UNUSED(c);

    if (!settle(RcList_Reverse(op_of(a)) < 0, !is(a, LIST))) {
        for (int i = 0, j = list->length - 1; i < j; i++, j--) {
            int item = list->items[i];
            list->items[i] = list->items[j];
            list->items[j] = item;
        }
    }
}

static void empty(int a, int b, int c)
{
    Thing before = *thing_of(a);
    Rc_UNUSED(b);
    Rc_UNUSED(c);

    if (!is(a, LIST) && !is(a, TABLE)) {
        return;
    }
    thing_of(a)->length = 0;
    if (is(a, LIST)) {
        EXPECT(RcList_Clear(op_of(a)) == 0);
    } else {
        RcHashTable_Clear(op_of(a));
    }
    RcMem_SetFailAfter(0);
    for (int i = 0; i < before.length; i++) {
        model_release(before.items[i]);
    }
}

/* Item by item, along an iterator. */
static void iterate(int a, int b, int c)
{
    const Thing *source = thing_of(b);
    RcObject *iterator = RcObject_GetIter(op_of(b)), *item;
    int step = is(b, TABLE) ? 2 : 1, at = 0, status = 1;
    Rc_UNUSED(a);
    Rc_UNUSED(c);

    if (settle(iterator == NULL, !is_sequence(b) && !is(b, TABLE) && !is(b, STR) && !is(b, BYTES))) {
        return;
    }
    while ((is_sequence(b) || is(b, TABLE)) && status > 0) {
        status = RcIter_NextItem(iterator, &item);
        EXPECT(status == (at < source->length));
        EXPECT(status == 0 || item == things[source->items[at]].op);
        Rc_XDECREF(item);
        at += step;
    }
    Rc_DECREF(iterator);
}

/* ---- Tables ---- */

static void table_set(int a, int b, int c)
{
    Thing *table = thing_of(a);
    int deep = 0, hashable = model_hashable(registers[b]),
        at = is(a, TABLE) ? model_find(table, registers[b], &deep) : -1;
    int status, old;

    if (deep || is(b, WEAKREF) || (is(a, TABLE) && table->length + 2 > MOST_ITEMS)) {
        return;
    }
    status = RcHashTable_SetItem(op_of(a), op_of(b), op_of(c));
    if (settle(status < 0, !is(a, TABLE) || !hashable)) {
        return;
    }
    model_retain(registers[c]);
    if (at >= 0) {
        old = table->items[at + 1];
        table->items[at + 1] = registers[c];
        model_release(old);
        return;
    }
    model_retain(registers[b]);
    table->items[table->length++] = registers[b];
    table->items[table->length++] = registers[c];
}

/* Of a table: get, set by default, delete. */
static void table_get(int a, int b, int c)
{
    const Thing *table = thing_of(b);
    int deep = 0, at = is(b, TABLE) ? model_find(table, registers[c], &deep) : -1, status;
    RcObject *found = NULL;

    if (deep || is(c, WEAKREF)) {
        return;
    }
    status = RcHashTable_GetItemRef(op_of(b), op_of(c), &found);
    if (settle(status < 0, !is(b, TABLE) || !model_hashable(registers[c]))) {
        EXPECT(found == NULL);
        return;
    }
    EXPECT(status == (at >= 0) && (found != NULL) == (status == 1));
    if (found != NULL) {
        EXPECT(found == things[table->items[at + 1]].op);
        model_retain(table->items[at + 1]);
        put(a, table->items[at + 1]);
    }
}

static void table_delete(int a, int b, int c)
{
    Thing *table = thing_of(a);
    int deep = 0, at = is(a, TABLE) ? model_find(table, registers[b], &deep) : -1, key, value;
    Rc_UNUSED(c);

    if (deep || is(b, WEAKREF)) {
        return;
    }
    if (!settle(RcHashTable_DelItem(op_of(a), op_of(b)) < 0, at < 0 || !model_hashable(registers[b]))) {
        key = table->items[at];
        value = table->items[at + 1];
        close_gap(table, at, 2);
        model_release(key);
        model_release(value);
    }
}

static void table_copy(int a, int b, int c)
{
    Thing made = *thing_of(b);
    Rc_UNUSED(c);
    result(a, RcHashTable_Copy(op_of(b)), &made, !is(b, TABLE));
}

static void table_parts(int a, int b, int c)
{
    const Thing *table = thing_of(b);
    Thing made = {.kind = LIST};

    for (int i = c % 2; is(b, TABLE) && i < table->length; i += 2) {
        made.items[made.length++] = table->items[i];
    }
    result(a, c % 2 ? RcHashTable_Values(op_of(b)) : RcHashTable_Keys(op_of(b)), &made, !is(b, TABLE));
}

/* ---- Values ---- */

static int is_integer(int r)
{
    return is(r, INT) || is(r, BOOL);
}

/* Ints: 64 bits, and OverflowError beyond. */
static void arithmetic(int a, int b, int c)
{
    const Thing *x = thing_of(b), *y = thing_of(a);
    Thing made = {.kind = INT};
    int operation = c % 5, fails;
    RcObject *op;

    if (!is_integer(b) || !is_integer(a)) {
        return;
    }
    switch (operation) {
    case 0:
        fails = __builtin_add_overflow(x->integer, y->integer, &made.integer);
        op = RcNumber_Add(op_of(b), op_of(a));
        break;
    case 1:
        fails = __builtin_sub_overflow(x->integer, y->integer, &made.integer);
        op = RcNumber_Subtract(op_of(b), op_of(a));
        break;
    case 2:
        fails = __builtin_mul_overflow(x->integer, y->integer, &made.integer);
        op = RcNumber_Multiply(op_of(b), op_of(a));
        break;
    default:
        fails = y->integer == 0 || (operation == 3 && x->integer == INT64_MIN && y->integer == -1);
        if (!fails && y->integer == -1) {
            made.integer = operation == 3 ? -x->integer : 0;
        } else if (!fails) {
            int64_t rest = x->integer % y->integer;
            int differs = rest != 0 && (rest < 0) != (y->integer < 0);
            made.integer =
                operation == 3 ? x->integer / y->integer - differs : rest + (differs ? y->integer : 0);
        }
        op = operation == 3 ? RcNumber_FloorDivide(op_of(b), op_of(a))
                            : RcNumber_Remainder(op_of(b), op_of(a));
    }
    result(a, op, &made, fails);
}

/* Equality, truth, hash: of any two; too deep a structure may be a RecursionError. */
static void compare(int a, int b, int c)
{
    int deep = 0,
        expected = registers[a] == registers[b] || model_equal(registers[a], registers[b], 30, &deep);
    int status = RcObject_RichCompareBool(op_of(a), op_of(b), Rc_EQ);
    Rc_hash_t hash;
    Rc_UNUSED(c);

    RcMem_SetFailAfter(0);
    if (status < 0) {
        EXPECT(injected || deep || RcErr_ExceptionMatches(RcExc_RecursionError));
        fuzz_outcome(1);
        return;
    }
    EXPECT(deep || status == expected);
    hash = RcObject_Hash(op_of(a));
    EXPECT(is(a, WEAKREF) || fuzz_outcome(hash == -1) == !model_hashable(registers[a]));
    RcErr_Clear();
}

/* What may be as it likes, but must not fail for anything but want of memory or depth. */
static void show(int a, int b, int c)
{
    RcObject *text = c % 2 ? RcObject_Repr(op_of(b)) : RcObject_Str(op_of(b));
    Rc_UNUSED(a);

    RcMem_SetFailAfter(0);
    EXPECT(text != NULL || injected || RcErr_ExceptionMatches(RcExc_RecursionError));
    fuzz_outcome(text == NULL);
    Rc_XDECREF(text);
}

void fuzz_one(Input *input)
{
    static void (*const operations[])(int, int, int) = {
        make,         make,           make_container, make_container, copy_register, collect,
        make_weakref, follow_weakref, append,         append,         set_item,      delete_item,
        get_item,     get_slice,      set_slice,      concat,         repeat,        convert,
        reverse,      empty,          iterate,        table_set,      table_set,     table_get,
        table_get,    table_delete,   table_copy,     table_parts,    arithmetic,    compare,
        show};
    Thing none = {.kind = NONE};

    program = input;
    RcGC_Disable();
    model_start();
    for (int i = 0; i < REGISTERS; i++) {
        registers[i] = model_adopt(Rc_NewRef(Rc_None), &none);
    }
    while (!at_end(input)) {
        int operation = choose(input, (int)(sizeof operations / sizeof *operations));
        int a = choose(input, REGISTERS), b = choose(input, REGISTERS), c = choose(input, REGISTERS);
        unsigned failure = next_byte(input);
        if (model_room() < 3) {
            collect(0, 0, 0);
            if (model_room() < 3) {
                break;
            }
        }
        injected = failure < 48;
        RcMem_SetFailAfter(injected ? (Rc_ssize_t)failure % 6 + 1 : 0);
        operations[operation](a, b, c);
        RcMem_SetFailAfter(0);
        model_check();
    }
    for (int i = 0; i < REGISTERS; i++) {
        Rc_DECREF(op_of(i));
    }
}
