/* Attribute lookup on instances and on types, and what it does to counts. */
#include "support.h"

#include "protocol/attribute.h"

#include <recount/recount.h>

#include <string.h>

typedef struct Thing {
    RcObject_HEAD
    RcObject *field;
    RcObject *computed;
} Thing;

static RcObject *thing_get(RcObject *self, void *closure)
{
    RcObject *value = ((Thing *)self)->computed;
    assert_string_equal(closure, "closure");
    return value != NULL ? Rc_NewRef(value) : RcErr_Format(RcExc_ValueError, "nothing there");
}

static int thing_set(RcObject *self, RcObject *value, void *closure)
{
    assert_string_equal(closure, "closure");
    Rc_XSETREF(((Thing *)self)->computed, Rc_XNewRef(value));
    return 0;
}

static RcObject *thing_me(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(unused);
    return self != NULL ? Rc_NewRef(self) : Rc_NewRef(Rc_None);
}

static RcMethodDef thing_methods[] = {
    {"me", thing_me, RC_METH_NOARGS, NULL},
    {"free", thing_me, RC_METH_NOARGS | RC_METH_STATIC, NULL},
    {"kind", thing_me, RC_METH_NOARGS | RC_METH_CLASS, NULL},
    {NULL, NULL, 0, NULL},
};

static RcMemberDef thing_members[] = {
    {"field", Rc_T_OBJECT_EX, offsetof(Thing, field), 0, NULL},
    {NULL, 0, 0, 0, NULL},
};

static RcGetSetDef thing_getset[] = {
    {"computed", thing_get, thing_set, NULL, (void *)"closure"},
    {"fixed", thing_get, NULL, NULL, (void *)"closure"},
    {"writeonly", NULL, thing_set, NULL, (void *)"closure"},
    {NULL, NULL, NULL, NULL, NULL},
};

static void thing_dealloc(RcObject *self)
{
    RcTypeObject *type = Rc_TYPE(self);
    Rc_XDECREF(((Thing *)self)->field);
    Rc_XDECREF(((Thing *)self)->computed);
    type->tp_free(self);
    Rc_DECREF(type);
}

static RcObject *make_type(void)
{
    RcType_Slot slots[] = {{Rc_tp_methods, thing_methods},
                           {Rc_tp_members, thing_members},
                           {Rc_tp_getset, thing_getset},
                           {Rc_tp_dealloc, (void *)thing_dealloc},
                           {0, NULL}};
    RcType_Spec spec = {"test.Thing", sizeof(Thing), 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, slots};
    return RcType_FromSpec(&spec);
}

/* A type, an instance, and a value to put somewhere. */
typedef struct Scene {
    RcObject *type;
    RcObject *op;
    RcObject *value;
} Scene;

static Scene scene(void)
{
    Scene s;
    s.type = make_type();
    s.op = RcObject_CallNoArgs(s.type);
    s.value = RcFloat_FromDouble(1.5);
    return s;
}

static void end(Scene s)
{
    assert_refcnt(s.value, 1);
    assert_refcnt(s.op, 1);
    Rc_DECREF(s.op);
    assert_refcnt(s.type, 1);
    Rc_DECREF(s.type);
    Rc_DECREF(s.value);
}

static void test_members_and_getset(void **state)
{
    Scene s = scene();
    RcObject *got;
    Rc_UNUSED(state);

    assert_null(RcObject_GetAttrString(s.op, "field"));
    assert_raises(RcExc_AttributeError, "'test.Thing' object has no attribute 'field'");
    assert_int_equal(RcObject_SetAttrString(s.op, "field", s.value), 0);
    assert_refcnt(s.value, 2);
    got = RcObject_GetAttrString(s.op, "field");
    assert_ptr_equal(got, s.value);
    assert_refcnt(s.value, 3);
    Rc_DECREF(got);
    assert_int_equal(RcObject_DelAttrString(s.op, "field"), 0);
    assert_refcnt(s.value, 1);

    assert_int_equal(RcObject_SetAttrString(s.op, "computed", s.value), 0);
    assert_refcnt(s.value, 2);
    got = RcObject_GetAttrString(s.op, "fixed");
    assert_ptr_equal(got, s.value);
    Rc_DECREF(got);
    assert_int_equal(RcObject_SetAttrString(s.op, "fixed", s.value), -1);
    assert_raises(RcExc_AttributeError, "attribute 'fixed' of 'test.Thing' objects is not writable");
    assert_refcnt(s.value, 2);
    assert_null(RcObject_GetAttrString(s.op, "writeonly"));
    assert_raises(RcExc_AttributeError, "attribute 'writeonly' of 'test.Thing' objects is not readable");
    assert_int_equal(RcObject_DelAttrString(s.op, "computed"), 0);
    assert_refcnt(s.value, 1);
    assert_null(RcObject_GetAttrString(s.op, "computed"));
    assert_raises(RcExc_ValueError, "nothing there");
    end(s);
}

