/* Harness: random programs over the public functions, against the naive model (model.h).
 *
 * A program has registers, each with a reference of its own.  An operation takes registers, of whatever kinds, and an
 * index or two; the model says what must come of it: a result, or an error (never which message).  Now and then an
 * allocation fails: then the error must be MemoryError and all must be as before.  After each operation the model is
 * compared with the objects, to the exact count. */
#include "program.h"
#include "calls.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

Input *program;
int registers[REGISTERS];
int injected;

RcObject *op_of(int r)
{
    return things[registers[r]].op;
}

Thing *thing_of(int r)
{
    return &things[registers[r]];
}

int is(int r, Kind kind)
{
    return thing_of(r)->kind == kind;
}

int settle(int failed, int should_fail)
{
    RcMem_SetFailAfter(0);
    if (failed && injected && RcErr_ExceptionMatches(RcExc_MemoryError)) {
        return fuzz_outcome(1);
    }
    EXPECT((failed != 0) == (should_fail != 0));
    return fuzz_outcome(failed);
}

void put(int r, int thing)
{
    int old = registers[r];
    RcObject *op = things[old].op;

    registers[r] = thing;
    model_release(old);
    Rc_DECREF(op);
}

void result(int r, RcObject *op, const Thing *expected, int should_fail)
{
    if (!settle(op == NULL, should_fail)) {
        put(r, model_adopt(op, expected));
    }
}

void result_is(int r, RcObject *op, int thing, int should_fail)
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

/* Any function that changes nothing: what comes of it goes at once, and all is as it was. */
static void ask(int a, int b, int c)
{
    int which = (choose(program, 256) * 2 + c % 2) % calls_reading();
    Arguments x = {op_of(a), op_of(b), op_of(c), (Rc_ssize_t)next_integer(program),
                   (Rc_ssize_t)next_integer(program)};

    Rc_XDECREF(calls_run(which, x));
}

/* What may be as it likes, but must not fail for anything but want of memory or depth. */
static void show(int a, int b, int c)
{
    RcObject *text = c % 2 ? RcObject_Repr(op_of(b)) : RcObject_Str(op_of(b));
    Rc_UNUSED(a);

    RcMem_SetFailAfter(0);
    EXPECT(text != NULL || RcErr_ExceptionMatches(RcExc_MemoryError) ||
           RcErr_ExceptionMatches(RcExc_RecursionError));
    fuzz_outcome(text == NULL);
    Rc_XDECREF(text);
}

/* A tuple of twice the same tuple, which is one of twice the same, and so on, would keep us long. */
static void drop_heavy_ones(const Thing *none)
{
    for (int i = 0; i < REGISTERS; i++) {
        if (model_is_heavy(registers[i], 500)) {
            put(i, model_adopt(Rc_NewRef(Rc_None), none));
        }
    }
}

void fuzz_configure(Input *input, RcConfig *config)
{
    Rc_UNUSED(input);
    Rc_UNUSED(config);
}

void fuzz_one(Input *input)
{
    static const Operation operations[] = {make,
                                           make,
                                           make_container,
                                           make_container,
                                           copy_register,
                                           collect,
                                           make_weakref,
                                           append,
                                           append,
                                           extend,
                                           set_item,
                                           delete_item,
                                           get_item,
                                           follow_weakref,
                                           get_slice,
                                           set_slice,
                                           concat,
                                           repeat,
                                           convert,
                                           reverse,
                                           sort,
                                           empty,
                                           iterate,
                                           build,
                                           table_set,
                                           table_set,
                                           table_get,
                                           table_get,
                                           table_delete,
                                           table_copy,
                                           table_parts,
                                           table_update,
                                           table_many,
                                           arithmetic,
                                           compare,
                                           show,
                                           make_instance,
                                           make_function,
                                           make_method,
                                           make_exception,
                                           set_part,
                                           set_part,
                                           get_part,
                                           make_capsule,
                                           call,
                                           raise_again,
                                           ask,
                                           ask,
                                           ask};
    Thing none = {.kind = NONE};

    program = input;
    EXPECT(RcType_Ready(&Instance_Type) == 0);
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
        drop_heavy_ones(&none);
        model_check();
    }
    for (int i = 0; i < REGISTERS; i++) {
        Rc_DECREF(op_of(i));
    }
}
