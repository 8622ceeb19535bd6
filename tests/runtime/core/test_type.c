/* RcType_Ready: what is inherited, what is refused; the default allocation slots. */
#include "support.h"

#include "hostile.h"

#include <recount/recount.h>

#include <stdio.h>
#include <string.h>

typedef struct Pair {
    RcObject_HEAD
    RcObject *first;
    RcObject *second;
} Pair;

static int pair_traverse(RcObject *self, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(((Pair *)self)->first);
    Rc_VISIT(((Pair *)self)->second);
    return 0;
}

static int pair_clear(RcObject *self)
{
    Rc_CLEAR(((Pair *)self)->first);
    Rc_CLEAR(((Pair *)self)->second);
    return 0;
}

static void pair_dealloc(RcObject *self)
{
    RcObject_GC_UnTrack(self);
    pair_clear(self);
    Rc_TYPE(self)->tp_free(self);
}

static RcObject *pair_repr(RcObject *self)
{
    Rc_UNUSED(self);
    return RcStr_FromString("pair");
}

static Rc_hash_t pair_hash(RcObject *self)
{
    Rc_UNUSED(self);
    return 7;
}

static RcObject *pair_compare(RcObject *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    Rc_RETURN_NOTIMPLEMENTED;
}

static RcObject *pair_call(RcObject *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    return Rc_NewRef(self);
}

static Rc_ssize_t pair_length(RcObject *self)
{
    Rc_UNUSED(self);
    return 2;
}

static RcObject *pair_concat(RcObject *self, RcObject *other)
{
    Rc_UNUSED(other);
    return Rc_NewRef(self);
}

static void pair_finalize(RcObject *self)
{
    Rc_UNUSED(self);
}

static RcSequenceMethods pair_sequence = {.sq_length = pair_length, .sq_concat = pair_concat};

static RcTypeObject Pair_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Pair",
    .tp_basicsize = sizeof(Pair),
    .tp_dealloc = pair_dealloc,
    .tp_repr = pair_repr,
    .tp_as_sequence = &pair_sequence,
    .tp_hash = pair_hash,
    .tp_call = pair_call,
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC | Rc_TPFLAGS_BASETYPE,
    .tp_traverse = pair_traverse,
    .tp_clear = pair_clear,
    .tp_richcompare = pair_compare,
    .tp_new = RcType_GenericNew,
    .tp_finalize = pair_finalize,
};

/* A type of this name and size, and nothing else. */
static RcTypeObject plain(const char *name)
{
    RcTypeObject type = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = name, .tp_basicsize = sizeof(Pair)};
    return type;
}

static void test_a_static_type_inherits_from_object(void **state)
{
    static RcTypeObject type = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Plain",
                                .tp_basicsize = sizeof(Pair)};
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&type), 0);
    assert_int_equal(RcType_Ready(&type), 0); /* again: nothing */
    assert_ptr_equal(Rc_TYPE(&type), &RcType_Type);
    assert_ptr_equal(type.tp_base, &RcBaseObject_Type);
    assert_true(type.tp_dealloc == RcBaseObject_Type.tp_dealloc);
    assert_true(type.tp_repr == RcBaseObject_Type.tp_repr);
    assert_true(type.tp_str == RcBaseObject_Type.tp_str);
    assert_true(type.tp_hash == RcObject_GenericHash);
    assert_true(type.tp_richcompare == RcBaseObject_Type.tp_richcompare);
    assert_true(type.tp_getattro == RcObject_GenericGetAttr);
    assert_true(type.tp_setattro == RcObject_GenericSetAttr);
    assert_true(type.tp_alloc == RcType_GenericAlloc);
    assert_true(type.tp_free == RcObject_Free);
    assert_true(type.tp_init == RcBaseObject_Type.tp_init);
    assert_null(type.tp_new); /* not object's: C code decides whether there is a constructor */
    assert_true(RcType_HasFeature(&type, Rc_TPFLAGS_DISALLOW_INSTANTIATION));
    assert_true(RcType_HasFeature(&type, Rc_TPFLAGS_IMMUTABLETYPE));
    assert_true(RcType_GetFlags(&type) & Rc_TPFLAGS_READY);
    assert_true(Rc_IsImmortal(&type));
}

