/* type: calling types, and what a type object tells of itself. */
#include "support.h"

#include "core/type.h"

#include <recount/recount.h>

static void test_names(void **state)
{
    RcType_Slot slots[] = {{Rc_tp_doc, (void *)"doc"}, {0, NULL}};
    RcType_Spec spec = {"package.module.Name", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec), *got;
    Rc_UNUSED(state);

    assert_string_equal(_RcType_ShortName((RcTypeObject *)type), "Name");
    got = RcType_GetName((RcTypeObject *)type);
    assert_str(got, "Name");
    Rc_DECREF(got);
    got = RcType_GetQualName((RcTypeObject *)type);
    assert_str(got, "Name");
    Rc_DECREF(got);
    assert_null(RcType_GetName(NULL));
    assert_raises(RcExc_SystemError, "RcType_GetName: bad argument");
    got = RcObject_GetAttrString(type, "__module__");
    assert_str(got, "package.module");
    Rc_DECREF(got);
    got = RcObject_GetAttrString((RcObject *)&RcList_Type, "__module__");
    assert_str(got, "builtins");
    Rc_DECREF(got);
    got = RcObject_GetAttrString(type, "__doc__");
    assert_str(got, "doc");
    Rc_DECREF(got);
    got = RcObject_GetAttrString(type, "__base__");
    assert_ptr_equal(got, &RcBaseObject_Type);
    Rc_DECREF(got);
    assert_result_is(RcObject_GetAttrString((RcObject *)&RcBaseObject_Type, "__base__"), Rc_None);
    assert_repr(type, "<class 'package.module.Name'>");
    assert_refcnt(type, 1);
    Rc_DECREF(type);
}

static void test_base_and_doc_of_a_subtype(void **state)
{
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"test.Base", 0, 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, slots};
    RcObject *base = RcType_FromSpec(&spec), *type = RcType_FromSpecWithBases(&spec, base), *got;
    Rc_UNUSED(state);

    assert_refcnt(base, 2);
    got = RcObject_GetAttrString(type, "__base__");
    assert_ptr_equal(got, base);
    assert_refcnt(base, 3);
    Rc_DECREF(got);
    assert_result_is(RcObject_GetAttrString(type, "__doc__"), Rc_None);
    Rc_DECREF(type);
    Rc_DECREF(base);
}

static void test_type_of(void **state)
{
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"test.Bare", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *bare = RcType_FromSpec(&spec), *op = RcObject_CallNoArgs(bare), *got;
    RcObject *type = (RcObject *)&RcType_Type, *kwargs = RcHashTable_New();
    RcObject *args = RcTuple_Pack(1, op);
    Rc_UNUSED(state);

    assert_refcnt(bare, 2);
    got = RcObject_CallOneArg(type, op);
    assert_ptr_equal(got, bare);
    assert_refcnt(bare, 3);
    Rc_DECREF(got);
    assert_null(RcObject_CallNoArgs(type));
    assert_raises(RcExc_TypeError, "type() takes 1 argument");
    assert_int_equal(RcHashTable_SetItemString(kwargs, "x", Rc_None), 0);
    assert_null(RcObject_Call(type, args, kwargs));
    assert_raises(RcExc_TypeError, "type() takes 1 argument");
    assert_null(RcType_Type.tp_call(type, args, op)); /* op is no mapping */
    assert_raises(RcExc_TypeError, NULL);
    assert_refcnt(op, 2);
    Rc_DECREF(args);
    Rc_DECREF(kwargs);
    Rc_DECREF(op);
    Rc_DECREF(bare);
}

static RcObject *new_result; /* what tp_new gives: new */
static int init_result;
static int inits;

static RcObject *give(RcTypeObject *type, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    return new_result != NULL ? Rc_NewRef(new_result) : type->tp_alloc(type, 0);
}

static int count_init(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    inits++;
    if (init_result < 0) {
        RcErr_SetString(RcExc_ValueError, "init failed");
    }
    return init_result;
}

static void test_calling_a_type(void **state)
{
    RcType_Slot slots[] = {{Rc_tp_new, (void *)give}, {Rc_tp_init, (void *)count_init}, {0, NULL}};
    RcType_Spec spec = {"test.Made", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec), *other = RcFloat_FromDouble(1.5), *op;
    Rc_UNUSED(state);

    inits = init_result = 0;
    new_result = NULL;
    op = RcObject_CallNoArgs(type);
    assert_int_equal(inits, 1);
    assert_refcnt(op, 1);
    assert_refcnt(type, 2);
    Rc_DECREF(op);
    init_result = -1;
    assert_null(RcObject_CallNoArgs(type));
    assert_raises(RcExc_ValueError, "init failed");
    assert_refcnt(type, 1);
    new_result = other; /* not an instance: not initialised */
    op = RcObject_CallNoArgs(type);
    assert_ptr_equal(op, other);
    assert_refcnt(other, 2);
    assert_int_equal(inits, 2);
    Rc_DECREF(op);
    Rc_DECREF(other);
    Rc_DECREF(type);
}

static void test_types_without_a_constructor(void **state)
{
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"test.Closed", 0, 0, Rc_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    RcObject *type = RcType_FromSpec(&spec);
    Rc_UNUSED(state);

    assert_null(RcObject_CallNoArgs(type));
    assert_raises(RcExc_TypeError, "cannot create 'test.Closed' instances");
    assert_null(RcObject_CallNoArgs((RcObject *)&RcCapsule_Type));
    assert_raises(RcExc_TypeError, NULL);
    Rc_DECREF(type);
}

static int ask_all(void *arg)
{
    static const char *const names[] = {"__name__", "__qualname__", "__module__", "__doc__", "__base__"};
    RcObject *got;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        got = RcObject_GetAttrString(arg, names[i]);
        if (got == NULL) {
            return -1;
        }
        Rc_DECREF(got);
    }
    got = RcObject_Repr(arg);
    Rc_XDECREF(got);
    return got != NULL ? 0 : -1;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    assert_true(sweep(ask_all, &RcHashTable_Type, NULL) > 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_names),
        counted_test(test_base_and_doc_of_a_subtype),
        counted_test(test_type_of),
        counted_test(test_calling_a_type),
        counted_test(test_types_without_a_constructor),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
