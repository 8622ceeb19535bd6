/* Heap types: RcType_FromSpec, what the type owns, and the generated dealloc, traverse and clear of its
 * instances. */
#include "support.h"

#include "hostile.h"

#include <recount/recount.h>

#include <string.h>

typedef struct Box {
    RcObject_HEAD
    RcObject *content; /* a writable Rc_T_OBJECT_EX member: owned */
    RcObject *shown;   /* a read-only one: the type's own business */
} Box;

static RcMemberDef box_members[] = {
    {"content", Rc_T_OBJECT_EX, offsetof(Box, content), 0, NULL},
    {"shown", Rc_T_OBJECT_EX, offsetof(Box, shown), Rc_READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static RcObject *make_box_type(RcObject *base)
{
    RcType_Slot slots[] = {{Rc_tp_members, box_members}, {Rc_tp_doc, (void *)"a box"}, {0, NULL}};
    RcType_Spec spec = {"test.Box", sizeof(Box), 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, slots};
    return RcType_FromSpecWithBases(&spec, base);
}

static void test_instances_own_their_type(void **state)
{
    RcObject *type = make_box_type(NULL), *a, *b;
    Rc_UNUSED(state);

    assert_refcnt(type, 1);
    assert_true(RcObject_GC_IsTracked(type));
    assert_live(1);
    a = RcObject_CallNoArgs(type);
    assert_refcnt(type, 2);
    b = (RcObject *)RcObject_New(Box, (RcTypeObject *)type);
    memset(&((Box *)b)->content, 0, sizeof(Box) - offsetof(Box, content));
    assert_refcnt(type, 3);
    Rc_DECREF(a);
    assert_refcnt(type, 2);
    Rc_DECREF(type);
    assert_refcnt(type, 1); /* the last instance keeps it */
    assert_live(2);
    Rc_DECREF(b);
    assert_live(0);
}

static void test_the_spec_may_go(void **state)
{
    char name[] = "test.Gone", doc[] = "short-lived";
    RcMemberDef members[] = {{"x", Rc_T_OBJECT_EX, offsetof(Box, content), 0, NULL}, {NULL, 0, 0, 0, NULL}};
    RcType_Slot slots[] = {{Rc_tp_members, members}, {Rc_tp_doc, doc}, {0, NULL}};
    RcType_Spec spec = {name, sizeof(Box), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcTypeObject *type = (RcTypeObject *)RcType_FromSpec(&spec);
    Rc_UNUSED(state);

    memset(name, 'X', 4);
    memset(doc, 'X', 4);
    memset(members, 0, sizeof members);
    assert_string_equal(type->tp_name, "test.Gone");
    assert_string_equal(type->tp_doc, "short-lived");
    assert_string_equal(type->tp_members[0].name, "x");
    assert_null(type->tp_members[1].name);
    Rc_DECREF(type);
}

static void test_dealloc_drops_owned_members(void **state)
{
    RcObject *type = make_box_type(NULL), *content = RcFloat_FromDouble(1.5),
             *shown = RcFloat_FromDouble(2.5);
    Box *box = (Box *)RcObject_CallNoArgs(type);
    Rc_UNUSED(state);

    box->content = Rc_NewRef(content);
    box->shown = shown; /* borrowed: nobody drops it */
    assert_refcnt(content, 2);
    Rc_DECREF(box);
    assert_refcnt(content, 1);
    assert_refcnt(shown, 1);
    Rc_DECREF(content);
    Rc_DECREF(shown);
    Rc_DECREF(type);
}

/* -- a base that is a heap type -- */

static void test_inheritance_of_heap_types(void **state)
{
    RcObject *base = make_box_type(NULL), *sub = make_box_type(base), *op, *content = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);

    assert_refcnt(base, 2); /* its subtype keeps it */
    assert_refcnt(sub, 1);
    op = RcObject_CallNoArgs(sub);
    assert_refcnt(sub, 2);
    assert_refcnt(base, 2);
    ((Box *)op)->content = Rc_NewRef(content);
    Rc_DECREF(op);
    assert_refcnt(content, 1);
    assert_refcnt(sub, 1);
    Rc_DECREF(sub);
    assert_refcnt(base, 1);
    Rc_DECREF(base);
    Rc_DECREF(content);
}

static int own_deallocs;

static void own_dealloc(RcObject *self)
{
    RcTypeObject *type = Rc_TYPE(self);
    own_deallocs++;
    RcObject_GC_UnTrack(self);
    Rc_CLEAR(((Box *)self)->content);
    type->tp_free(self);
    Rc_DECREF(type);
}

static int own_traverse(RcObject *self, Rc_visitproc visit, void *arg)
{
    Rc_VISIT(Rc_TYPE(self));
    Rc_VISIT(((Box *)self)->content);
    return 0;
}

static int own_clear(RcObject *self)
{
    Rc_CLEAR(((Box *)self)->content);
    return 0;
}

static RcObject *make_own_type(void)
{
    RcType_Slot slots[] = {{Rc_tp_dealloc, (void *)own_dealloc},
                           {Rc_tp_traverse, (void *)own_traverse},
                           {Rc_tp_clear, (void *)own_clear},
                           {0, NULL}};
    RcType_Spec spec = {"test.Own", sizeof(Box), 0,
                        Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE | Rc_TPFLAGS_HAVE_GC, slots};
    return RcType_FromSpec(&spec);
}

static RcObject *make_sub_type(RcObject *base)
{
    RcType_Slot slots[] = {{Rc_tp_base, base}, {0, NULL}};
    RcType_Spec spec = {"test.Sub", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    return RcType_FromSpec(&spec);
}

static void test_a_bases_own_dealloc_drops_the_type(void **state)
{
    RcObject *base = make_own_type(), *sub = make_sub_type(base), *op;
    Rc_UNUSED(state);

    assert_int_equal(((RcTypeObject *)sub)->tp_basicsize, sizeof(Box));
    op = RcObject_CallNoArgs(sub);
    assert_true(RcObject_GC_IsTracked(op));
    assert_refcnt(sub, 2);
    assert_refcnt(base, 2);
    own_deallocs = 0;
    Rc_DECREF(op);
    assert_int_equal(own_deallocs, 1);
    assert_refcnt(sub, 1);
    assert_refcnt(base, 2);
    Rc_DECREF(sub);
    Rc_DECREF(base);
}

/* The instance is the last that knows both types: they go while its dealloc runs. */
static void test_the_last_instance_takes_its_types_along(void **state)
{
    RcObject *base = make_own_type(), *sub = make_sub_type(base), *op = RcObject_CallNoArgs(sub);
    Rc_UNUSED(state);

    Rc_DECREF(sub);
    Rc_DECREF(base);
    assert_refcnt(sub, 1);
    assert_refcnt(base, 1);
    Rc_DECREF(op);
    assert_live(0);
}

/* -- traverse and clear -- */

typedef struct Visits {
    int count;
    RcObject *seen[8];
    int stop_at;
} Visits;

static int note(RcObject *op, void *arg)
{
    Visits *visits = arg;
    visits->seen[visits->count++] = op;
    return visits->count == visits->stop_at ? 42 : 0;
}

static int times(const Visits *visits, const void *op)
{
    int n = 0;
    for (int i = 0; i < visits->count; i++) {
        n += visits->seen[i] == op;
    }
    return n;
}

/* A type that is collected because its base, list, is; with an owned member of its own. */
static RcObject *make_list_type(void)
{
    RcMemberDef members[] = {{"extra", Rc_T_OBJECT_EX, sizeof(RcListObject), 0, NULL}, {NULL, 0, 0, 0, NULL}};
    RcType_Slot slots[] = {{Rc_tp_members, members}, {0, NULL}};
    RcType_Spec spec = {"test.List", sizeof(RcListObject) + sizeof(RcObject *), 0,
                        Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_BASETYPE, slots};
    return RcType_FromSpecWithBases(&spec, (RcObject *)&RcList_Type);
}

static void test_generated_traverse_and_clear(void **state)
{
    RcObject *base = make_list_type(), *type = make_sub_type(base), *op = RcObject_CallNoArgs(type);
    RcObject *item = RcFloat_FromDouble(1.5), *extra = RcFloat_FromDouble(2.5);
    Visits visits = {0, {NULL}, 0};
    Rc_UNUSED(state);

    assert_true(RcType_IS_GC((RcTypeObject *)type));
    assert_int_equal(RcList_Append(op, item), 0);
    assert_int_equal(RcObject_SetAttrString(op, "extra", extra), 0);
    assert_refcnt(extra, 2);
    assert_int_equal(Rc_TYPE(op)->tp_traverse(op, note, &visits), 0);
    assert_int_equal(visits.count, 3);
    assert_int_equal(times(&visits, item), 1);
    assert_int_equal(times(&visits, extra), 1);
    assert_int_equal(times(&visits, type), 1);
    for (int stop = 1; stop <= 3; stop++) {
        Visits stopped = {0, {NULL}, stop};
        assert_int_equal(Rc_TYPE(op)->tp_traverse(op, note, &stopped), 42);
        assert_int_equal(stopped.count, stop);
    }
    assert_int_equal(Rc_TYPE(op)->tp_clear(op), 0);
    assert_refcnt(item, 1);
    assert_refcnt(extra, 1);
    assert_int_equal(RcList_GET_SIZE(op), 0);
    assert_refcnt(type, 2);
    Rc_DECREF(op);
    assert_refcnt(type, 1);
    Rc_DECREF(type);
    Rc_DECREF(base);
    Rc_DECREF(item);
    Rc_DECREF(extra);
}

static void test_a_bases_own_traverse_visits_the_type(void **state)
{
    RcObject *base = make_own_type(), *type = make_sub_type(base), *op = RcObject_CallNoArgs(type);
    RcObject *content = RcFloat_FromDouble(1.5);
    Visits visits = {0, {NULL}, 0};
    Rc_UNUSED(state);

    ((Box *)op)->content = Rc_NewRef(content);
    assert_int_equal(Rc_TYPE(op)->tp_traverse(op, note, &visits), 0);
    assert_int_equal(visits.count, 2);
    assert_int_equal(times(&visits, type), 1);
    assert_int_equal(times(&visits, content), 1);
    assert_int_equal(Rc_TYPE(op)->tp_clear(op), 0);
    assert_refcnt(content, 1);
    Rc_DECREF(op);
    Rc_DECREF(type);
    Rc_DECREF(base);
    Rc_DECREF(content);
}

static void test_the_type_object_is_traversed(void **state)
{
    RcObject *base = make_box_type(NULL), *type = make_sub_type(base), *value = RcFloat_FromDouble(1.5);
    Visits visits = {0, {NULL}, 0};
    Rc_UNUSED(state);

    assert_int_equal(RcObject_SetAttrString(type, "value", value), 0);
    assert_refcnt(value, 2);
    assert_int_equal(RcType_Type.tp_traverse(type, note, &visits), 0);
    assert_int_equal(visits.count, 2);
    assert_int_equal(times(&visits, base), 1);
    assert_int_equal(times(&visits, ((RcTypeObject *)type)->tp_dict), 1);
    visits.count = 0;
    assert_int_equal(RcType_Type.tp_traverse((RcObject *)&RcBool_Type, note, &visits), 0);
    assert_int_equal(visits.count, 0); /* a static type owns nothing */
    assert_int_equal(RcType_Type.tp_clear(type), 0);
    assert_refcnt(value, 1);
    assert_null(((RcTypeObject *)type)->tp_dict);
    assert_int_equal(RcObject_SetAttrString(type, "value", value), 0);
    assert_refcnt(value, 2);
    Rc_DECREF(type);
    assert_refcnt(value, 1);
    assert_refcnt(base, 1);
    Rc_DECREF(base);
    Rc_DECREF(value);
}

/* -- what is seen from a dealloc underway -- */

static int dict_seen_empty, type_seen_tracked, slot_seen_empty, instance_seen_tracked;

static void look_at_type(Hostile *self)
{
    RcTypeObject *type = self->arg;
    dict_seen_empty = type->tp_dict == NULL;
    type_seen_tracked = RcObject_GC_IsTracked((RcObject *)type);
}

static void test_a_types_attributes_are_forgotten_first(void **state)
{
    Rc_UNUSED(state);
    for (int by_clear = 0; by_clear < 2; by_clear++) {
        RcObject *type = make_box_type(NULL);
        Hostile *value = Hostile_New();

        value->on_dealloc = look_at_type;
        value->arg = type;
        assert_int_equal(RcObject_SetAttrString(type, "value", (RcObject *)value), 0);
        Rc_DECREF(value);
        dict_seen_empty = type_seen_tracked = -1;
        if (by_clear) {
            assert_int_equal(RcType_Type.tp_clear(type), 0);
            assert_int_equal(dict_seen_empty, 1);
        }
        Rc_DECREF(type);
        assert_int_equal(dict_seen_empty, 1);
        assert_int_equal(type_seen_tracked, by_clear);
    }
}

/* Its base's traverse and dealloc do not know the member. */
typedef struct Wide {
    Box box;
    RcObject *more;
} Wide;

static void look_at_instance(Hostile *self)
{
    slot_seen_empty = ((Wide *)self->arg)->more == NULL;
    instance_seen_tracked = RcObject_GC_IsTracked(self->arg);
}

static void test_an_instances_members_are_forgotten_first(void **state)
{
    RcObject *base = make_own_type(), *type, *op;
    RcMemberDef members[] = {{"more", Rc_T_OBJECT_EX, offsetof(Wide, more), 0, NULL}, {NULL, 0, 0, 0, NULL}};
    RcType_Slot slots[] = {{Rc_tp_members, members}, {0, NULL}};
    RcType_Spec spec = {"test.Sub", sizeof(Wide), 0, Rc_TPFLAGS_DEFAULT, slots};
    Hostile *content = Hostile_New();
    Rc_UNUSED(state);

    type = RcType_FromSpecWithBases(&spec, base); /* collected, with a member of its own */
    op = RcObject_CallNoArgs(type);
    assert_true(RcObject_GC_IsTracked(op));
    content->on_dealloc = look_at_instance;
    content->arg = op;
    ((Wide *)op)->more = (RcObject *)content;
    slot_seen_empty = instance_seen_tracked = -1;
    Rc_DECREF(op);
    assert_int_equal(slot_seen_empty, 1);
    assert_int_equal(instance_seen_tracked, 0);
    Rc_DECREF(type);
    Rc_DECREF(base);
}

/* -- finalizer -- */

static RcObject *resurrected;

static void keep(RcObject *self)
{
    resurrected = Rc_NewRef(self);
}

static void test_generated_dealloc_calls_the_finalizer(void **state)
{
    RcType_Slot slots[] = {{Rc_tp_finalize, (void *)keep}, {Rc_tp_members, box_members}, {0, NULL}};
    RcType_Spec spec = {"test.Phoenix", sizeof(Box), 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec), *content = RcFloat_FromDouble(1.5);
    RcObject *op = RcObject_CallNoArgs(type);
    Rc_UNUSED(state);

    ((Box *)op)->content = Rc_NewRef(content);
    Rc_DECREF(op);
    assert_ptr_equal(resurrected, op);
    assert_refcnt(op, 1);
    assert_refcnt(content, 2);
    assert_refcnt(type, 2);
    assert_live(3);
    Rc_DECREF(op); /* the finalizer does not run again */
    assert_refcnt(content, 1);
    assert_refcnt(type, 1);
    Rc_DECREF(type);
    Rc_DECREF(content);
}

/* -- slots -- */

static RcObject *some_function(RcObject *self)
{
    return Rc_NewRef(self);
}

static void test_every_slot_comes_back(void **state)
{
    Rc_UNUSED(state);
    static RcMethodDef no_methods[] = {{NULL, NULL, 0, NULL}};
    for (int id = 1; id <= Rc_tp_vectorcall; id++) {
        void *content = id == Rc_tp_methods ? (void *)no_methods : (void *)some_function;
        RcType_Slot slots[] = {{id, content}, {0, NULL}};
        RcType_Spec spec = {"test.Slot", sizeof(Box), 0, Rc_TPFLAGS_DEFAULT, slots};
        RcObject *type;
        if (id == Rc_tp_base || id == Rc_tp_members || id == Rc_tp_methods || id == Rc_tp_doc ||
            id == Rc_tp_traverse) {
            continue; /* what they lead to is read; or it would be called for the type's own sake */
        }
        type = RcType_FromSpec(&spec);
        if (type == NULL) {
            assert_raises(RcExc_SystemError, NULL);
            assert_null(RcType_GetSlot(&RcList_Type, id));
            assert_raises(RcExc_SystemError, "RcType_GetSlot: bad argument");
            continue;
        }
        assert_ptr_equal(RcType_GetSlot((RcTypeObject *)type, id), content);
        Rc_DECREF(type);
    }
}

static void test_get_slot_of_static_types(void **state)
{
    Rc_UNUSED(state);
    assert_ptr_equal(RcType_GetSlot(&RcList_Type, Rc_tp_dealloc), (void *)RcList_Type.tp_dealloc);
    assert_ptr_equal(RcType_GetSlot(&RcList_Type, Rc_sq_item), (void *)RcList_Type.tp_as_sequence->sq_item);
    assert_ptr_equal(RcType_GetSlot(&RcInt_Type, Rc_nb_add), (void *)RcInt_Type.tp_as_number->nb_add);
    assert_ptr_equal(RcType_GetSlot(&RcBool_Type, Rc_tp_base), &RcInt_Type);
    assert_null(RcType_GetSlot(&RcNone_Type, Rc_mp_length));
    assert_no_error();
    assert_null(RcType_GetSlot(NULL, Rc_tp_dealloc));
    assert_raises(RcExc_SystemError, "RcType_GetSlot: bad argument");
    assert_null(RcType_GetSlot(&RcList_Type, 0));
    assert_raises(RcExc_SystemError, "RcType_GetSlot: bad argument");
    assert_null(RcType_GetSlot(&RcList_Type, 1000));
    assert_raises(RcExc_SystemError, "RcType_GetSlot: bad argument");
    assert_null(RcType_GetSlot(&RcList_Type, -1));
    assert_raises(RcExc_SystemError, "RcType_GetSlot: bad argument");
}

typedef struct Callable {
    RcObject_HEAD
    Rc_vectorcallfunc vectorcall;
    RcObject *weaklist;
    RcObject *content;
} Callable;

static RcObject *answer(RcObject *callable, RcObject *const *args, size_t nargsf, RcObject *kwnames)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwnames);
    return RcInt_FromLong((long)RcVectorcall_NARGS(nargsf) + (((Callable *)callable)->content == NULL));
}

static void test_offsets_given_by_members(void **state)
{
    RcMemberDef members[] = {
        {"__vectorcalloffset__", Rc_T_PYSSIZET, offsetof(Callable, vectorcall), Rc_READONLY, NULL},
        {"content", Rc_T_OBJECT, offsetof(Callable, content), 0, NULL},
        {"__weaklistoffset__", Rc_T_PYSSIZET, offsetof(Callable, weaklist), Rc_READONLY, NULL},
        {NULL, 0, 0, 0, NULL}};
    RcType_Slot slots[] = {{Rc_tp_members, members}, {Rc_tp_call, (void *)RcVectorcall_Call}, {0, NULL}};
    RcType_Spec spec = {"test.Callable", sizeof(Callable), 0, Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_VECTORCALL,
                        slots};
    RcTypeObject *type = (RcTypeObject *)RcType_FromSpec(&spec);
    RcObject *op, *got;
    Rc_UNUSED(state);

    assert_int_equal(type->tp_vectorcall_offset, offsetof(Callable, vectorcall));
    assert_int_equal(type->tp_weaklistoffset, offsetof(Callable, weaklist));
    assert_string_equal(type->tp_members[0].name, "content"); /* the others are no attributes */
    assert_null(type->tp_members[1].name);
    op = RcObject_CallNoArgs((RcObject *)type);
    ((Callable *)op)->vectorcall = answer;
    got = RcObject_CallOneArg(op, Rc_None);
    assert_int_equal(RcInt_AsLong(got), 2);
    Rc_DECREF(got);
    Rc_DECREF(op);
    Rc_DECREF(type);
    members[0].flags = 0;
    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_SystemError,
                  "RcType_FromSpec: member '__vectorcalloffset__' must be Rc_T_PYSSIZET and Rc_READONLY");
    members[0].flags = Rc_READONLY;
    members[2].type = Rc_T_INT;
    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_SystemError,
                  "RcType_FromSpec: member '__weaklistoffset__' must be Rc_T_PYSSIZET and Rc_READONLY");
}

