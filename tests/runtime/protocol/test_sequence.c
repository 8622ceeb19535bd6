/* The sequence protocol: over lists and tuples, over hostile sequences, and over what is none. */
#include "hostile.h"
#include "rows.h"

#include <recount/iterator.h>
#include <recount/sequence.h>
#include <recount/str.h>

static void assert_null_argument(RcObject *result, const char *message)
{
    assert_null(result);
    assert_raises(RcExc_SystemError, message);
}

static void assert_failed(Rc_ssize_t result, RcObject *type, const char *message)
{
    assert_int_equal(result, -1);
    assert_raises(type, message);
}

static void test_null_arguments(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = fresh(0.5), *system = RcExc_SystemError;
    assert_failed(RcSequence_Size(NULL), system, "RcSequence_Size: null argument");
    assert_null_argument(RcSequence_Concat(NULL, op), "RcSequence_Concat: null argument");
    assert_null_argument(RcSequence_Concat(op, NULL), "RcSequence_Concat: null argument");
    assert_null_argument(RcSequence_InPlaceConcat(NULL, op), "RcSequence_InPlaceConcat: null argument");
    assert_null_argument(RcSequence_InPlaceConcat(op, NULL), "RcSequence_InPlaceConcat: null argument");
    assert_null_argument(RcSequence_Repeat(NULL, 2), "RcSequence_Repeat: null argument");
    assert_null_argument(RcSequence_InPlaceRepeat(NULL, 2), "RcSequence_InPlaceRepeat: null argument");
    assert_null_argument(RcSequence_GetItem(NULL, 0), "RcSequence_GetItem: null argument");
    assert_failed(RcSequence_SetItem(NULL, 0, op), system, "RcSequence_SetItem: null argument");
    assert_failed(RcSequence_DelItem(NULL, 0), system, "RcSequence_DelItem: null argument");
    assert_null_argument(RcSequence_GetSlice(NULL, 0, 1), "RcSequence_GetSlice: null argument");
    assert_failed(RcSequence_SetSlice(NULL, 0, 1, op), system, "RcSequence_SetSlice: null argument");
    assert_failed(RcSequence_DelSlice(NULL, 0, 1), system, "RcSequence_DelSlice: null argument");
    assert_failed(RcSequence_Contains(NULL, op), system, "RcSequence_Contains: null argument");
    assert_failed(RcSequence_Contains(op, NULL), system, "RcSequence_Contains: null argument");
    assert_failed(RcSequence_Count(NULL, op), system, "RcSequence_Count: null argument");
    assert_failed(RcSequence_Count(op, NULL), system, "RcSequence_Count: null argument");
    assert_failed(RcSequence_Index(NULL, op), system, "RcSequence_Index: null argument");
    assert_failed(RcSequence_Index(op, NULL), system, "RcSequence_Index: null argument");
    assert_null_argument(RcSequence_List(NULL), "RcSequence_List: null argument");
    assert_null_argument(RcSequence_Tuple(NULL), "RcSequence_Tuple: null argument");
    assert_null_argument(RcSequence_Fast(NULL, "no"), "RcSequence_Fast: null argument");
    drop(op);
}

