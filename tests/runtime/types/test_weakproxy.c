/* Weak proxies: each operation on a live and on a dead object, with the proxy on either side. */
#include "weak.h"

#include <stdio.h>

#define GONE "weakly-referenced object no longer exists"

/* -- an object that tells what it was asked: ("add", left, right) -- */

typedef struct Echo {
    RcObject_HEAD
    RcObject *value; /* what was set last; owned */
    RcObject *weaklist;
    int left; /* items to iterate over */
    int fail; /* truth, length and containment fail */
} Echo;

#define ECHO1(name)                                \
    static RcObject *echo_##name(RcObject *self)   \
    {                                              \
        return Rc_BuildValue("(sO)", #name, self); \
    }
#define ECHO2(name)                                        \
    static RcObject *echo_##name(RcObject *a, RcObject *b) \
    {                                                      \
        return Rc_BuildValue("(sOO)", #name, a, b);        \
    }
#define ECHO3(name)                                                     \
    static RcObject *echo_##name(RcObject *a, RcObject *b, RcObject *c) \
    {                                                                   \
        return Rc_BuildValue("(sOOO)", #name, a, b, c);                 \
    }

ECHO1(negative)
ECHO1(positive)
ECHO1(absolute)
ECHO1(invert)
ECHO2(add)
ECHO2(subtract)
ECHO2(multiply)
ECHO2(remainder)
ECHO2(divmod)
ECHO2(lshift)
ECHO2(rshift)
ECHO2(and)
ECHO2(xor)
ECHO2(or)
ECHO2(floor_divide)
ECHO2(true_divide)
ECHO2(matrix_multiply)
ECHO2(inplace_add)
ECHO2(inplace_subtract)
ECHO2(inplace_multiply)
ECHO2(inplace_remainder)
ECHO2(inplace_lshift)
ECHO2(inplace_rshift)
ECHO2(inplace_and)
ECHO2(inplace_xor)
ECHO2(inplace_or)
ECHO2(inplace_floor_divide)
ECHO2(inplace_true_divide)
ECHO2(inplace_matrix_multiply)
ECHO2(getitem)
ECHO3(power)
ECHO3(inplace_power)

static RcObject *echo_int(RcObject *self)
{
    Rc_UNUSED(self);
    return RcInt_FromLong(100001);
}

static RcObject *echo_index(RcObject *self)
{
    Rc_UNUSED(self);
    return RcInt_FromLong(100002);
}

static RcObject *echo_float(RcObject *self)
{
    Rc_UNUSED(self);
    return RcFloat_FromDouble(100003.5);
}

static int fails(RcObject *self)
{
    if (((Echo *)self)->fail) {
        RcErr_SetString(RcExc_ValueError, "told to fail");
        return 1;
    }
    return 0;
}

static int echo_bool(RcObject *self)
{
    return fails(self) ? -1 : ((Echo *)self)->left > 0;
}

static Rc_ssize_t echo_length(RcObject *self)
{
    return fails(self) ? -1 : 42;
}

static int echo_contains(RcObject *self, RcObject *item)
{
    return fails(self) ? -1 : item == ((Echo *)self)->value;
}

static int echo_setitem(RcObject *self, RcObject *key, RcObject *value)
{
    if (fails(self)) {
        return -1;
    }
    Rc_XSETREF(((Echo *)self)->value, value != NULL ? RcTuple_Pack(2, key, value) : RcTuple_Pack(1, key));
    return 0;
}

static RcObject *echo_next(RcObject *self)
{
    return ((Echo *)self)->left-- > 0 ? Rc_NewRef(((Echo *)self)->value) : NULL;
}

static RcObject *echo_call(RcObject *self, RcObject *args, RcObject *kwargs)
{
    return kwargs != NULL ? Rc_BuildValue("(OOO)", self, args, kwargs) : Rc_BuildValue("(OO)", self, args);
}

static RcObject *echo_str(RcObject *self)
{
    return fails(self) ? NULL : RcStr_FromString("I am Echo");
}

static RcObject *echo_compare(RcObject *a, RcObject *b, int op)
{
    return Rc_BuildValue("(OOi)", a, b, op);
}

static void echo_dealloc(RcObject *self)
{
    RcObject_ClearWeakRefs(self);
    Rc_XDECREF(((Echo *)self)->value);
    Rc_TYPE(self)->tp_free(self);
}

static RcNumberMethods echo_number = {
    .nb_add = echo_add,
    .nb_subtract = echo_subtract,
    .nb_multiply = echo_multiply,
    .nb_remainder = echo_remainder,
    .nb_divmod = echo_divmod,
    .nb_power = echo_power,
    .nb_negative = echo_negative,
    .nb_positive = echo_positive,
    .nb_absolute = echo_absolute,
    .nb_bool = echo_bool,
    .nb_invert = echo_invert,
    .nb_lshift = echo_lshift,
    .nb_rshift = echo_rshift,
    .nb_and = echo_and,
    .nb_xor = echo_xor,
    .nb_or = echo_or,
    .nb_int = echo_int,
    .nb_float = echo_float,
    .nb_inplace_add = echo_inplace_add,
    .nb_inplace_subtract = echo_inplace_subtract,
    .nb_inplace_multiply = echo_inplace_multiply,
    .nb_inplace_remainder = echo_inplace_remainder,
    .nb_inplace_power = echo_inplace_power,
    .nb_inplace_lshift = echo_inplace_lshift,
    .nb_inplace_rshift = echo_inplace_rshift,
    .nb_inplace_and = echo_inplace_and,
    .nb_inplace_xor = echo_inplace_xor,
    .nb_inplace_or = echo_inplace_or,
    .nb_floor_divide = echo_floor_divide,
    .nb_true_divide = echo_true_divide,
    .nb_inplace_floor_divide = echo_inplace_floor_divide,
    .nb_inplace_true_divide = echo_inplace_true_divide,
    .nb_index = echo_index,
    .nb_matrix_multiply = echo_matrix_multiply,
    .nb_inplace_matrix_multiply = echo_inplace_matrix_multiply,
};

static RcSequenceMethods echo_sequence = {.sq_contains = echo_contains};
static RcMappingMethods echo_mapping = {
    .mp_length = echo_length, .mp_subscript = echo_getitem, .mp_ass_subscript = echo_setitem};
static RcMemberDef echo_members[] = {{"value", Rc_T_OBJECT_EX, offsetof(Echo, value), 0, NULL},
                                     {NULL, 0, 0, 0, NULL}};

static RcTypeObject Echo_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Echo",
    .tp_basicsize = sizeof(Echo),
    .tp_dealloc = echo_dealloc,
    .tp_as_number = &echo_number,
    .tp_as_sequence = &echo_sequence,
    .tp_as_mapping = &echo_mapping,
    .tp_hash = RcObject_GenericHash,
    .tp_call = echo_call,
    .tp_str = echo_str,
    .tp_richcompare = echo_compare,
    .tp_weaklistoffset = offsetof(Echo, weaklist),
    .tp_iter = RcObject_SelfIter,
    .tp_iternext = echo_next,
    .tp_members = echo_members,
};

/* The object, its proxy, an operand without any operation, and a proxy whose object is gone. */
typedef struct Scene {
    Echo *echo;
    RcObject *proxy, *other, *dead;
} Scene;

static Echo *new_echo(void)
{
    assert_int_equal(RcType_Ready(&Echo_Type), 0);
    Echo *echo = (Echo *)RcType_GenericAlloc(&Echo_Type, 0);
    assert_non_null(echo);
    return echo;
}

static Scene new_scene(void)
{
    Echo *gone = new_echo();
    Scene scene;
    scene.echo = new_echo();
    scene.proxy = new_proxy(scene.echo, NULL);
    scene.other = RcList_New(0);
    scene.dead = new_proxy(gone, NULL);
    Rc_DECREF(gone);
    assert_true(Rc_IS_TYPE(scene.proxy, &_RcWeakref_CallableProxyType));
    return scene;
}

static void assert_scene_unchanged(const Scene *scene)
{
    assert_refcnt(scene->echo, 1);
    assert_refcnt(scene->proxy, 1);
    assert_refcnt(scene->other, 1);
    assert_refcnt(scene->dead, 1);
    assert_dead(scene->dead);
}

static void end_scene(Scene *scene)
{
    assert_scene_unchanged(scene);
    Rc_DECREF(scene->echo);
    assert_dead(scene->proxy);
    Rc_DECREF(scene->proxy);
    Rc_DECREF(scene->other);
    Rc_DECREF(scene->dead);
    assert_live(0);
}

/* result is (name, items ...); releases it. */
static void assert_told(RcObject *result, const char *name, RcObject *a, RcObject *b, RcObject *c)
{
    RcObject *items[] = {a, b, c};
    assert_non_null(result);
    assert_str(RcTuple_GET_ITEM(result, 0), name);
    for (int i = 0; i < 3 && items[i] != NULL; i++) {
        assert_true(i + 1 < RcTuple_GET_SIZE(result));
        assert_ptr_equal(RcTuple_GET_ITEM(result, i + 1), items[i]);
    }
    assert_refcnt(result, 1);
    Rc_DECREF(result);
}

#define assert_gone(expression)                    \
    do {                                           \
        assert_null(expression);                   \
        assert_raises(RcExc_ReferenceError, GONE); \
    } while (0)

#define assert_gone_int(expression)                \
    do {                                           \
        assert_int_equal((expression), -1);        \
        assert_raises(RcExc_ReferenceError, GONE); \
    } while (0)

/* -- numbers -- */

static void test_unary(void **state)
{
    static const struct {
        RcObject *(*operation)(RcObject *);
        const char *name;
    } cases[] = {
        {RcNumber_Negative, "negative"},
        {RcNumber_Positive, "positive"},
        {RcNumber_Absolute, "absolute"},
        {RcNumber_Invert, "invert"},
    };
    Scene scene = new_scene();
    Rc_UNUSED(state);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_told(cases[i].operation(scene.proxy), cases[i].name, (RcObject *)scene.echo, NULL, NULL);
        assert_scene_unchanged(&scene);
        assert_gone(cases[i].operation(scene.dead));
        assert_scene_unchanged(&scene);
    }
    end_scene(&scene);
}

static void test_binary(void **state)
{
    static const struct {
        RcObject *(*operation)(RcObject *, RcObject *);
        const char *left, *right; /* what is asked of the object on the left, on the right */
    } cases[] = {
        {RcNumber_Add, "add", "add"},
        {RcNumber_Subtract, "subtract", "subtract"},
        {RcNumber_Multiply, "multiply", "multiply"},
        {RcNumber_Remainder, "remainder", "remainder"},
        {RcNumber_Divmod, "divmod", "divmod"},
        {RcNumber_Lshift, "lshift", "lshift"},
        {RcNumber_Rshift, "rshift", "rshift"},
        {RcNumber_And, "and", "and"},
        {RcNumber_Xor, "xor", "xor"},
        {RcNumber_Or, "or", "or"},
        {RcNumber_FloorDivide, "floor_divide", "floor_divide"},
        {RcNumber_TrueDivide, "true_divide", "true_divide"},
        {RcNumber_MatrixMultiply, "matrix_multiply", "matrix_multiply"},
        {RcNumber_InPlaceAdd, "inplace_add", "add"},
        {RcNumber_InPlaceSubtract, "inplace_subtract", "subtract"},
        {RcNumber_InPlaceMultiply, "inplace_multiply", "multiply"},
        {RcNumber_InPlaceRemainder, "inplace_remainder", "remainder"},
        {RcNumber_InPlaceLshift, "inplace_lshift", "lshift"},
        {RcNumber_InPlaceRshift, "inplace_rshift", "rshift"},
        {RcNumber_InPlaceAnd, "inplace_and", "and"},
        {RcNumber_InPlaceXor, "inplace_xor", "xor"},
        {RcNumber_InPlaceOr, "inplace_or", "or"},
        {RcNumber_InPlaceFloorDivide, "inplace_floor_divide", "floor_divide"},
        {RcNumber_InPlaceTrueDivide, "inplace_true_divide", "true_divide"},
        {RcNumber_InPlaceMatrixMultiply, "inplace_matrix_multiply", "matrix_multiply"},
    };
    Scene scene = new_scene();
    RcObject *echo = (RcObject *)scene.echo, *number = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_told(cases[i].operation(scene.proxy, number), cases[i].left, echo, number, NULL);
        assert_scene_unchanged(&scene);
        assert_told(cases[i].operation(number, scene.proxy), cases[i].right, number, echo, NULL);
        assert_scene_unchanged(&scene);
        assert_told(cases[i].operation(scene.proxy, scene.proxy), cases[i].left, echo, echo, NULL);
        assert_scene_unchanged(&scene);
        assert_gone(cases[i].operation(scene.dead, number));
        assert_scene_unchanged(&scene);
        assert_gone(cases[i].operation(number, scene.dead));
        assert_scene_unchanged(&scene);
        assert_gone(cases[i].operation(scene.proxy, scene.dead));
        assert_gone(cases[i].operation(scene.dead, scene.proxy));
        assert_scene_unchanged(&scene);
        assert_refcnt(number, 1);
    }
    Rc_DECREF(number);
    end_scene(&scene);
}

