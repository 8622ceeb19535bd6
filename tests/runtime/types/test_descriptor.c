/* Descriptors: what a type gives for a name, called and bound. */
#include "../protocol/pairs.h"
#include "hostile.h"
#include "support.h"

#include <recount/call.h>
#include <recount/descriptor.h>
#include <recount/errors.h>
#include <recount/exceptions.h>
#include <recount/float.h>
#include <recount/gc.h>
#include <recount/int.h>
#include <recount/str.h>

/* ---- A heap type with one of each ---- */

typedef struct Thing {
    RcObject_HEAD
    RcObject *field;
    int number;
} Thing;

static struct {
    int count;
    RcObject *self;
    Rc_ssize_t nargs, keywords;
    RcObject *args[4];
    void *closure;
    RcObject *value;
} seen;

static RcObject *answer; /* borrowed */

static RcObject *thing_fast(RcObject *op, RcObject *const *args, Rc_ssize_t nargs, RcObject *kwnames)
{
    seen.count++;
    seen.self = op;
    seen.nargs = nargs;
    seen.keywords = kwnames == NULL ? 0 : RcTuple_GET_SIZE(kwnames);
    for (Rc_ssize_t i = 0; i < nargs + seen.keywords; i++) {
        seen.args[i] = args[i];
    }
    return Rc_NewRef(answer);
}

static RcObject *thing_one(RcObject *op, RcObject *argument)
{
    return thing_fast(op, &argument, 1, NULL);
}

static RcObject *thing_tuple(RcObject *op, RcObject *args)
{
    assert_refcnt(args, 1);
    return thing_fast(op, &RcTuple_GET_ITEM(args, 0), RcTuple_GET_SIZE(args), NULL);
}

static RcObject *thing_get(RcObject *op, void *closure)
{
    seen.self = op;
    seen.closure = closure;
    return Rc_NewRef(answer);
}

static int thing_set(RcObject *op, RcObject *value, void *closure)
{
    seen.self = op;
    seen.closure = closure;
    seen.value = value;
    return 0;
}

static char closure_object;