static void test_what_is_no_sequence(void **state)
{
    Rc_UNUSED(state);
    RcObject *op = fresh(0.5), *type = RcExc_TypeError;
    assert_failed(RcSequence_Size(op), type, "object of type 'float' has no len()");
    assert_null(RcSequence_Concat(op, op));
    assert_raises(type, "'float' object can't be concatenated");
    assert_null(RcSequence_InPlaceConcat(op, op));
    assert_raises(type, "'float' object can't be concatenated");
    assert_null(RcSequence_Repeat(op, 2));
    assert_raises(type, "'float' object can't be repeated");
    assert_null(RcSequence_InPlaceRepeat(op, 2));
    assert_raises(type, "'float' object can't be repeated");
    assert_null(RcSequence_GetItem(op, 0));
    assert_raises(type, "'float' object does not support indexing");
    assert_failed(RcSequence_SetItem(op, 0, op), type, "'float' object does not support item assignment");
    assert_failed(RcSequence_DelItem(op, 0), type, "'float' object doesn't support item deletion");
    assert_null(RcSequence_GetSlice(op, 0, 1));
    assert_raises(type, "'float' object is unsliceable");
    assert_failed(RcSequence_SetSlice(op, 0, 1, op), type, "'float' object doesn't support slice assignment");
    assert_failed(RcSequence_DelSlice(op, 0, 1), type, "'float' object doesn't support slice deletion");
    assert_failed(RcSequence_Contains(op, op), type, "argument of type 'float' is not iterable");
    assert_failed(RcSequence_Count(op, op), type, "argument of type 'float' is not iterable");
    assert_failed(RcSequence_Index(op, op), type, "argument of type 'float' is not iterable");
    assert_null(RcSequence_List(op));
    assert_raises(type, "'float' object is not iterable");
    assert_null(RcSequence_Tuple(op));
    assert_raises(type, "'float' object is not iterable");
    assert_null(RcSequence_Fast(op, "I want a row"));
    assert_raises(type, "I want a row");
    assert_int_equal(RcSequence_Check(op), 0);
    assert_int_equal(RcSequence_Check(NULL), 0);
    assert_refcnt(op, 1);
    drop(op);
}

/* A type that has only the mapping slots. */

static Rc_ssize_t length_of_mapping(RcObject *op)
{
    Rc_UNUSED(op);
    return 7;
}

static RcObject *subscript_of_mapping(RcObject *op, RcObject *key)
{
    Rc_UNUSED(op);
    return Rc_NewRef(key);
}

static int assign_to_mapping(RcObject *op, RcObject *key, RcObject *value)
{
    Rc_UNUSED(op);
    Rc_UNUSED(key);
    Rc_UNUSED(value);
    return 0;
}

static void test_mappings_are_no_sequences(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot slots[] = {{Rc_mp_length, (void *)(uintptr_t)length_of_mapping},
                           {Rc_mp_subscript, (void *)(uintptr_t)subscript_of_mapping},
                           {Rc_mp_ass_subscript, (void *)(uintptr_t)assign_to_mapping},
                           {0, NULL}};
    RcType_Spec spec = {"test.Map", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec);
    assert_non_null(type);
    RcObject *map = RcObject_CallNoArgs(type);
    assert_refcnt(map, 1);
    assert_int_equal(RcSequence_Check(map), 0);
    assert_failed(RcSequence_Size(map), RcExc_TypeError, "test.Map is not a sequence");
    assert_null(RcSequence_GetItem(map, 0));
    assert_raises(RcExc_TypeError, "test.Map is not a sequence");
    assert_failed(RcSequence_SetItem(map, 0, map), RcExc_TypeError, "test.Map is not a sequence");
    assert_failed(RcSequence_DelItem(map, 0), RcExc_TypeError, "test.Map is not a sequence");
    assert_refcnt(map, 1);
    drop(map);
    Rc_DECREF(type);
}

/* A sequence that concatenates and repeats as a number. */

static RcObject *item_none(RcObject *op, Rc_ssize_t index)
{
    Rc_UNUSED(op);
    Rc_UNUSED(index);
    return Rc_NewRef(Rc_None);
}

static RcObject *pair(RcObject *left, RcObject *right)
{
    return RcTuple_Pack(2, left, right);
}