static void test_methods_are_bound(void **state)
{
    Scene s = scene();
    RcObject *method, *result;
    Rc_UNUSED(state);

    method = RcObject_GetAttrString(s.op, "me");
    assert_refcnt(s.op, 2);
    result = RcObject_CallNoArgs(method);
    assert_ptr_equal(result, s.op);
    assert_refcnt(s.op, 3);
    Rc_DECREF(result);
    Rc_DECREF(method);
    assert_refcnt(s.op, 1);

    method = RcObject_GetAttrString(s.op, "free");
    assert_refcnt(s.op, 1);
    result = RcObject_CallNoArgs(method);
    assert_ptr_equal(result, Rc_None);
    Rc_DECREF(result);
    Rc_DECREF(method);

    method = RcObject_GetAttrString(s.op, "kind");
    assert_refcnt(s.type, 3); /* the instance's and the method's */
    result = RcObject_CallNoArgs(method);
    assert_ptr_equal(result, s.type);
    Rc_DECREF(result);
    Rc_DECREF(method);

    assert_int_equal(RcObject_SetAttrString(s.op, "me", s.value), -1);
    assert_raises(RcExc_AttributeError, "'test.Thing' object attribute 'me' is read-only");
    end(s);
}

static void test_what_is_not_there(void **state)
{
    Scene s = scene();
    RcObject *name = RcStr_FromStringAndSize("me\0", 3);
    Rc_UNUSED(state);

    assert_null(RcObject_GetAttrString(s.op, "nothing"));
    assert_raises(RcExc_AttributeError, "'test.Thing' object has no attribute 'nothing'");
    assert_int_equal(RcObject_SetAttrString(s.op, "nothing", s.value), -1);
    assert_raises(RcExc_AttributeError, "'test.Thing' object has no attribute 'nothing'");
    assert_null(RcObject_GetAttr(s.op, name)); /* a NUL is a part of the name */
    assert_raises(RcExc_AttributeError, NULL);
    assert_null(RcObject_GenericGetAttr(s.op, s.value));
    assert_raises(RcExc_TypeError, "attribute name must be string, not 'float'");
    assert_int_equal(RcObject_GenericSetAttr(s.op, s.value, s.value), -1);
    assert_raises(RcExc_TypeError, "attribute name must be string, not 'float'");
    assert_null(RcObject_GenericGetAttr(s.op, NULL));
    assert_raises(RcExc_TypeError, "attribute name must be string, not 'NULL'");
    assert_null(RcObject_GenericGetAttr(NULL, Rc_None));
    assert_raises(RcExc_SystemError, "RcObject_GenericGetAttr: null argument");
    assert_int_equal(RcObject_GenericSetAttr(NULL, Rc_None, Rc_None), -1);
    assert_raises(RcExc_SystemError, "RcObject_GenericSetAttr: null argument");
    Rc_DECREF(name);
    end(s);
}

static void test_attributes_of_heap_types(void **state)
{
    Scene s = scene();
    RcObject *got;
    Rc_UNUSED(state);

    assert_int_equal(RcObject_DelAttrString(s.type, "shared"), -1);
    assert_raises(RcExc_AttributeError, "type object 'test.Thing' has no attribute 'shared'");
    assert_int_equal(RcObject_SetAttrString(s.type, "shared", s.value), 0);
    assert_refcnt(s.value, 2);
    got = RcObject_GetAttrString(s.type, "shared");
    assert_ptr_equal(got, s.value);
    assert_refcnt(s.value, 3);
    Rc_DECREF(got);
    got = RcObject_GetAttrString(s.op, "shared"); /* seen through the instance */
    assert_ptr_equal(got, s.value);
    assert_refcnt(s.value, 3);
    Rc_DECREF(got);
    assert_int_equal(RcObject_SetAttrString(s.op, "shared", s.value), -1);
    assert_raises(RcExc_AttributeError, "'test.Thing' object attribute 'shared' is read-only");
    assert_refcnt(s.value, 2);
    assert_int_equal(RcObject_DelAttrString(s.type, "shared"), 0);
    assert_refcnt(s.value, 1);
    assert_int_equal(RcObject_DelAttrString(s.type, "shared"), -1);
    assert_raises(RcExc_AttributeError, "type object 'test.Thing' has no attribute 'shared'");
    assert_null(RcObject_GetAttrString(s.type, "shared"));
    assert_raises(RcExc_AttributeError, "type object 'test.Thing' has no attribute 'shared'");
    end(s);
}