static void test_power(void **state)
{
    static const struct {
        RcObject *(*operation)(RcObject *, RcObject *, RcObject *);
        const char *left;
    } cases[] = {{RcNumber_Power, "power"}, {RcNumber_InPlacePower, "inplace_power"}};
    Scene scene = new_scene();
    RcObject *echo = (RcObject *)scene.echo, *x = RcList_New(0), *y = RcList_New(0);
    Rc_UNUSED(state);

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_told(cases[i].operation(scene.proxy, x, y), cases[i].left, echo, x, y);
        assert_scene_unchanged(&scene);
        assert_told(cases[i].operation(x, scene.proxy, Rc_None), "power", x, echo, Rc_None);
        assert_scene_unchanged(&scene);
        assert_told(cases[i].operation(x, y, scene.proxy), "power", x, y, echo);
        assert_scene_unchanged(&scene);
        assert_told(cases[i].operation(scene.proxy, scene.proxy, scene.proxy), cases[i].left, echo, echo,
                    echo);
        assert_scene_unchanged(&scene);
        assert_gone(cases[i].operation(scene.dead, x, y));
        assert_gone(cases[i].operation(x, scene.dead, y));
        assert_gone(cases[i].operation(x, y, scene.dead));
        assert_gone(cases[i].operation(scene.proxy, scene.proxy, scene.dead));
        assert_scene_unchanged(&scene);
        assert_refcnt(x, 1);
        assert_refcnt(y, 1);
    }
    Rc_DECREF(x);
    Rc_DECREF(y);
    end_scene(&scene);
}