static void test_sequences_that_are_numbers(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot slots[] = {{Rc_sq_item, (void *)(uintptr_t)item_none},
                           {Rc_nb_add, (void *)(uintptr_t)pair},
                           {Rc_nb_multiply, (void *)(uintptr_t)pair},
                           {0, NULL}};
    RcType_Spec spec = {"test.Vector", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *type = RcType_FromSpec(&spec);
    assert_non_null(type);
    RcObject *vector = RcObject_CallNoArgs(type);
    RcObject *(*concats[])(RcObject *, RcObject *) = {RcSequence_Concat, RcSequence_InPlaceConcat};
    RcObject *(*repeats[])(RcObject *, Rc_ssize_t) = {RcSequence_Repeat, RcSequence_InPlaceRepeat};
    for (int i = 0; i < 2; i++) {
        RcObject *result = concats[i](vector, vector);
        assert_refcnt(result, 1);
        assert_true(RcTuple_Check(result));
        assert_refcnt(vector, 3);
        drop(result);
        result = repeats[i](vector, 100000);
        assert_refcnt(result, 1);
        assert_refcnt(vector, 2);
        RcObject *count = RcTuple_GET_ITEM(result, 1);
        assert_refcnt(count, 1);
        assert_int_equal(RcInt_AsLong(count), 100000);
        drop(result);
        assert_refcnt(vector, 1);
    }
    RcObject *item = RcSequence_GetItem(vector, -3); /* without a length: passed on as it is */
    assert_none(item);
    drop(vector);
    Rc_DECREF(type);
}

static void test_in_place_falls_back(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5), *tuple = RcTuple_Pack(1, item);
    RcObject *result = RcSequence_InPlaceConcat(tuple, tuple);
    assert_ptr_not_equal(result, tuple);
    assert_repr(result, "(0.5, 0.5)");
    assert_refcnt(item, 4);
    drop(result);
    result = RcSequence_InPlaceRepeat(tuple, 3);
    assert_repr(result, "(0.5, 0.5, 0.5)");
    assert_refcnt(item, 5);
    drop(result);
    drop(tuple);
    drop(item);
}

static Rc_ssize_t length_raises(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "immeasurable");
    return -1;
}

static Rc_ssize_t length_ten(Hostile *self)
{
    Rc_UNUSED(self);
    return 10;
}

static RcObject *give_key(Hostile *self, RcObject *key)
{
    Rc_UNUSED(self);
    return Rc_NewRef(key);
}

static int note_assignment(Hostile *self, RcObject *key, RcObject *value)
{
    Rc_XSETREF(self->held[0], Rc_NewRef(key));
    Rc_XSETREF(self->held[1], Rc_XNewRef(value));
    return 0;
}

static void test_items_of_a_sequence(void **state)
{
    Rc_UNUSED(state);
    Hostile *sequence = Hostile_New();
    RcObject *op = (RcObject *)sequence, *value = fresh(0.5);
    sequence->on_length = length_ten;
    sequence->on_getitem = give_key;
    sequence->on_setitem = note_assignment;
    assert_int_equal(RcSequence_Check(op), 1);
    assert_int_equal(RcSequence_Size(op), 10);
    assert_int_result(RcSequence_GetItem(op, 3), 3);
    assert_int_result(RcSequence_GetItem(op, -3), 7);
    assert_int_result(RcSequence_ITEM(op, 4), 4);
    assert_int_equal(RcSequence_SetItem(op, -1, value), 0); /* not stolen */
    assert_int_equal(RcInt_AsLong(sequence->held[0]), 9);
    assert_refcnt(value, 2);
    assert_int_equal(RcSequence_DelItem(op, 2), 0);
    assert_int_equal(RcInt_AsLong(sequence->held[0]), 2);
    assert_null(sequence->held[1]);
    assert_refcnt(value, 1);
    assert_int_equal(RcSequence_SetItem(op, 5, NULL), 0); /* deletes */
    assert_int_equal(RcInt_AsLong(sequence->held[0]), 5);
    sequence->on_length = length_raises;
    assert_null(RcSequence_GetItem(op, -1));
    assert_raises(RcExc_ValueError, "immeasurable");
    assert_failed(RcSequence_SetItem(op, -1, value), RcExc_ValueError, "immeasurable");
    assert_failed(RcSequence_DelItem(op, -1), RcExc_ValueError, "immeasurable");
    assert_failed(RcSequence_Size(op), RcExc_ValueError, "immeasurable");
    assert_refcnt(value, 1);
    assert_refcnt(op, 1);
    drop(op);
    drop(value);
}