static RcMethodDef methods[] = {
    {"fast", _RcCFunction_CAST(thing_fast), RC_METH_FASTCALL | RC_METH_KEYWORDS, "About fast."},
    {"one", thing_one, RC_METH_O, NULL},
    {"tuple", thing_tuple, RC_METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};
static RcMemberDef members[] = {
    {"field", Rc_T_OBJECT_EX, offsetof(Thing, field), 0, "About field."},
    {"number", Rc_T_INT, offsetof(Thing, number), Rc_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};
static RcGetSetDef getset[] = {
    {"both", thing_get, thing_set, "About both.", &closure_object},
    {"neither", NULL, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL},
};

static RcObject *type, *thing, *first, *second, *name;

static void make_objects(void)
{
    RcType_Slot slots[] = {
        {Rc_tp_methods, methods}, {Rc_tp_members, members}, {Rc_tp_getset, getset}, {0, NULL}};
    RcType_Spec spec = {"tests.Thing", sizeof(Thing), 0, Rc_TPFLAGS_DEFAULT, slots};
    memset(&seen, 0, sizeof seen);
    type = RcType_FromSpec(&spec);
    assert_refcnt(type, 1);
    thing = RcObject_CallNoArgs(type);
    assert_refcnt(thing, 1);
    assert_refcnt(type, 2);
    answer = RcFloat_FromDouble(0.5);
    first = RcInt_FromLong(100001);
    second = RcStr_FromString("second");
    name = RcStr_FromString("name");
}

static void drop_objects(void)
{
    assert_refcnt(thing, 1);
    Rc_CLEAR(thing);
    assert_refcnt(type, 1);
    assert_refcnt(answer, 1);
    assert_refcnt(first, 1);
    assert_refcnt(second, 1);
    assert_refcnt(name, 1);
    Rc_CLEAR(type);
    Rc_CLEAR(answer);
    Rc_CLEAR(first);
    Rc_CLEAR(second);
    Rc_CLEAR(name);
}

static RcTypeObject *the_type(void)
{
    return (RcTypeObject *)type;
}

static void assert_answered(RcObject *result, Rc_ssize_t nargs, Rc_ssize_t keywords)
{
    if (result == NULL) {
        assert_no_error();
    }
    assert_ptr_equal(result, answer);
    assert_refcnt(answer, 2);
    Rc_DECREF(result);
    assert_int_equal(seen.count, 1);
    assert_ptr_equal(seen.self, thing);
    assert_int_equal(seen.nargs, nargs);
    assert_int_equal(seen.keywords, keywords);
    assert_refcnt(thing, 1);
    seen.count = 0;
}

/* ---- Methods ---- */

static void test_method_is_called_with_its_instance(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *fast = RcDescr_NewMethod(the_type(), &methods[0]);
    assert_refcnt(fast, 1);
    assert_refcnt(type, 3);
    assert_true(Rc_IS_TYPE(fast, &RcMethodDescr_Type));
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *stack[] = {thing, first, second};
    assert_answered(RcObject_Vectorcall(fast, stack, 3, NULL), 2, 0);
    assert_ptr_equal(seen.args[0], first);
    assert_ptr_equal(seen.args[1], second);
    assert_answered(RcObject_Vectorcall(fast, stack, 2, kwnames), 1, 1);
    assert_ptr_equal(seen.args[1], second);
    RcObject *args = RcTuple_Pack(2, thing, first);
    RcObject *kwargs = Pairs_New();
    assert_int_equal(RcObject_SetItem(kwargs, name, second), 0);
    seen.count = 0;
    RcObject *result = RcObject_Call(fast, args, kwargs);
    assert_ptr_equal(result, answer);
    Rc_DECREF(result);
    assert_int_equal(seen.keywords, 1);
    assert_ptr_equal(seen.args[1], second);
    Rc_DECREF(kwargs);
    Rc_DECREF(args);
    seen.count = 0;

    RcObject *one = RcDescr_NewMethod(the_type(), &methods[1]);
    assert_answered(RcObject_Vectorcall(one, stack, 2, NULL), 1, 0);
    RcObject *tuple = RcDescr_NewMethod(the_type(), &methods[2]);
    assert_answered(RcObject_Vectorcall(tuple, stack, 3, NULL), 2, 0);
    assert_ptr_equal(seen.args[1], second);
    assert_refcnt(first, 1);
    assert_refcnt(type, 5);
    Rc_DECREF(tuple);
    Rc_DECREF(one);
    Rc_DECREF(kwnames);
    Rc_DECREF(fast);
    assert_refcnt(type, 2);
    drop_objects();
}

static void test_method_refuses(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *one = RcDescr_NewMethod(the_type(), &methods[1]);
    RcObject *kwnames = RcTuple_Pack(1, name);
    RcObject *stack[] = {thing, first, second};
    assert_null(RcObject_CallNoArgs(one));
    assert_raises(RcExc_TypeError, "unbound method Thing.one() needs an argument");
    assert_null(RcObject_CallOneArg(one, first));
    assert_raises(RcExc_TypeError,
                  "descriptor 'one' for 'tests.Thing' objects doesn't apply to a 'int' object");
    assert_null(RcObject_CallOneArg(one, thing));
    assert_raises(RcExc_TypeError, "Thing.one() takes exactly one argument (0 given)");
    assert_null(RcObject_Vectorcall(one, stack, 2, kwnames));
    assert_raises(RcExc_TypeError, "Thing.one() takes no keyword arguments");
    assert_int_equal(seen.count, 0);
    assert_refcnt(kwnames, 1);
    assert_refcnt(one, 1);
    Rc_DECREF(kwnames);
    Rc_DECREF(one);
    drop_objects();
}

static void test_method_is_bound(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *one = RcDescr_NewMethod(the_type(), &methods[1]);
    Rc_descrgetfunc get = RcMethodDescr_Type.tp_descr_get;
    RcObject *bound = get(one, thing, type);
    assert_true(RcCFunction_Check(bound));
    assert_ptr_equal(RcCFunction_GetSelf(bound), thing);
    assert_refcnt(bound, 1);
    assert_refcnt(thing, 2);
    assert_refcnt(one, 1);
    Rc_DECREF(bound);
    RcObject *itself = get(one, NULL, type);
    assert_ptr_equal(itself, one);
    assert_refcnt(one, 2);
    Rc_DECREF(itself);
    assert_null(get(one, first, NULL));
    assert_raises(RcExc_TypeError,
                  "descriptor 'one' for 'tests.Thing' objects doesn't apply to a 'int' object");
    Rc_DECREF(one);
    drop_objects();
}

/* ---- Members ---- */

static void test_member_gives_the_value(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *member = RcDescr_NewMember(the_type(), &members[0]);
    assert_true(Rc_IS_TYPE(member, &RcMemberDescr_Type));
    assert_true(((RcDescrObject *)member)->vectorcall == NULL);
    assert_refcnt(member, 1);
    assert_refcnt(type, 3);
    Rc_descrgetfunc get = RcMemberDescr_Type.tp_descr_get;
    Rc_descrsetfunc set = RcMemberDescr_Type.tp_descr_set;
    assert_null(get(member, thing, type));
    assert_raises(RcExc_AttributeError, NULL);
    assert_int_equal(set(member, thing, first), 0);
    assert_refcnt(first, 2);
    RcObject *value = get(member, thing, type);
    assert_ptr_equal(value, first);
    assert_refcnt(first, 3);
    Rc_DECREF(value);
    assert_int_equal(set(member, thing, NULL), 0);
    assert_refcnt(first, 1);
    value = get(member, NULL, type);
    assert_ptr_equal(value, member);
    assert_refcnt(member, 2);
    Rc_DECREF(value);
    const char *message = "descriptor 'field' for 'tests.Thing' objects doesn't apply to a 'int' object";
    assert_null(get(member, first, NULL));
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(set(member, first, second), -1);
    assert_raises(RcExc_TypeError, message);
    assert_refcnt(second, 1);
    Rc_DECREF(member);
    drop_objects();
}

static void test_member_by_address(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    assert_int_equal(RcMember_SetOne((char *)thing, &members[0], first), 0);
    assert_refcnt(first, 2);
    RcObject *value = RcMember_GetOne((const char *)thing, &members[0]);
    assert_ptr_equal(value, first);
    assert_refcnt(first, 3);
    Rc_DECREF(value);
    assert_int_equal(RcMember_SetOne((char *)thing, &members[0], NULL), 0);
    assert_refcnt(first, 1);
    assert_int_equal(RcMember_SetOne((char *)thing, &members[1], first), -1);
    assert_raises(RcExc_AttributeError, NULL);
    assert_null(RcMember_GetOne(NULL, &members[0]));
    assert_raises(RcExc_SystemError, "RcMember_GetOne: bad argument");
    assert_null(RcMember_GetOne((const char *)thing, NULL));
    assert_raises(RcExc_SystemError, "RcMember_GetOne: bad argument");
    assert_int_equal(RcMember_SetOne(NULL, &members[0], first), -1);
    assert_raises(RcExc_SystemError, "RcMember_SetOne: bad argument");
    assert_int_equal(RcMember_SetOne((char *)thing, NULL, first), -1);
    assert_raises(RcExc_SystemError, "RcMember_SetOne: bad argument");
    drop_objects();
}

/* ---- Computed attributes ---- */

static void test_getset_computes(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *both = RcDescr_NewGetSet(the_type(), &getset[0]);
    assert_true(Rc_IS_TYPE(both, &RcGetSetDescr_Type));
    assert_refcnt(both, 1);
    assert_refcnt(type, 3);
    Rc_descrgetfunc get = RcGetSetDescr_Type.tp_descr_get;
    Rc_descrsetfunc set = RcGetSetDescr_Type.tp_descr_set;
    RcObject *value = get(both, thing, type);
    assert_ptr_equal(value, answer);
    assert_refcnt(answer, 2);
    assert_ptr_equal(seen.self, thing);
    assert_ptr_equal(seen.closure, &closure_object);
    Rc_DECREF(value);
    assert_int_equal(set(both, thing, first), 0);
    assert_ptr_equal(seen.value, first);
    assert_ptr_equal(seen.closure, &closure_object);
    assert_int_equal(set(both, thing, NULL), 0);
    assert_null(seen.value);
    value = get(both, NULL, type);
    assert_ptr_equal(value, both);
    assert_refcnt(both, 2);
    Rc_DECREF(value);
    const char *message = "descriptor 'both' for 'tests.Thing' objects doesn't apply to a 'int' object";
    assert_null(get(both, first, NULL));
    assert_raises(RcExc_TypeError, message);
    assert_int_equal(set(both, first, second), -1);
    assert_raises(RcExc_TypeError, message);

    RcObject *neither = RcDescr_NewGetSet(the_type(), &getset[1]);
    assert_null(get(neither, thing, type));
    assert_raises(RcExc_AttributeError, "attribute 'neither' of 'tests.Thing' objects is not readable");
    assert_int_equal(set(neither, thing, first), -1);
    assert_raises(RcExc_AttributeError, "attribute 'neither' of 'tests.Thing' objects is not writable");
    assert_refcnt(neither, 1);
    Rc_DECREF(neither);
    Rc_DECREF(both);
    drop_objects();
}

/* ---- What they tell of themselves ---- */

static void assert_text_attribute(RcObject *op, const char *attribute, const char *expected)
{
    RcObject *value = RcObject_GetAttrString(op, attribute);
    assert_str(value, expected);
    assert_refcnt(value, 1);
    assert_refcnt(op, 1);
    Rc_DECREF(value);
}

static void assert_description(RcObject *op, const char *repr, const char *its_name, const char *qualname,
                               const char *doc)
{
    assert_repr(op, repr);
    assert_text_attribute(op, "__name__", its_name);
    assert_text_attribute(op, "__qualname__", qualname);
    if (doc == NULL) {
        assert_result_is(RcObject_GetAttrString(op, "__doc__"), Rc_None);
    } else {
        assert_text_attribute(op, "__doc__", doc);
    }
    Rc_ssize_t count = Rc_REFCNT(type);
    RcObject *owner = RcObject_GetAttrString(op, "__objclass__");
    assert_ptr_equal(owner, type);
    assert_refcnt(type, count + 1);
    Rc_DECREF(owner);
    assert_int_equal(RcObject_SetAttrString(op, "__objclass__", Rc_None), -1);
    assert_raises(RcExc_AttributeError, NULL);
    assert_refcnt(op, 1);
    Rc_DECREF(op);
    assert_refcnt(type, count - 1);
}

static void test_descriptions(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    assert_description(RcDescr_NewMethod(the_type(), &methods[0]), "<method 'fast' of 'tests.Thing' objects>",
                       "fast", "Thing.fast", "About fast.");
    assert_description(RcDescr_NewMethod(the_type(), &methods[1]), "<method 'one' of 'tests.Thing' objects>",
                       "one", "Thing.one", NULL);
    assert_description(RcDescr_NewMember(the_type(), &members[0]),
                       "<member 'field' of 'tests.Thing' objects>", "field", "Thing.field", "About field.");
    assert_description(RcDescr_NewGetSet(the_type(), &getset[0]),
                       "<attribute 'both' of 'tests.Thing' objects>", "both", "Thing.both", "About both.");
    drop_objects();
}

static void test_equality_and_hash(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *one = RcDescr_NewMethod(the_type(), &methods[1]);
    RcObject *same = RcDescr_NewMethod(the_type(), &methods[1]);
    RcObject *fast = RcDescr_NewMethod(the_type(), &methods[0]);
    RcObject *elsewhere = RcDescr_NewMethod(&RcInt_Type, &methods[1]);
    RcObject *member = RcDescr_NewMember(the_type(), &members[0]);
    assert_result_is(RcObject_RichCompare(one, same, Rc_EQ), Rc_True);
    assert_result_is(RcObject_RichCompare(one, same, Rc_NE), Rc_False);
    assert_result_is(RcObject_RichCompare(one, fast, Rc_EQ), Rc_False);
    assert_result_is(RcObject_RichCompare(one, fast, Rc_NE), Rc_True);
    assert_result_is(RcObject_RichCompare(one, elsewhere, Rc_EQ), Rc_False);
    assert_result_is(RcObject_RichCompare(one, member, Rc_EQ), Rc_False);
    assert_null(RcObject_RichCompare(one, same, Rc_LE));
    assert_raises(RcExc_TypeError,
                  "'<=' not supported between instances of 'method_descriptor' and 'method_descriptor'");
    assert_int_equal(RcObject_Hash(one), RcObject_Hash(same));
    assert_int_not_equal(RcObject_Hash(one), RcObject_Hash(fast));
    assert_int_not_equal(RcObject_Hash(one), RcObject_Hash(elsewhere));
    assert_no_error();
    assert_refcnt(one, 1);
    assert_refcnt(same, 1);
    Rc_DECREF(member);
    Rc_DECREF(elsewhere);
    Rc_DECREF(fast);
    Rc_DECREF(same);
    Rc_DECREF(one);
    drop_objects();
}

static void test_types_give_them(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *one = RcObject_GetAttrString(type, "one");
    assert_true(Rc_IS_TYPE(one, &RcMethodDescr_Type));
    assert_refcnt(one, 1);
    assert_refcnt(type, 3);
    Rc_DECREF(one);
    RcObject *field = RcObject_GetAttrString(type, "field");
    assert_true(Rc_IS_TYPE(field, &RcMemberDescr_Type));
    Rc_DECREF(field);
    RcObject *both = RcObject_GetAttrString(type, "both");
    assert_true(Rc_IS_TYPE(both, &RcGetSetDescr_Type));
    Rc_DECREF(both);
    assert_refcnt(type, 2);
    drop_objects();
}

/* ---- Bad input and memory ---- */

static void test_bad_input(void **state)
{
    Rc_UNUSED(state);
    assert_null(RcDescr_NewMethod(NULL, &methods[0]));
    assert_raises(RcExc_SystemError, "RcDescr_NewMethod: bad argument");
    assert_null(RcDescr_NewMethod(&RcInt_Type, NULL));
    assert_raises(RcExc_SystemError, "RcDescr_NewMethod: bad argument");
    assert_null(RcDescr_NewMember(NULL, &members[0]));
    assert_raises(RcExc_SystemError, "RcDescr_NewMember: bad argument");
    assert_null(RcDescr_NewMember(&RcInt_Type, NULL));
    assert_raises(RcExc_SystemError, "RcDescr_NewMember: bad argument");
    assert_null(RcDescr_NewGetSet(NULL, &getset[0]));
    assert_raises(RcExc_SystemError, "RcDescr_NewGetSet: bad argument");
    assert_null(RcDescr_NewGetSet(&RcInt_Type, NULL));
    assert_raises(RcExc_SystemError, "RcDescr_NewGetSet: bad argument");
    assert_null(RcObject_CallNoArgs((RcObject *)&RcMethodDescr_Type));
    assert_raises(RcExc_TypeError, "cannot create 'method_descriptor' instances");
    assert_null(RcObject_CallNoArgs((RcObject *)&RcMemberDescr_Type));
    assert_raises(RcExc_TypeError, "cannot create 'member_descriptor' instances");
    assert_null(RcObject_CallNoArgs((RcObject *)&RcGetSetDescr_Type));
    assert_raises(RcExc_TypeError, "cannot create 'getset_descriptor' instances");
}

static int visit_log(RcObject *op, void *arg)
{
    RcObject ***next = arg;
    *(*next)++ = op;
    return 0;
}

static int visit_stop(RcObject *op, void *arg)
{
    return op == arg ? 7 : 0;
}

static void test_traverse(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *const descriptors[] = {RcDescr_NewMethod(the_type(), &methods[0]),
                                     RcDescr_NewMember(the_type(), &members[0]),
                                     RcDescr_NewGetSet(the_type(), &getset[0])};
    assert_refcnt(type, 5);
    for (int i = 0; i < 3; i++) {
        assert_true(RcObject_GC_IsTracked(descriptors[i]));
        RcObject *visited[4] = {NULL}, **next = visited;
        Rc_traverseproc traverse = Rc_TYPE(descriptors[i])->tp_traverse;
        assert_int_equal(traverse(descriptors[i], visit_log, &next), 0);
        assert_int_equal(next - visited, 1);
        assert_ptr_equal(visited[0], type);
        assert_int_equal(traverse(descriptors[i], visit_stop, type), 7);
        assert_null(Rc_TYPE(descriptors[i])->tp_clear);
        Rc_DECREF(descriptors[i]);
        assert_refcnt(type, 4 - i);
    }
    drop_objects();
}

/* When a field is released, the collector must not see its owner any more. */
static void note_tracking(Hostile *op)
{
    RcObject **owner = op->arg;
    assert_false(RcObject_GC_IsTracked(*owner));
    *owner = NULL;
}

/* The type dies with its last descriptor, and takes what was set on it along. */
static void test_dealloc_untracks_first(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    Hostile *hook = Hostile_New();
    RcObject *descriptor = RcDescr_NewMethod(the_type(), &methods[0]);
    hook->on_dealloc = note_tracking;
    hook->arg = &descriptor;
    assert_int_equal(RcObject_SetAttrString(type, "hook", (RcObject *)hook), 0);
    Rc_DECREF(hook);
    Rc_CLEAR(thing);
    Rc_CLEAR(type);
    assert_non_null(descriptor);
    Rc_DECREF(descriptor);
    assert_null(descriptor);
    Rc_CLEAR(answer);
    Rc_CLEAR(first);
    Rc_CLEAR(second);
    Rc_CLEAR(name);
}

static int sweep_new(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *op = RcDescr_NewMethod(the_type(), &methods[0]);
    if (op == NULL) {
        return -1;
    }
    Rc_DECREF(op);
    op = RcDescr_NewMember(the_type(), &members[0]);
    if (op == NULL) {
        return -1;
    }
    Rc_DECREF(op);
    op = RcDescr_NewGetSet(the_type(), &getset[0]);
    if (op == NULL) {
        return -1;
    }
    Rc_DECREF(op);
    return 0;
}

static int sweep_bind(void *descriptor)
{
    RcObject *bound = RcMethodDescr_Type.tp_descr_get(descriptor, thing, type);
    Rc_XDECREF(bound);
    return bound == NULL ? -1 : 0;
}

static int sweep_texts(void *descriptor)
{
    static const char *const attributes[] = {"__qualname__", "__doc__", "__name__"};
    for (int i = 0; i < 3; i++) {
        RcObject *text = RcObject_GetAttrString(descriptor, attributes[i]);
        if (text == NULL) {
            return -1;
        }
        Rc_DECREF(text);
    }
    RcObject *repr = RcObject_Repr(descriptor);
    Rc_XDECREF(repr);
    return repr == NULL ? -1 : 0;
}

static int sweep_refusal(void *descriptor)
{
    RcObject *result = RcObject_CallOneArg(descriptor, first);
    if (result != NULL || !RcErr_ExceptionMatches(RcExc_TypeError)) {
        return -1;
    }
    RcErr_Clear();
    return 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    make_objects();
    RcObject *fast = RcDescr_NewMethod(the_type(), &methods[0]);
    RcObject *const watched[] = {type, thing, fast, first, NULL};
    assert_int_equal(sweep(sweep_new, NULL, watched), 3);
    assert_int_equal(sweep(sweep_bind, fast, watched), 1);
    assert_true(sweep(sweep_texts, fast, watched) >= 4);
    assert_true(sweep(sweep_refusal, fast, watched) >= 2);
    Rc_DECREF(fast);
    drop_objects();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_method_is_called_with_its_instance),
        counted_test(test_method_refuses),
        counted_test(test_method_is_bound),
        counted_test(test_member_gives_the_value),
        counted_test(test_member_by_address),
        counted_test(test_getset_computes),
        counted_test(test_descriptions),
        counted_test(test_equality_and_hash),
        counted_test(test_types_give_them),
        counted_test(test_bad_input),
        counted_test(test_traverse),
        counted_test(test_dealloc_untracks_first),
        counted_test(test_out_of_memory),
    };
    RcMapping_SetMaker(Pairs_New);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