static void test_an_operation_that_there_is_not(void **state)
{
    Target *target = new_target();
    RcObject *proxy = new_proxy(target, NULL), *number = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    assert_null(RcNumber_Add(proxy, number));
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for +: 'test.Target' and 'float'");
    assert_null(RcNumber_InPlaceAdd(number, proxy));
    assert_raises(RcExc_TypeError, "unsupported operand type(s) for +: 'float' and 'test.Target'");
    assert_null(RcNumber_Negative(proxy));
    assert_raises(RcExc_TypeError, "bad operand type for unary -: 'test.Target'");
    assert_refcnt(target, 1);
    assert_refcnt(proxy, 1);
    assert_refcnt(number, 1);
    Rc_DECREF(number);
    Rc_DECREF(proxy);
    Rc_DECREF(target);
}

static void test_conversions(void **state)
{
    Scene scene = new_scene();
    RcObject *result;
    Rc_UNUSED(state);

    result = RcNumber_Long(scene.proxy);
    assert_int_equal(RcInt_AsLong(result), 100001);
    Rc_DECREF(result);
    result = RcNumber_Index(scene.proxy);
    assert_int_equal(RcInt_AsLong(result), 100002);
    Rc_DECREF(result);
    result = RcNumber_Float(scene.proxy);
    assert_true(RcFloat_AsDouble(result) == 100003.5);
    Rc_DECREF(result);
    assert_scene_unchanged(&scene);
    assert_gone(RcNumber_Long(scene.dead));
    assert_gone(RcNumber_Index(scene.dead));
    assert_gone(RcNumber_Float(scene.dead));
    end_scene(&scene);
}