/* -- what is refused -- */

static void test_bad_specs(void **state)
{
    RcType_Slot none[] = {{0, NULL}}, bad[] = {{999, NULL}, {0, NULL}};
    RcType_Slot base_is_none[] = {{Rc_tp_base, Rc_None}, {0, NULL}};
    RcType_Spec spec = {"test.Bad", sizeof(Box), 0, Rc_TPFLAGS_DEFAULT, none};
    RcObject *two = RcTuple_Pack(2, &RcList_Type, &RcInt_Type), *one = RcTuple_Pack(1, &RcList_Type), *type;
    RcObject *no_bases = RcTuple_New(0);
    Rc_UNUSED(state);

    assert_null(RcType_FromSpecWithBases(NULL, NULL));
    assert_raises(RcExc_SystemError, "RcType_FromSpecWithBases: bad argument");
    assert_null(RcType_FromSpec(NULL));
    assert_raises(RcExc_SystemError, "RcType_FromSpec: bad argument");
    spec.name = NULL;
    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_SystemError, "RcType_FromSpec: bad argument");
    spec.name = "test.Bad";
    spec.slots = NULL;
    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_SystemError, "RcType_FromSpec: bad argument");
    spec.slots = bad;
    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_SystemError, "RcType_FromSpec: type 'test.Bad' has an invalid slot id 999");
    spec.slots = base_is_none;
    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_TypeError, "RcType_FromSpec: the base of 'test.Bad' must be a type, not 'NoneType'");
    spec.slots = none;
    assert_null(RcType_FromSpecWithBases(&spec, two));
    assert_raises(RcExc_TypeError, "RcType_FromSpec: type 'test.Bad' has 2 bases; inheritance is single");
    assert_null(RcType_FromSpecWithBases(&spec, (RcObject *)&RcBool_Type));
    assert_raises(RcExc_TypeError, "type 'bool' is not an acceptable base type");
    assert_null(RcType_FromSpecWithBases(&spec, one)); /* smaller than a list */
    assert_raises(RcExc_SystemError, NULL);
    spec.basicsize = 0;
    type = RcType_FromSpecWithBases(&spec, one);
    assert_ptr_equal(((RcTypeObject *)type)->tp_base, &RcList_Type);
    Rc_DECREF(type);
    type = RcType_FromSpecWithBases(&spec, no_bases);
    assert_ptr_equal(((RcTypeObject *)type)->tp_base, &RcBaseObject_Type);
    Rc_DECREF(type);
    spec.flags = Rc_TPFLAGS_HAVE_GC;
    assert_null(RcType_FromSpec(&spec));
    assert_raises(RcExc_SystemError,
                  "type 'test.Bad': it has the Rc_TPFLAGS_HAVE_GC flag but no tp_traverse");
    Rc_DECREF(two);
    Rc_DECREF(one);
    Rc_DECREF(no_bases);
}