static void test_a_subtype_inherits_everything(void **state)
{
    static RcTypeObject type = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Sub", .tp_base = &Pair_Type};
    static RcSequenceMethods own = {.sq_repeat = NULL, .sq_length = NULL};
    static RcTypeObject with_suite = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.SubSuite",
                                      .tp_base = &Pair_Type, .tp_as_sequence = &own};
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&type), 0); /* readies its base too */
    assert_true(RcType_HasFeature(&Pair_Type, Rc_TPFLAGS_READY));
    assert_int_equal(type.tp_basicsize, sizeof(Pair));
    assert_true(type.tp_dealloc == pair_dealloc);
    assert_true(type.tp_repr == pair_repr);
    assert_true(type.tp_hash == pair_hash);
    assert_true(type.tp_richcompare == pair_compare);
    assert_true(type.tp_call == pair_call);
    assert_true(type.tp_finalize == pair_finalize);
    assert_true(RcType_IS_GC(&type));
    assert_true(type.tp_traverse == pair_traverse);
    assert_true(type.tp_clear == pair_clear);
    assert_true(type.tp_free == RcObject_GC_Del);
    assert_true(type.tp_new == RcType_GenericNew);
    assert_ptr_equal(type.tp_as_sequence, &pair_sequence);
    assert_false(RcType_HasFeature(&type, Rc_TPFLAGS_BASETYPE)); /* each says so for itself */

    assert_int_equal(RcType_Ready(&with_suite), 0);
    assert_ptr_equal(with_suite.tp_as_sequence, &own);
    assert_true(own.sq_length == pair_length);
    assert_true(own.sq_concat == pair_concat);
    assert_null(own.sq_repeat);
}

static void test_hash_and_comparison_travel_together(void **state)
{
    static RcTypeObject compares = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Compares",
                                    .tp_base = &Pair_Type, .tp_richcompare = pair_compare};
    static RcTypeObject hashes = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Hashes",
                                  .tp_base = &Pair_Type, .tp_hash = pair_hash};
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&compares), 0);
    assert_true(compares.tp_hash == RcObject_HashNotImplemented);
    assert_int_equal(RcType_Ready(&hashes), 0);
    assert_null(hashes.tp_richcompare);
}

static void test_traverse_and_clear_travel_together(void **state)
{
    static RcTypeObject type = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.OwnTraverse",
                                .tp_base = &Pair_Type, .tp_flags = Rc_TPFLAGS_HAVE_GC,
                                .tp_traverse = pair_traverse};
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&type), 0);
    assert_null(type.tp_clear);
}

static void test_vectorcall_is_inherited_with_call(void **state)
{
    static RcTypeObject base = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Calls",
                                .tp_basicsize = sizeof(Pair), .tp_vectorcall_offset = offsetof(Pair, first),
                                .tp_call = RcVectorcall_Call,
                                .tp_flags = Rc_TPFLAGS_BASETYPE | Rc_TPFLAGS_HAVE_VECTORCALL};
    static RcTypeObject sub = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.CallsToo", .tp_base = &base};
    static RcTypeObject own = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.CallsAlone", .tp_base = &base,
                               .tp_call = pair_call};
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&sub), 0);
    assert_true(sub.tp_call == RcVectorcall_Call);
    assert_int_equal(sub.tp_vectorcall_offset, offsetof(Pair, first));
    assert_true(RcType_HasFeature(&sub, Rc_TPFLAGS_HAVE_VECTORCALL));
    assert_int_equal(RcType_Ready(&own), 0);
    assert_false(RcType_HasFeature(&own, Rc_TPFLAGS_HAVE_VECTORCALL));
}