static void test_truth(void **state)
{
    Scene scene = new_scene();
    Rc_UNUSED(state);

    assert_int_equal(RcObject_IsTrue(scene.proxy), 0);
    scene.echo->left = 1;
    assert_int_equal(RcObject_IsTrue(scene.proxy), 1);
    scene.echo->fail = 1;
    assert_int_equal(RcObject_IsTrue(scene.proxy), -1);
    assert_raises(RcExc_ValueError, "told to fail");
    assert_gone_int(RcObject_IsTrue(scene.dead));
    end_scene(&scene);
}

/* -- containers -- */

static void test_items(void **state)
{
    Scene scene = new_scene();
    RcObject *echo = (RcObject *)scene.echo, *key = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    assert_told(RcObject_GetItem(scene.proxy, key), "getitem", echo, key, NULL);
    assert_told(RcObject_GetItem(scene.proxy, scene.proxy), "getitem", echo, echo, NULL);
    assert_scene_unchanged(&scene);
    assert_int_equal(RcObject_SetItem(scene.proxy, key, scene.other), 0);
    assert_int_equal(RcTuple_Size(scene.echo->value), 2);
    assert_ptr_equal(RcTuple_GetItem(scene.echo->value, 0), key);
    assert_ptr_equal(RcTuple_GetItem(scene.echo->value, 1), scene.other);
    assert_refcnt(key, 2);
    assert_refcnt(scene.other, 2);
    assert_int_equal(RcObject_DelItem(scene.proxy, key), 0);
    assert_int_equal(RcTuple_Size(scene.echo->value), 1);
    assert_refcnt(scene.other, 1);
    Rc_CLEAR(scene.echo->value);
    assert_refcnt(key, 1);
    scene.echo->fail = 1;
    assert_int_equal(RcObject_SetItem(scene.proxy, key, scene.other), -1);
    assert_raises(RcExc_ValueError, "told to fail");
    assert_int_equal(RcObject_DelItem(scene.proxy, key), -1);
    assert_raises(RcExc_ValueError, "told to fail");
    assert_scene_unchanged(&scene);
    assert_gone(RcObject_GetItem(scene.dead, key));
    assert_gone(RcObject_GetItem(scene.proxy, scene.dead));
    assert_gone_int(RcObject_SetItem(scene.dead, key, scene.other));
    assert_gone_int(RcObject_DelItem(scene.dead, key));
    assert_refcnt(key, 1);
    Rc_DECREF(key);
    end_scene(&scene);
}