static void test_slices(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    RcObject *list = list_of(items, 3), *tuple = tuple_of(items, 3);
    RcObject *part = RcSequence_GetSlice(list, -2, -1);
    assert_repr(part, "[1.5]");
    assert_refcnt(items[1], 4);
    drop(part);
    part = RcSequence_GetSlice(tuple, 1, 9);
    assert_repr(part, "(1.5, 2.5)");
    drop(part);
    part = RcSequence_GetSlice(list, -9, 2);
    assert_repr(part, "[0.5, 1.5]");
    drop(part);
    assert_int_equal(RcSequence_SetSlice(list, -1, 3, tuple), 0);
    assert_repr(list, "[0.5, 1.5, 0.5, 1.5, 2.5]");
    assert_refcnt(items[0], 4);
    assert_refcnt(items[2], 3);
    assert_int_equal(RcSequence_DelSlice(list, 1, -1), 0);
    assert_repr(list, "[0.5, 2.5]");
    assert_refcnt(items[0], 3);
    assert_refcnt(items[1], 2);
    assert_failed(RcSequence_SetSlice(list, 0, 1, items[0]), RcExc_TypeError, "can only assign an iterable");
    assert_failed(RcSequence_SetSlice(tuple, 0, 1, list), RcExc_TypeError,
                  "'tuple' object doesn't support slice assignment");
    assert_failed(RcSequence_DelSlice(tuple, 0, 1), RcExc_TypeError,
                  "'tuple' object doesn't support slice deletion");
    drop(list);
    drop(tuple);
    drop_items(items, 3);
}

/* An iterator over held[0], a list of which it takes the items. */
static RcObject *take_last(Hostile *self)
{
    Rc_ssize_t size = RcList_GET_SIZE(self->held[0]);
    if (size == 0) {
        if (self->arg != NULL) {
            RcErr_SetString((RcObject *)self->arg, "torn");
        }
        return NULL;
    }
    RcObject *item = Rc_NewRef(RcList_GET_ITEM(self->held[0], size - 1));
    assert_int_equal(RcList_SetSlice(self->held[0], size - 1, size, NULL), 0);
    return item;
}

/* An iterator that gives these items from last to first, then raises error, if it is not NULL. */
static RcObject *iterator_of(RcObject **items, int count, RcObject *error)
{
    Hostile *iterator = Hostile_New();
    iterator->on_next = take_last;
    iterator->held[0] = list_of(items, count);
    iterator->arg = error;
    return (RcObject *)iterator;
}

static void test_searching(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[4] = {fresh(1.5), fresh(0.5), fresh(1.5), fresh(2.5)}; /* given backwards */
    RcObject *equal = fresh(1.5), *other = fresh(9.5);
    struct {
        Rc_ssize_t (*search)(RcObject *, RcObject *);
        Rc_ssize_t result;
    } cases[] = {{RcSequence_Count, 2}, {RcSequence_Index, 1}};
    for (int i = 0; i < 2; i++) {
        RcObject *iterator = iterator_of(items, 4, NULL);
        assert_int_equal(cases[i].search(iterator, equal), cases[i].result);
        assert_refcnt(iterator, 1);
        assert_refcnt(equal, 1);
        drop(iterator);
        assert_all_refcnt(items, 4, 1);
        iterator = iterator_of(items, 4, RcExc_ValueError);
        assert_failed(cases[i].search(iterator, other), RcExc_ValueError, "torn");
        drop(iterator);
    }
    RcObject *iterator = iterator_of(items, 4, NULL);
    assert_int_equal(RcSequence_Contains(iterator, items[3]), 1); /* stops there */
    assert_int_equal(RcList_GET_SIZE(((Hostile *)iterator)->held[0]), 3);
    assert_int_equal(RcSequence_In(iterator, other), 0);
    assert_int_equal(RcSequence_Contains(iterator, equal), 0); /* nothing is left */
    drop(iterator);
    iterator = iterator_of(items, 4, RcExc_ValueError);
    assert_failed(RcSequence_Contains(iterator, other), RcExc_ValueError, "torn");
    drop(iterator);
    RcObject *list = list_of(items, 4);
    assert_int_equal(RcSequence_Count(list, equal), 2);
    assert_int_equal(RcSequence_Count(list, other), 0);
    assert_int_equal(RcSequence_Index(list, items[2]), 0);
    assert_failed(RcSequence_Index(list, other), RcExc_ValueError, "sequence.index(x): x not in sequence");
    assert_all_refcnt(items, 4, 2);
    drop(list);
    assert_refcnt(equal, 1);
    assert_refcnt(other, 1);
    drop(equal);
    drop(other);
    drop_items(items, 4);
}