static void test_families_are_inherited(void **state)
{
    Rc_UNUSED(state);
    assert_true(RcType_HasFeature(&RcBool_Type, Rc_TPFLAGS_INT_SUBCLASS));
    assert_true(RcType_IsSubtype(&RcBool_Type, &RcInt_Type));
    assert_true(RcType_IsSubtype(&RcBool_Type, &RcBaseObject_Type));
    assert_false(RcType_IsSubtype(&RcInt_Type, &RcBool_Type));
    assert_true(RcObject_TypeCheck(Rc_True, &RcInt_Type));
    assert_false(RcObject_TypeCheck(Rc_True, &RcStr_Type));
    assert_true(RcType_Check(&RcBool_Type));
    assert_true(RcType_CheckExact(&RcBool_Type));
    assert_false(RcType_Check(Rc_None));
}

static void refused(RcTypeObject *type, RcObject *exception, const char *message)
{
    assert_int_equal(RcType_Ready(type), -1);
    assert_raises(exception, message);
    assert_false(RcType_HasFeature(type, Rc_TPFLAGS_READY | Rc_TPFLAGS_READYING));
}

static void test_what_is_refused(void **state)
{
    RcTypeObject type;
    char message[100];
    RcMemberDef outside[] = {{"far", Rc_T_OBJECT, sizeof(Pair), 0, NULL}, {NULL, 0, 0, 0, NULL}};
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(NULL), -1);
    assert_raises(RcExc_SystemError, "RcType_Ready: bad argument");
    type = plain(NULL);
    refused(&type, RcExc_SystemError, "RcType_Ready: a type without tp_name");
    type = plain("t");
    type.tp_flags = Rc_TPFLAGS_HAVE_GC;
    refused(&type, RcExc_SystemError, "type 't': it has the Rc_TPFLAGS_HAVE_GC flag but no tp_traverse");
    type.tp_traverse = pair_traverse;
    type.tp_free = RcObject_Free;
    refused(&type, RcExc_SystemError,
            "type 't': it has the Rc_TPFLAGS_HAVE_GC flag, so tp_free must be RcObject_GC_Del");
    type = plain("t");
    type.tp_basicsize = 8;
    snprintf(message, sizeof message, "type 't': tp_basicsize 8 is below the %zu of its base 'object'",
             sizeof(RcObject));
    refused(&type, RcExc_SystemError, message);
    type = plain("t");
    type.tp_itemsize = -1;
    refused(&type, RcExc_SystemError, "type 't': tp_itemsize is negative");
    type = plain("t");
    type.tp_basicsize = RC_SSIZE_T_MAX - 60;
    type.tp_itemsize = 2;
    refused(&type, RcExc_SystemError, "type 't': tp_basicsize is too large");
    type = plain("t");
    type.tp_basicsize = sizeof(RcObject);
    type.tp_itemsize = 8;
    refused(&type, RcExc_SystemError, "type 't': tp_itemsize needs RcObject_VAR_HEAD in tp_basicsize");
    type = plain("t");
    type.tp_members = outside;
    refused(&type, RcExc_SystemError, "type 't': member 'far' is out of bounds");
    outside[0].type = Rc_T_LONG; /* begins within the instance, ends behind it */
    outside[0].offset = type.tp_basicsize - 1;
    refused(&type, RcExc_SystemError, "type 't': member 'far' is out of bounds");
    outside[0].offset = -1;
    refused(&type, RcExc_SystemError, "type 't': member 'far' is out of bounds");
    type = plain("t");
    type.tp_base = &RcBool_Type;
    refused(&type, RcExc_TypeError, "type 'bool' is not an acceptable base type");
    type = plain("t");
    type.tp_base = &type;
    type.tp_flags = Rc_TPFLAGS_BASETYPE;
    refused(&type, RcExc_SystemError, "type 't': it is its own base");
}

static RcObject *any_method(RcObject *self, RcObject *args)
{
    Rc_UNUSED(self);
    Rc_UNUSED(args);
    Rc_RETURN_NONE;
}