static void test_length_and_containment(void **state)
{
    Scene scene = new_scene();
    Rc_UNUSED(state);

    assert_int_equal(RcObject_Size(scene.proxy), 42);
    assert_int_equal(RcMapping_Size(scene.proxy), 42);
    assert_int_equal(RcSequence_Contains(scene.proxy, scene.other), 0);
    scene.echo->value = Rc_NewRef(scene.other);
    assert_int_equal(RcSequence_Contains(scene.proxy, scene.other), 1);
    Rc_CLEAR(scene.echo->value);
    scene.echo->fail = 1;
    assert_int_equal(RcObject_Size(scene.proxy), -1);
    assert_raises(RcExc_ValueError, "told to fail");
    assert_int_equal(RcSequence_Contains(scene.proxy, scene.other), -1);
    assert_raises(RcExc_ValueError, "told to fail");
    assert_gone_int(RcObject_Size(scene.dead));
    assert_gone_int(RcMapping_Size(scene.dead));
    assert_gone_int(RcSequence_Contains(scene.dead, scene.other));
    end_scene(&scene);
}

static void test_iteration(void **state)
{
    Scene scene = new_scene();
    RcObject *iterator = RcObject_GetIter(scene.proxy), *item;
    Rc_UNUSED(state);

    assert_ptr_equal(iterator, scene.echo); /* the object's own iterator */
    assert_refcnt(scene.echo, 2);
    Rc_DECREF(iterator);
    scene.echo->value = Rc_NewRef(scene.other);
    scene.echo->left = 1;
    item = RcIter_Next(scene.proxy);
    assert_ptr_equal(item, scene.other);
    assert_refcnt(item, 3);
    Rc_DECREF(item);
    assert_null(RcIter_Next(scene.proxy));
    assert_no_error();
    Rc_CLEAR(scene.echo->value);
    assert_gone(RcObject_GetIter(scene.dead));
    assert_gone(RcIter_Next(scene.dead));
    end_scene(&scene);
}