static RcObject *compare_raises(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_ValueError, "incomparable");
    return NULL;
}

static RcObject *iter_raises(Hostile *self)
{
    RcErr_SetString((RcObject *)self->arg, "no iterator");
    return NULL;
}

static void test_searching_fails(void **state)
{
    Rc_UNUSED(state);
    Hostile *item = Hostile_New();
    RcObject *hostile = (RcObject *)item, *value = fresh(0.5), *list = list_of(&hostile, 1);
    item->on_compare = compare_raises;
    assert_failed(RcSequence_Count(list, value), RcExc_ValueError, "incomparable");
    assert_failed(RcSequence_Index(list, value), RcExc_ValueError, "incomparable");
    assert_failed(RcSequence_Contains(list, value), RcExc_ValueError, "incomparable");
    assert_refcnt(hostile, 2);
    assert_refcnt(list, 1);
    assert_refcnt(value, 1);
    item->on_iter = iter_raises;
    item->arg = RcExc_ValueError;
    assert_failed(RcSequence_Count(hostile, value), RcExc_ValueError, "no iterator");
    assert_null(RcSequence_Fast(hostile, "mine"));
    assert_raises(RcExc_ValueError, "no iterator");
    item->arg = RcExc_TypeError;
    assert_failed(RcSequence_Count(hostile, value), RcExc_TypeError,
                  "argument of type 'hostile.Hostile' is not iterable");
    assert_null(RcSequence_Fast(hostile, "mine"));
    assert_raises(RcExc_TypeError, "mine");
    assert_refcnt(hostile, 2);
    drop(list);
    drop(hostile);
    drop(value);
}

static void test_list(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *sources[] = {list_of(items, 2), tuple_of(items, 2),
                           iterator_of((RcObject *[]){items[1], items[0]}, 2, NULL)};
    for (int i = 0; i < 3; i++) {
        RcObject *list = RcSequence_List(sources[i]);
        assert_true(RcList_CheckExact(list));
        assert_ptr_not_equal(list, sources[i]);
        assert_refcnt(list, 1);
        assert_refcnt(sources[i], 1);
        assert_repr(list, "[0.5, 1.5]");
        assert_all_refcnt(items, 2, i < 2 ? 5 : 4); /* the iterator has given its own away */
        drop(list);
    }
    drop_items(sources, 3);
    RcObject *broken = iterator_of(items, 2, RcExc_ValueError);
    assert_null(RcSequence_List(broken));
    assert_raises(RcExc_ValueError, "torn");
    assert_refcnt(broken, 1);
    assert_all_refcnt(items, 2, 1);
    drop(broken);
    drop_items(items, 2);
}

static void test_tuple(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *list = list_of(items, 2);
    RcObject *tuple = RcSequence_Tuple(list);
    assert_refcnt(tuple, 1);
    assert_refcnt(list, 1);
    assert_repr(tuple, "(0.5, 1.5)");
    assert_all_refcnt(items, 2, 3);
    assert_ptr_equal(RcSequence_Tuple(tuple), tuple);
    assert_refcnt(tuple, 2);
    Rc_DECREF(tuple);
    drop(tuple);
    drop(list);
    RcObject *iterator = iterator_of(items, 2, NULL);
    tuple = RcSequence_Tuple(iterator);
    assert_refcnt(tuple, 1);
    assert_refcnt(iterator, 1);
    assert_repr(tuple, "(1.5, 0.5)");
    assert_all_refcnt(items, 2, 2);
    drop(tuple);
    drop(iterator);
    iterator = iterator_of(items, 2, RcExc_ValueError);
    assert_null(RcSequence_Tuple(iterator));
    assert_raises(RcExc_ValueError, "torn");
    assert_all_refcnt(items, 2, 1);
    drop(iterator);
    drop_items(items, 2);
}