static void test_methods_that_are_refused(void **state)
{
    static const int bad[] = {
        0,
        RC_METH_KEYWORDS,
        RC_METH_O | RC_METH_NOARGS,
        RC_METH_O | RC_METH_KEYWORDS,
        RC_METH_VARARGS | RC_METH_FASTCALL,
        RC_METH_CLASS,
        RC_METH_O | RC_METH_CLASS | RC_METH_STATIC,
        RC_METH_FASTCALL | 0x200,
    };
    static const int good[] = {
        RC_METH_NOARGS,
        RC_METH_O,
        RC_METH_VARARGS | RC_METH_COEXIST,
        RC_METH_VARARGS | RC_METH_KEYWORDS,
        RC_METH_FASTCALL | RC_METH_CLASS,
        RC_METH_FASTCALL | RC_METH_KEYWORDS | RC_METH_STATIC,
    };
    RcMethodDef methods[] = {
        {"first", any_method, RC_METH_O, NULL}, {"f", NULL, RC_METH_O, NULL}, {NULL, NULL, 0, NULL}};
    RcTypeObject type;
    Rc_UNUSED(state);

    type = plain("x.T");
    type.tp_methods = methods;
    refused(&type, RcExc_SystemError, "type 'x.T': method 'f' has no function");
    methods[1].ml_meth = any_method;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        methods[1].ml_flags = bad[i];
        refused(&type, RcExc_SystemError, "type 'x.T': method 'f' has bad call flags");
    }
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        type = plain("x.T");
        type.tp_methods = methods;
        methods[1].ml_flags = good[i];
        assert_int_equal(RcType_Ready(&type), 0);
    }
}

static void test_offsets_that_are_refused(void **state)
{
    static const Rc_ssize_t offsets[] = {-8, 8, 17, sizeof(Pair) - sizeof(void *) / 2, sizeof(Pair)};
    RcTypeObject type;
    Rc_UNUSED(state);

    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        type = plain("t");
        type.tp_weaklistoffset = offsets[i];
        refused(&type, RcExc_SystemError, "type 't': tp_weaklistoffset is out of bounds");
        type = plain("t");
        type.tp_flags = Rc_TPFLAGS_HAVE_VECTORCALL;
        type.tp_call = pair_call;
        type.tp_vectorcall_offset = offsets[i];
        refused(&type, RcExc_SystemError,
                "type 't': Rc_TPFLAGS_HAVE_VECTORCALL needs a tp_vectorcall_offset within the instance");
    }
    type = plain("t");
    type.tp_flags = Rc_TPFLAGS_HAVE_VECTORCALL;
    type.tp_vectorcall_offset = sizeof(RcObject);
    refused(&type, RcExc_SystemError,
            "type 't': Rc_TPFLAGS_HAVE_VECTORCALL needs tp_call (RcVectorcall_Call will do)");
}

static void test_slots_without_a_use_are_refused(void **state)
{
    static const size_t offsets[] = {offsetof(RcTypeObject, tp_as_async),
                                     offsetof(RcTypeObject, tp_as_buffer),
                                     offsetof(RcTypeObject, tp_dictoffset), offsetof(RcTypeObject, tp_is_gc),
                                     offsetof(RcTypeObject, tp_del)};
    static const size_t names[] = {offsetof(RcTypeObject, tp_getattr), offsetof(RcTypeObject, tp_setattr)};
    RcTypeObject type;
    Rc_UNUSED(state);

    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        type = plain("t");
        ((char *)&type)[offsets[i]] = 1;
        refused(&type, RcExc_SystemError,
                "type 't': tp_as_async, tp_as_buffer, tp_dictoffset, tp_is_gc and tp_del are not supported");
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        type = plain("t");
        ((char *)&type)[names[i]] = 1;
        refused(&type, RcExc_SystemError,
                "type 't': tp_getattr and tp_setattr are not supported; use tp_getattro and tp_setattro");
    }
}

/* The error of a refused type releases the one that was pending, whose dealloc readies a type. */
static int readied;

static void ready_another(Hostile *self)
{
    static RcTypeObject another = {RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Another",
                                   .tp_basicsize = sizeof(RcObject)};
    Rc_UNUSED(self);
    readied = RcType_Ready(&another) == 0;
}