static void test_what_is_no_iterator(void **state)
{
    Target *target = new_target();
    RcObject *proxy = new_proxy(target, NULL);
    Rc_UNUSED(state);

    assert_null(RcIter_Next(proxy));
    assert_raises(RcExc_TypeError, "Weakref proxy referenced a non-iterator 'test.Target' object");
    assert_null(RcObject_GetIter(proxy));
    assert_raises(RcExc_TypeError, "'test.Target' object is not iterable");
    assert_refcnt(target, 1);
    Rc_DECREF(proxy);
    Rc_DECREF(target);
}

/* -- attributes, calls -- */

static void test_attributes(void **state)
{
    Scene scene = new_scene();
    RcObject *value;
    Rc_UNUSED(state);

    assert_null(RcObject_GetAttrString(scene.proxy, "value"));
    assert_raises(RcExc_AttributeError, NULL);
    assert_int_equal(RcObject_SetAttrString(scene.proxy, "value", scene.other), 0);
    assert_ptr_equal(scene.echo->value, scene.other);
    assert_refcnt(scene.other, 2);
    value = RcObject_GetAttrString(scene.proxy, "value");
    assert_ptr_equal(value, scene.other);
    assert_refcnt(value, 3);
    Rc_DECREF(value);
    assert_int_equal(RcObject_DelAttrString(scene.proxy, "value"), 0);
    assert_null(scene.echo->value);
    assert_int_equal(RcObject_SetAttrString(scene.proxy, "nothing", scene.other), -1);
    assert_raises(RcExc_AttributeError, NULL);
    value = RcObject_GetAttrString(scene.proxy, "__class__");
    assert_ptr_equal(value, &Echo_Type);
    Rc_DECREF(value);
    assert_scene_unchanged(&scene);
    assert_gone(RcObject_GetAttrString(scene.dead, "value"));
    assert_gone_int(RcObject_SetAttrString(scene.dead, "value", scene.other));
    assert_gone_int(RcObject_DelAttrString(scene.dead, "value"));
    end_scene(&scene);
}

static void test_methods(void **state)
{
    RcObject *table = RcHashTable_New(), *proxy = new_proxy(table, NULL), *result;
    Rc_UNUSED(state);

    assert_int_equal(RcObject_SetItem(proxy, Rc_None, Rc_True), 0);
    result = RcObject_CallMethod(proxy, "get", "O", Rc_None);
    assert_ptr_equal(result, Rc_True);
    Rc_DECREF(result);
    assert_refcnt(table, 1);
    Rc_DECREF(table);
    assert_gone(RcObject_CallMethod(proxy, "get", "O", Rc_None));
    Rc_DECREF(proxy);
}