static int make_and_drop(void *arg)
{
    RcObject *type = make_box_type(arg);
    Rc_XDECREF(type);
    return type != NULL ? 0 : -1;
}

static void test_from_spec_out_of_memory(void **state)
{
    RcObject *base = make_box_type(NULL), *watched[] = {base, NULL};
    Rc_UNUSED(state);
    assert_int_equal(sweep(make_and_drop, base, watched), 4); /* type, name, doc, members */
    Rc_DECREF(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_instances_own_their_type),
        counted_test(test_the_spec_may_go),
        counted_test(test_dealloc_drops_owned_members),
        counted_test(test_inheritance_of_heap_types),
        counted_test(test_a_bases_own_dealloc_drops_the_type),
        counted_test(test_the_last_instance_takes_its_types_along),
        counted_test(test_generated_traverse_and_clear),
        counted_test(test_a_bases_own_traverse_visits_the_type),
        counted_test(test_the_type_object_is_traversed),
        counted_test(test_a_types_attributes_are_forgotten_first),
        counted_test(test_an_instances_members_are_forgotten_first),
        counted_test(test_generated_dealloc_calls_the_finalizer),
        counted_test(test_every_slot_comes_back),
        counted_test(test_get_slot_of_static_types),
        counted_test(test_offsets_given_by_members),
        counted_test(test_bad_specs),
        counted_test(test_from_spec_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