static void test_a_subtype_sees_its_bases_attributes(void **state)
{
    Scene s = scene();
    RcType_Slot slots[] = {{0, NULL}};
    RcType_Spec spec = {"test.Sub", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *sub = RcType_FromSpecWithBases(&spec, s.type), *got;
    Rc_UNUSED(state);

    assert_int_equal(RcObject_SetAttrString(s.type, "shared", s.value), 0);
    got = RcObject_GetAttrString(sub, "shared");
    assert_ptr_equal(got, s.value);
    Rc_DECREF(got);
    assert_int_equal(RcObject_DelAttrString(sub, "shared"), -1); /* not its own */
    assert_raises(RcExc_AttributeError, "type object 'test.Sub' has no attribute 'shared'");
    assert_int_equal(RcObject_SetAttrString(s.type, "me", s.value), 0); /* a set one hides the method */
    got = RcObject_GetAttrString(s.op, "me");
    assert_ptr_equal(got, s.value);
    Rc_DECREF(got);
    Rc_DECREF(sub);
    assert_int_equal(RcObject_DelAttrString(s.type, "me"), 0);
    assert_int_equal(RcObject_DelAttrString(s.type, "shared"), 0);
    end(s);
}

static void test_a_type_describes_its_attributes(void **state)
{
    Scene s = scene();
    static const char *const names[] = {"me", "field", "computed"};
    RcObject *got;
    Rc_UNUSED(state);

    for (int i = 0; i < 3; i++) {
        got = RcObject_GetAttrString(s.type, names[i]);
        assert_true(Rc_IS_TYPE(got, i == 0   ? &RcMethodDescr_Type
                                    : i == 1 ? &RcMemberDescr_Type
                                             : &RcGetSetDescr_Type));
        assert_refcnt(got, 1);
        assert_refcnt(s.type, 3);
        Rc_DECREF(got);
        assert_refcnt(s.type, 2);
    }
    got = RcObject_GetAttrString(s.type, "free");
    assert_true(RcCFunction_Check(got));
    Rc_DECREF(got);
    got = RcObject_GetAttrString(s.type, "kind");
    assert_refcnt(s.type, 3);
    Rc_DECREF(got);
    got = RcObject_GetAttrString(s.type, "__name__");
    assert_str(got, "Thing");
    Rc_DECREF(got);
    assert_int_equal(RcObject_SetAttrString((RcObject *)&RcList_Type, "x", s.value), -1);
    assert_raises(RcExc_TypeError, "cannot set 'x' attribute of immutable type 'list'");
    assert_int_equal(RcObject_DelAttrString((RcObject *)&RcList_Type, "append"), -1);
    assert_raises(RcExc_TypeError, "cannot set 'append' attribute of immutable type 'list'");
    assert_int_equal(RcType_Type.tp_setattro(s.type, Rc_None, s.value), -1);
    assert_raises(RcExc_TypeError, "attribute name must be string, not 'NoneType'");
    assert_null(RcType_Type.tp_getattro(s.type, Rc_None));
    assert_raises(RcExc_TypeError, "attribute name must be string, not 'NoneType'");
    end(s);
}

/* -- descriptors of the user's, set on a type -- */

static RcObject *descriptor_seen[2]; /* instance and type of the last get */
static RcObject *stored;

static RcObject *descriptor_get(RcObject *self, RcObject *op, RcObject *type)
{
    Rc_UNUSED(self);
    descriptor_seen[0] = op;
    descriptor_seen[1] = type;
    return stored != NULL ? Rc_NewRef(stored) : RcErr_Format(RcExc_ValueError, "empty descriptor");
}

static int descriptor_set(RcObject *self, RcObject *op, RcObject *value)
{
    Rc_UNUSED(self);
    Rc_UNUSED(op);
    stored = value;
    return 0;
}

static RcTypeObject Descriptor_Type = {
    RcVarObject_HEAD_INIT(NULL, 0).tp_name = "test.Descriptor",
    .tp_basicsize = sizeof(RcObject),
    .tp_descr_get = descriptor_get,
    .tp_descr_set = descriptor_set,
};

static void test_a_descriptor_on_a_type(void **state)
{
    Scene s = scene();
    RcObject *descriptor, *got;
    Rc_UNUSED(state);

    assert_int_equal(RcType_Ready(&Descriptor_Type), 0);
    descriptor = RcObject_New(RcObject, &Descriptor_Type);
    assert_int_equal(RcObject_SetAttrString(s.type, "managed", descriptor), 0);
    assert_refcnt(descriptor, 2);
    stored = NULL;
    assert_null(RcObject_GetAttrString(s.op, "managed"));
    assert_raises(RcExc_ValueError, "empty descriptor");
    assert_refcnt(descriptor, 2);
    assert_int_equal(RcObject_SetAttrString(s.op, "managed", s.value), 0);
    assert_refcnt(descriptor, 2);
    got = RcObject_GetAttrString(s.op, "managed");
    assert_ptr_equal(got, s.value);
    assert_ptr_equal(descriptor_seen[0], s.op);
    assert_ptr_equal(descriptor_seen[1], s.type);
    Rc_DECREF(got);
    got = RcObject_GetAttrString(s.type, "managed");
    assert_ptr_equal(got, s.value);
    assert_null(descriptor_seen[0]);
    assert_ptr_equal(descriptor_seen[1], s.type);
    Rc_DECREF(got);
    assert_refcnt(descriptor, 2);
    assert_int_equal(RcObject_DelAttrString(s.type, "managed"), 0);
    assert_refcnt(descriptor, 1);
    Rc_DECREF(descriptor);
    stored = NULL;
    end(s);
}

/* -- the lookup itself -- */

static void test_lookup(void **state)
{
    RcAttribute attribute;
    RcObject *name = RcStr_FromString("append");
    Rc_UNUSED(state);

    assert_int_equal(_RcType_Lookup(&RcList_Type, name, &attribute), 1);
    assert_int_equal(attribute.kind, RC_ATTRIBUTE_METHOD);
    assert_ptr_equal(attribute.owner, &RcList_Type);
    assert_string_equal(((RcMethodDef *)attribute.definition)->ml_name, "append");
    assert_int_equal(_RcType_Lookup(&RcInt_Type, name, &attribute), 0);
    assert_int_equal(attribute.kind, RC_ATTRIBUTE_NONE);
    assert_int_equal(_RcType_Lookup(&RcInt_Type, Rc_None, &attribute), -1);
    assert_raises(RcExc_TypeError, NULL);
    Rc_DECREF(name);
}

static int get_and_set(void *arg)
{
    Scene *s = arg;
    RcObject *got;

    if (RcObject_SetAttrString(s->type, "shared", s->value) < 0) {
        return -1;
    }
    got = RcObject_GetAttrString(s->op, "shared");
    Rc_XDECREF(got);
    if (got != NULL) {
        got = RcObject_GetAttrString(s->op, "me");
        Rc_XDECREF(got);
    }
    if (got != NULL) {
        got = RcObject_GetAttrString(s->type, "me");
        Rc_XDECREF(got);
    }
    Rc_CLEAR(((RcTypeObject *)s->type)->tp_dict);
    return got != NULL ? 0 : -1;
}

static void test_out_of_memory(void **state)
{
    Scene s = scene();
    RcObject *watched[] = {s.type, s.op, s.value, NULL};
    Rc_UNUSED(state);

    assert_true(sweep(get_and_set, &s, watched) >= 6);
    assert_null(((RcTypeObject *)s.type)->tp_dict);
    end(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_members_and_getset),
        counted_test(test_methods_are_bound),
        counted_test(test_what_is_not_there),
        counted_test(test_attributes_of_heap_types),
        counted_test(test_a_subtype_sees_its_bases_attributes),
        counted_test(test_a_type_describes_its_attributes),
        counted_test(test_a_descriptor_on_a_type),
        counted_test(test_lookup),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