static void test_calls(void **state)
{
    Scene scene = new_scene();
    RcObject *args = RcTuple_Pack(1, scene.proxy), *kwargs = RcHashTable_New(), *result;
    Rc_UNUSED(state);

    result = RcObject_Call(scene.proxy, args, NULL);
    assert_ptr_equal(RcTuple_GetItem(result, 0), scene.echo);
    assert_ptr_equal(RcTuple_GetItem(result, 1), args); /* arguments are passed as they are */
    assert_refcnt(args, 2);
    Rc_DECREF(result);
    result = RcObject_Call(scene.proxy, args, kwargs);
    assert_int_equal(RcTuple_Size(result), 3);
    assert_ptr_equal(RcTuple_GetItem(result, 2), kwargs);
    Rc_DECREF(result);
    assert_refcnt(kwargs, 1);
    assert_refcnt(args, 1);
    assert_gone(RcObject_Call(scene.dead, args, NULL));
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
    end_scene(&scene);
}

static void test_only_a_callable_s_proxy_can_be_called(void **state)
{
    Target *target = new_target();
    RcObject *proxy = new_proxy(target, NULL);
    Rc_UNUSED(state);

    assert_false(RcCallable_Check(proxy));
    assert_null(RcObject_CallNoArgs(proxy));
    assert_raises(RcExc_TypeError, "'weakref.ProxyType' object is not callable");
    Rc_DECREF(proxy);
    Rc_DECREF(target);
}

/* -- comparison, hash, texts -- */

static void assert_compared(RcObject *result, RcObject *a, RcObject *b, int op)
{
    assert_non_null(result);
    assert_ptr_equal(RcTuple_GetItem(result, 0), a);
    assert_ptr_equal(RcTuple_GetItem(result, 1), b);
    assert_int_equal(RcInt_AsLong(RcTuple_GetItem(result, 2)), op);
    Rc_DECREF(result);
}

static void test_comparisons(void **state)
{
    static const int mirrored[] = {Rc_GT, Rc_GE, Rc_EQ, Rc_NE, Rc_LT, Rc_LE};
    Scene scene = new_scene();
    RcObject *echo = (RcObject *)scene.echo, *number = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    for (int op = Rc_LT; op <= Rc_GE; op++) {
        assert_compared(RcObject_RichCompare(scene.proxy, number, op), echo, number, op);
        assert_compared(RcObject_RichCompare(number, scene.proxy, op), echo, number, mirrored[op]);
        assert_compared(RcObject_RichCompare(scene.proxy, scene.proxy, op), echo, echo, op);
        assert_compared(RcObject_RichCompare(scene.proxy, echo, op), echo, echo, op);
        assert_scene_unchanged(&scene);
        assert_gone(RcObject_RichCompare(scene.dead, number, op));
        assert_gone(RcObject_RichCompare(number, scene.dead, op));
        assert_gone(RcObject_RichCompare(scene.proxy, scene.dead, op));
        assert_gone(RcObject_RichCompare(scene.dead, scene.proxy, op));
        assert_scene_unchanged(&scene);
        assert_refcnt(number, 1);
    }
    Rc_DECREF(number);
    end_scene(&scene);
}

static void test_hash(void **state)
{
    Scene scene = new_scene();
    Target *target = new_target();
    RcObject *plain = new_proxy(target, NULL);
    Rc_UNUSED(state);

    assert_int_equal(RcObject_Hash(scene.proxy), -1); /* though its object has a hash */
    assert_raises(RcExc_TypeError, "unhashable type: 'weakref.CallableProxyType'");
    assert_int_equal(RcObject_Hash(plain), -1);
    assert_raises(RcExc_TypeError, "unhashable type: 'weakref.ProxyType'");
    assert_int_equal(RcObject_Hash(scene.dead), -1);
    assert_raises(RcExc_TypeError, "unhashable type: 'weakref.CallableProxyType'");
    Rc_DECREF(plain);
    Rc_DECREF(target);
    end_scene(&scene);
}