static void test_ready_from_within_ready(void **state)
{
    RcTypeObject bad = plain("t");
    Hostile *hostile = Hostile_New();
    Rc_UNUSED(state);

    hostile->on_dealloc = ready_another;
    RcErr_SetObject(RcExc_ValueError, (RcObject *)hostile);
    Rc_DECREF(hostile);
    bad.tp_itemsize = -1;
    readied = 0;
    refused(&bad, RcExc_SystemError, "type 't': tp_itemsize is negative");
    assert_int_equal(readied, 1);
}

static void test_generic_alloc_zeroes_and_tracks(void **state)
{
    Pair *pair;
    RcObject *tuple;
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&Pair_Type), 0);
    pair = (Pair *)RcType_GenericAlloc(&Pair_Type, 0);
    assert_refcnt(pair, 1);
    assert_null(pair->first);
    assert_null(pair->second);
    assert_true(RcObject_GC_IsTracked(&pair->ob_base));
    assert_live(1);
    Rc_DECREF(pair);
    assert_live(0);

    tuple = RcType_GenericAlloc(&RcTuple_Type, 3);
    assert_int_equal(Rc_SIZE(tuple), 3);
    assert_null(RcTuple_GET_ITEM(tuple, 2));
    Rc_DECREF(tuple);

    assert_null(RcType_GenericAlloc(&RcTuple_Type, -1));
    assert_raises(RcExc_SystemError, "RcType_GenericAlloc: bad argument");
    assert_null(RcType_GenericAlloc(&RcTuple_Type, RC_SSIZE_T_MAX / (Rc_ssize_t)sizeof(RcObject *)));
    assert_raises(RcExc_MemoryError, NULL);
    assert_null(RcType_GenericAlloc(NULL, 0));
    assert_raises(RcExc_SystemError, "RcType_GenericAlloc: bad argument");
}

static void test_generic_new(void **state)
{
    RcObject *pair;
    RcTypeObject unready = plain("test.Unready");
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&Pair_Type), 0);
    pair = RcType_GenericNew(&Pair_Type, NULL, NULL);
    assert_refcnt(pair, 1);
    Rc_DECREF(pair);
    assert_null(RcType_GenericNew(NULL, NULL, NULL));
    assert_raises(RcExc_SystemError, "RcType_GenericNew: bad argument");
    assert_null(RcType_GenericNew(&unready, NULL, NULL));
    assert_raises(RcExc_SystemError, "RcType_GenericNew: bad argument");
    assert_null(RcType_GenericAlloc(&unready, 0));
    assert_raises(RcExc_SystemError,
                  "RcType_GenericAlloc: type 'test.Unready' is not ready; call RcType_Ready() first");
}

static int alloc_one(void *arg)
{
    RcObject *op = RcType_GenericAlloc(arg, 2);
    Rc_XDECREF(op);
    return op != NULL ? 0 : -1;
}

static void test_generic_alloc_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Pair_Type), 0);
    assert_int_equal(sweep(alloc_one, &Pair_Type, NULL), 1);
    assert_int_equal(sweep(alloc_one, &RcTuple_Type, NULL), 1);
    assert_int_equal(sweep(alloc_one, &RcBaseObject_Type, NULL), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_a_static_type_inherits_from_object),
        counted_test(test_a_subtype_inherits_everything),
        counted_test(test_hash_and_comparison_travel_together),
        counted_test(test_traverse_and_clear_travel_together),
        counted_test(test_vectorcall_is_inherited_with_call),
        counted_test(test_families_are_inherited),
        counted_test(test_what_is_refused),
        counted_test(test_methods_that_are_refused),
        counted_test(test_offsets_that_are_refused),
        counted_test(test_slots_without_a_use_are_refused),
        counted_test(test_ready_from_within_ready),
        counted_test(test_generic_alloc_zeroes_and_tracks),
        counted_test(test_generic_new),
        counted_test(test_generic_alloc_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
