/* The harness `program`: instances, functions, exceptions, capsules, weak references. */
#include "program.h"

/* ---- Weak references ---- */

/* Of tables and instances; functions may be referred to as well, which the model knows nothing of. */
void make_weakref(int a, int b, int c)
{
    Thing made = {.kind = WEAKREF, .integer = registers[b]};
    Rc_UNUSED(c);

    if (!is(b, FUNCTION) && !is(b, METHOD)) {
        result(a, RcWeakref_NewRef(op_of(b), NULL), &made, !is(b, TABLE) && !is(b, INSTANCE));
    }
}

void follow_weakref(int a, int b, int c)
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

/* ---- Making ---- */

void make_instance(int a, int b, int c)
{
    Thing made = {.kind = INSTANCE, .items = {-1, -1}, .length = PARTS};
    Rc_UNUSED(b);
    Rc_UNUSED(c);
    result(a, RcObject_CallNoArgs((RcObject *)&Instance_Type), &made, 0);
}

static RcObject *give_self(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return Rc_NewRef(self);
}

static RcObject *give_argument(RcObject *self, RcObject *argument)
{
    Rc_UNUSED(self);
    return Rc_NewRef(argument);
}

static RcObject *give_arguments(RcObject *self, RcObject *const *args, Rc_ssize_t nargs)
{
    Rc_UNUSED(self);
    return RcTuple_FromArray(args, nargs);
}

static RcMethodDef definitions[] = {
    {"give_self", give_self, RC_METH_NOARGS, NULL},
    {"give_argument", give_argument, RC_METH_O, NULL},
    {"give_arguments", _RcCFunction_CAST(give_arguments), RC_METH_FASTCALL, NULL}};

void make_function(int a, int b, int c)
{
    Thing made = {.kind = FUNCTION, .integer = c % 3, .items = {registers[b]}, .length = 1};
    result(a, RcCFunction_New(&definitions[c % 3], op_of(b)), &made, 0);
}

void make_method(int a, int b, int c)
{
    Thing made = {.kind = METHOD, .items = {registers[b], registers[c]}, .length = 2};
    if (is(b, FUNCTION)) {
        result(a, RcMethod_New(op_of(b), op_of(c)), &made, 0);
    }
}

/* With one argument; the tuple of it becomes a thing, too. */
void make_exception(int a, int b, int c)
{
    Thing arguments = {.kind = TUPLE, .items = {registers[b]}, .length = 1};
    Thing made = {.kind = EXCEPTION, .items = {-1, -1, -1}, .length = 3};
    RcObject *op = RcObject_CallOneArg(c % 2 ? RcExc_ValueError : RcExc_KeyError, op_of(b)), *tuple;

    if (settle(op == NULL, 0)) {
        return;
    }
    tuple = RcException_GetArgs(op);
    made.items[0] = model_adopt(tuple, &arguments);
    put(a, model_adopt(op, &made));
    model_release(made.items[0]);
    Rc_DECREF(tuple);
}

void make_capsule(int a, int b, int c)
{
    Thing made = {.kind = CAPSULE};
    Rc_UNUSED(b);
    Rc_UNUSED(c);
    result(a, RcCapsule_New(things, "fuzz", NULL), &made, 0);
}

/* ---- Parts ---- */

static void replace_part(Thing *thing, int part, int item)
{
    int old = thing->items[part];
    model_retain(item);
    thing->items[part] = item;
    model_release(old);
}

/* An exception's setters release what was there, so that the exception is held meanwhile. */
static void set_origin(int a, int b, int part)
{
    int right = is(a, EXCEPTION) && (part == 0 ? is(b, TUPLE) : is(b, EXCEPTION));

    if (part == 0) {
        RcException_SetArgs(op_of(a), op_of(b));
    } else if (part == 1) {
        RcException_SetCause(op_of(a), Rc_NewRef(op_of(b)));
    } else {
        RcException_SetContext(op_of(a), Rc_NewRef(op_of(b)));
    }
    if (!settle(RcErr_Occurred() != NULL, !right)) {
        replace_part(thing_of(a), part, registers[b]);
    }
}

/* Of an instance by its name, deleted now and then; a member of the first kind is None where there is nothing. */
static void set_attribute(int a, int b, int part)
{
    int deletes = choose(program, 4) == 0, empty = thing_of(a)->items[part] < 0;
    int status = RcObject_SetAttrString(op_of(a), part ? "b" : "a", deletes ? NULL : op_of(b));

    if (!settle(status < 0, deletes && empty && part == 1)) {
        replace_part(thing_of(a), part, deletes ? -1 : registers[b]);
    }
}

void set_part(int a, int b, int c)
{
    if (is(a, INSTANCE)) {
        set_attribute(a, b, c % PARTS);
    } else {
        set_origin(a, b, c % 3);
    }
}

/* Nothing at all is None, or an error. */
void get_part(int a, int b, int c)
{
    static const char *const names[2][3] = {{"a", "b", "a"}, {"args", "__cause__", "__context__"}};
    int which = is(b, EXCEPTION), part = which ? c % 3 : c % PARTS, item = thing_of(b)->items[part];
    RcObject *op;

    if (!which && !is(b, INSTANCE)) {
        return;
    }
    op = RcObject_GetAttrString(op_of(b), names[which][part]);
    if (item >= 0) {
        result_is(a, op, item, 0);
    } else if (!settle(op == NULL, !which && part == 1)) {
        EXPECT(op == Rc_None);
        Rc_DECREF(op);
    }
}

/* ---- Calling ---- */

/* A function's answer to count arguments, which are things. */
static void call_function(int a, const Thing *function, RcObject *op, const int *arguments, int count)
{
    Thing made = {.kind = TUPLE, .length = count};

    if (function->integer == 2) {
        for (int i = 0; i < count; i++) {
            made.items[i] = arguments[i];
        }
        result(a, op, &made, 0);
    } else if (function->integer == 1) {
        result_is(a, op, arguments[0], count != 1);
    } else {
        result_is(a, op, function->items[0], count != 0);
    }
}

/* With no argument or one; a method puts its self before. */
void call(int a, int b, int c)
{
    const Thing *callable = thing_of(b);
    int count = choose(program, 2), arguments[2];
    RcObject *op;

    if (!is(b, FUNCTION) && !is(b, METHOD)) {
        return;
    }
    op = count ? RcObject_CallOneArg(op_of(b), op_of(c)) : RcObject_CallNoArgs(op_of(b));
    if (is(b, METHOD)) {
        arguments[0] = callable->items[1];
        arguments[1] = registers[c];
        call_function(a, &things[callable->items[0]], op, arguments, count + 1);
    } else {
        arguments[0] = registers[c];
        call_function(a, callable, op, arguments, count);
    }
}

/* Into the indicator and out of it; what is no exception becomes an error of its own. */
void raise_again(int a, int b, int c)
{
    RcObject *op;
    Rc_UNUSED(a);
    Rc_UNUSED(c);

    RcErr_SetRaisedException(Rc_NewRef(op_of(b)));
    op = RcErr_GetRaisedException();
    RcMem_SetFailAfter(0);
    EXPECT(op != NULL && (op == op_of(b)) == is(b, EXCEPTION) && !RcErr_Occurred());
    Rc_DECREF(op);
}