static void test_str_and_repr(void **state)
{
    Scene scene = new_scene();
    RcObject *text = RcObject_Str(scene.proxy);
    char expected[200];
    Rc_UNUSED(state);

    assert_str(text, "I am Echo");
    Rc_DECREF(text);
    scene.echo->fail = 1;
    assert_null(RcObject_Str(scene.proxy));
    assert_raises(RcExc_ValueError, "told to fail");
    assert_gone(RcObject_Str(scene.dead));
    snprintf(expected, sizeof expected, "<weakproxy at 0x%lx; to 'test.Echo' at 0x%lx>",
             (unsigned long)(uintptr_t)scene.proxy, (unsigned long)(uintptr_t)scene.echo);
    assert_repr(scene.proxy, expected);
    assert_scene_unchanged(&scene);
    snprintf(expected, sizeof expected, "<weakproxy at 0x%lx; dead>", (unsigned long)(uintptr_t)scene.dead);
    assert_repr(scene.dead, expected);
    end_scene(&scene);
}

static int show(void *proxy)
{
    RcObject *text = RcObject_Repr(proxy);
    Rc_XDECREF(text);
    return text != NULL ? 0 : -1;
}

static int add(void *scene)
{
    RcObject *sum = RcNumber_Add(((Scene *)scene)->proxy, ((Scene *)scene)->other);
    Rc_XDECREF(sum);
    return sum != NULL ? 0 : -1;
}

static int fail_dead(void *proxy)
{
    if (RcObject_IsTrue(proxy) == -1 && RcErr_ExceptionMatches(RcExc_ReferenceError)) {
        RcErr_Clear();
        return 0;
    }
    return -1;
}

static void test_out_of_memory(void **state)
{
    Scene scene = new_scene();
    RcObject *watched[] = {(RcObject *)scene.echo, scene.proxy, scene.other, scene.dead, NULL};
    Rc_UNUSED(state);

    assert_true(sweep(show, scene.proxy, watched) > 0);
    assert_true(sweep(show, scene.dead, watched) > 0);
    assert_true(sweep(add, &scene, watched) > 0);
    assert_true(sweep(fail_dead, scene.dead, watched) > 0);
    end_scene(&scene);
}

/* -- the object dies underway -- */

static RcObject *last_reference;

static RcObject *give_it_up(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    assert_refcnt(self, 2); /* the test's and the call's */
    Rc_CLEAR(last_reference);
    assert_refcnt(self, 1); /* alive until the call is over */
    return RcFloat_FromDouble(1.5);
}

static void test_the_object_lives_until_the_operation_is_over(void **state)
{
    RcMemberDef members[] = {{"__weaklistoffset__", Rc_T_PYSSIZET, sizeof(Hostile), Rc_READONLY, NULL},
                             {NULL, 0, 0, 0, NULL}};
    RcType_Slot slots[] = {{Rc_tp_members, members}, {0, NULL}};
    RcType_Spec spec = {"test.Weak", sizeof(Hostile) + sizeof(RcObject *), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type, *proxy, *result;
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&Hostile_Type), 0);
    type = RcType_FromSpecWithBases(&spec, (RcObject *)&Hostile_Type);
    last_reference = RcType_GenericAlloc((RcTypeObject *)type, 0);
    ((Hostile *)last_reference)->on_call = give_it_up;
    proxy = new_proxy(last_reference, NULL);
    result = RcObject_CallNoArgs(proxy);
    assert_true(RcFloat_AsDouble(result) == 1.5);
    assert_null(last_reference);
    assert_dead(proxy);
    Rc_DECREF(result);
    Rc_DECREF(proxy);
    assert_refcnt(type, 1);
    Rc_DECREF(type);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_unary),
        counted_test(test_binary),
        counted_test(test_power),
        counted_test(test_an_operation_that_there_is_not),
        counted_test(test_conversions),
        counted_test(test_truth),
        counted_test(test_items),
        counted_test(test_length_and_containment),
        counted_test(test_iteration),
        counted_test(test_what_is_no_iterator),
        counted_test(test_attributes),
        counted_test(test_methods),
        counted_test(test_calls),
        counted_test(test_only_a_callable_s_proxy_can_be_called),
        counted_test(test_comparisons),
        counted_test(test_hash),
        counted_test(test_str_and_repr),
        counted_test(test_out_of_memory),
        counted_test(test_the_object_lives_until_the_operation_is_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