static void test_fast(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *rows[] = {list_of(items, 2), tuple_of(items, 2)};
    for (int i = 0; i < 2; i++) {
        RcObject *fast = RcSequence_Fast(rows[i], "no");
        assert_ptr_equal(fast, rows[i]);
        assert_refcnt(fast, 2);
        assert_int_equal(RcSequence_Fast_GET_SIZE(fast), 2);
        assert_ptr_equal(RcSequence_Fast_GET_ITEM(fast, 1), items[1]);
        assert_ptr_equal(RcSequence_Fast_ITEMS(fast)[0], items[0]);
        assert_all_refcnt(items, 2, 3);
        Rc_DECREF(fast);
    }
    drop(rows[0]);
    drop(rows[1]);
    RcObject *iterator = iterator_of(items, 2, NULL);
    RcObject *fast = RcSequence_Fast(iterator, "no");
    assert_true(RcList_CheckExact(fast));
    assert_refcnt(fast, 1);
    assert_refcnt(iterator, 1);
    assert_all_refcnt(items, 2, 2);
    drop(fast);
    drop(iterator);
    drop_items(items, 2);
}

/* Each allocation failing. */

static RcObject *swept, *swept_value;

typedef RcObject *(*Make)(RcObject *);

static RcObject *make_fast(RcObject *op)
{
    return RcSequence_Fast(op, "no");
}

static RcObject *make_none_if_found(RcObject *op)
{
    return RcSequence_Count(op, swept_value) < 0 || RcSequence_Index(op, swept_value) < 0
               ? NULL
               : Rc_NewRef(Rc_None);
}

/* make() of an iterator over the list that is swept. */
static int run_over_iterator(void *make)
{
    RcObject *iterator = RcSeqIter_New(swept);
    RcObject *result = iterator != NULL ? (*(Make *)make)(iterator) : NULL;
    Rc_XDECREF(iterator);
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static int run_directly(void *make)
{
    RcObject *result = (*(Make *)make)(swept);
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    Make makers[] = {RcSequence_List, RcSequence_Tuple, make_fast};
    Make find = make_none_if_found;
    swept_value = fresh(0.5);
    swept = list_of((RcObject *[]){swept_value}, 1);
    RcObject *watched[] = {swept, swept_value, NULL};
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
        assert_true(sweep(run_over_iterator, &makers[i], watched) >= 3);
        sweep(run_directly, &makers[i], watched);
    }
    assert_true(sweep(run_directly, &find, watched) >= 1);
    drop(swept);
    swept = RcTuple_Pack(1, swept_value);
    watched[0] = swept;
    assert_int_equal(sweep(run_directly, &makers[0], watched), 2);
    drop(swept);
    drop(swept_value);
}

/* Repeating as a number makes an int. */

static int run_repeat(void *repeat)
{
    RcObject *result = (*(RcObject * (**)(RcObject *, Rc_ssize_t)) repeat)(swept, 100000);
    Rc_XDECREF(result);
    return result == NULL ? -1 : 0;
}

static void test_out_of_memory_in_repeat(void **state)
{
    Rc_UNUSED(state);
    RcType_Slot slots[] = {
        {Rc_sq_item, (void *)(uintptr_t)item_none}, {Rc_nb_multiply, (void *)(uintptr_t)pair}, {0, NULL}};
    RcType_Spec spec = {"test.Vector", 0, 0, Rc_TPFLAGS_DEFAULT, slots};
    RcObject *(*repeat)(RcObject *, Rc_ssize_t) = RcSequence_Repeat;
    RcObject *type = RcType_FromSpec(&spec);
    swept = RcObject_CallNoArgs(type);
    RcObject *watched[] = {swept, type, NULL};
    assert_int_equal(sweep(run_repeat, &repeat, watched), 2);
    drop(swept);
    Rc_DECREF(type);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_null_arguments),
        counted_test(test_what_is_no_sequence),
        counted_test(test_mappings_are_no_sequences),
        counted_test(test_sequences_that_are_numbers),
        counted_test(test_in_place_falls_back),
        counted_test(test_items_of_a_sequence),
        counted_test(test_slices),
        counted_test(test_searching),
        counted_test(test_searching_fails),
        counted_test(test_list),
        counted_test(test_tuple),
        counted_test(test_fast),
        counted_test(test_out_of_memory),
        counted_test(test_out_of_memory_in_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
