/* The four iterators: what they hold, until when, and what happens under their feet. */
#include "hostile.h"
#include "rows.h"

#include <recount/gc.h>
#include <recount/iterator.h>
#include <recount/str.h>

static void assert_item(RcObject *iterator, RcObject *expected, Rc_ssize_t count)
{
    RcObject *item = RcIter_Next(iterator);
    assert_ptr_equal(item, expected);
    assert_refcnt(item, count);
    Rc_DECREF(item);
}

static void assert_end(RcObject *iterator)
{
    for (int i = 0; i < 2; i++) {
        assert_null(RcIter_Next(iterator));
        assert_no_error();
    }
}

static void assert_hint(RcObject *iterator, long expected)
{
    RcObject *method = RcObject_GetAttrString(iterator, "__length_hint__");
    assert_non_null(method);
    assert_int_result(RcObject_CallNoArgs(method), expected);
    Rc_DECREF(method);
}

static void test_lists_and_tuples(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    make_items(items, 2);
    RcObject *rows[] = {list_of(items, 2), tuple_of(items, 2)};
    RcTypeObject *types[] = {&RcListIter_Type, &RcTupleIter_Type};
    for (int i = 0; i < 2; i++) {
        RcObject *iterator = RcObject_GetIter(rows[i]);
        assert_refcnt(iterator, 1);
        assert_refcnt(rows[i], 2);
        assert_true(Rc_IS_TYPE(iterator, types[i]));
        assert_true(RcObject_GC_IsTracked(iterator));
        assert_ptr_equal(RcObject_GetIter(iterator), iterator);
        assert_refcnt(iterator, 2);
        Rc_DECREF(iterator);
        assert_visits(iterator, &rows[i], 1);
        assert_hint(iterator, 2);
        assert_item(iterator, items[0], 4 - i);
        assert_hint(iterator, 1);
        assert_item(iterator, items[1], 4 - i);
        assert_refcnt(rows[i], 2);
        assert_end(iterator);
        assert_refcnt(rows[i], 1); /* dropped at the end */
        assert_hint(iterator, 0);
        assert_visits(iterator, NULL, 0);
        drop(iterator);
        assert_refcnt(rows[i], 1);

        iterator = RcObject_GetIter(rows[i]); /* dropped before its end */
        assert_item(iterator, items[0], 4 - i);
        drop(iterator);
        assert_refcnt(rows[i], 1);

        iterator = RcObject_GetIter(rows[i]);
        assert_refcnt(rows[i], 2);
        assert_int_equal(types[i]->tp_clear(iterator), 0);
        assert_refcnt(rows[i], 1);
        assert_end(iterator);
        drop(iterator);
        drop(rows[i]);
    }
    drop_items(items, 2);
}

static void test_a_list_may_change_under_its_iterator(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    RcObject *list = list_of(items, 3), *iterator = RcObject_GetIter(list);
    assert_item(iterator, items[0], 3);
    assert_item(iterator, items[1], 3);
    assert_int_equal(RcList_SetSlice(list, 1, 3, NULL), 0);
    assert_hint(iterator, 0); /* not -1 */
    assert_end(iterator);
    assert_refcnt(list, 1);
    assert_int_equal(RcList_Extend(list, list), 0);
    assert_int_equal(RcList_Extend(list, list), 0);
    assert_end(iterator); /* at its end for good */
    drop(iterator);
    iterator = RcObject_GetIter(list);
    assert_item(iterator, items[0], 6);
    assert_int_equal(RcList_SetItem(list, 1, NULL), 0);
    assert_null(RcIter_Next(iterator));
    assert_raises(RcExc_SystemError, "list item 1 was never set");
    drop(iterator);
    drop(list);
    drop_items(items, 3);
}

static void test_an_iterator_may_be_the_last_holder(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5), *list = list_of(&item, 1), *iterator = RcObject_GetIter(list);
    Rc_DECREF(list);
    assert_refcnt(item, 2);
    assert_item(iterator, item, 3);
    assert_live(3);
    assert_end(iterator);
    assert_refcnt(item, 1);
    assert_live(2);
    drop(iterator);
    drop(item);
}

/* Any sequence: a Hostile without tp_iter would need another type, so the iterator is made directly. */

static RcObject *item_below_two(Hostile *self, RcObject *key)
{
    if (RcInt_AsLong(key) >= 2) {
        RcErr_SetString(self->arg == NULL ? RcExc_IndexError : (RcObject *)self->arg, "no more");
        return NULL;
    }
    return Rc_NewRef(self->held[0]);
}

static Rc_ssize_t length_two(Hostile *self)
{
    Rc_UNUSED(self);
    return 2;
}

static Rc_ssize_t length_raises(Hostile *self)
{
    Rc_UNUSED(self);
    RcErr_SetString(RcExc_ValueError, "immeasurable");
    return -1;
}

static void test_sequences(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5);
    Hostile *sequence = Hostile_New();
    sequence->on_getitem = item_below_two;
    sequence->on_length = length_two;
    sequence->held[0] = Rc_NewRef(item);
    RcObject *op = (RcObject *)sequence;
    RcObject *ends[] = {NULL, RcExc_StopIteration};
    for (int i = 0; i < 2; i++) {
        sequence->arg = ends[i];
        RcObject *iterator = RcSeqIter_New(op);
        assert_refcnt(iterator, 1);
        assert_refcnt(op, 2);
        assert_true(RcSeqIter_Check(iterator));
        assert_true(RcObject_GC_IsTracked(iterator));
        assert_visits(iterator, &op, 1);
        assert_hint(iterator, 2);
        assert_item(iterator, item, 3);
        assert_item(iterator, item, 3);
        assert_refcnt(op, 2);
        assert_hint(iterator, 0);
        assert_end(iterator);
        assert_refcnt(op, 1);
        assert_hint(iterator, 0);
        drop(iterator);
    }
    sequence->arg = RcExc_ValueError; /* is no end */
    RcObject *iterator = RcSeqIter_New(op);
    assert_item(iterator, item, 3);
    assert_item(iterator, item, 3);
    for (int i = 0; i < 2; i++) {
        assert_null(RcIter_Next(iterator));
        assert_raises(RcExc_ValueError, "no more");
        assert_refcnt(op, 2);
    }
    sequence->on_length = length_raises;
    RcObject *method = RcObject_GetAttrString(iterator, "__length_hint__");
    assert_null(RcObject_CallNoArgs(method));
    assert_raises(RcExc_ValueError, "immeasurable");
    Rc_DECREF(method);
    assert_refcnt(op, 2);
    assert_int_equal(RcSeqIter_Type.tp_clear(iterator), 0);
    assert_refcnt(op, 1);
    drop(iterator);
    drop(op);
    drop(item);
}

static void test_sequence_iterator_refuses(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = fresh(0.5);
    assert_null(RcSeqIter_New(item));
    assert_raises(RcExc_SystemError, "RcSeqIter_New: bad argument");
    assert_null(RcSeqIter_New(NULL));
    assert_raises(RcExc_SystemError, "RcSeqIter_New: bad argument");
    drop(item);
}

/* The item function uses up the iterator that is asking it. */
static RcObject *exhaust_then_give(Hostile *self, RcObject *key)
{
    RcObject *iterator = (RcObject *)self->arg;
    if (iterator != NULL && RcInt_AsLong(key) == 0) {
        self->arg = NULL;
        assert_int_equal(RcSeqIter_Type.tp_clear(iterator), 0);
        assert_refcnt(self, 1); /* what the step holds */
    }
    RcErr_SetString(RcExc_IndexError, "over");
    return NULL;
}

static void test_sequence_iterator_that_is_ended_by_its_own_step(void **state)
{
    Rc_UNUSED(state);
    Hostile *sequence = Hostile_New();
    sequence->on_getitem = exhaust_then_give;
    RcObject *iterator = RcSeqIter_New((RcObject *)sequence);
    sequence->arg = iterator;
    Rc_DECREF(sequence);
    assert_end(iterator);
    assert_live(1);
    drop(iterator);
}

static void test_sequence_iterator_index_has_an_end(void **state)
{
    Rc_UNUSED(state);
    struct {
        RcObject_HEAD
        RcObject *source;
        RcObject *sentinel;
        Rc_ssize_t index;
    } * raw;
    RcObject *list = RcList_New(0), *iterator = RcSeqIter_New(list);
    assert_int_equal(sizeof *raw, RcSeqIter_Type.tp_basicsize);
    raw = (void *)iterator;
    raw->index = RC_SSIZE_T_MAX;
    assert_null(RcIter_Next(iterator));
    assert_raises(RcExc_OverflowError, "iter index too large");
    drop(iterator);
    drop(list);
}

/* A callable with a sentinel. */

/* Gives 0, 1, 2, ... */
static RcObject *count_up(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    long value = RcInt_AsLong(self->held[0]);
    Rc_SETREF(self->held[0], RcInt_FromLong(value + 1));
    return RcInt_FromLong(value);
}

static RcObject *raise_type(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    RcErr_SetString((RcObject *)self->arg, "called");
    return NULL;
}

static void test_callables(void **state)
{
    Rc_UNUSED(state);
    Hostile *counter = Hostile_New();
    counter->on_call = count_up;
    counter->held[0] = RcInt_FromLong(100000);
    RcObject *callable = (RcObject *)counter, *sentinel = RcInt_FromLong(100002);
    RcObject *iterator = RcCallIter_New(callable, sentinel);
    assert_refcnt(iterator, 1);
    assert_refcnt(callable, 2);
    assert_refcnt(sentinel, 2);
    assert_true(RcCallIter_Check(iterator));
    assert_true(RcObject_GC_IsTracked(iterator));
    assert_visits(iterator, (RcObject *[]){callable, sentinel}, 2);
    assert_int_result(RcIter_Next(iterator), 100000);
    assert_int_result(RcIter_Next(iterator), 100001);
    assert_refcnt(callable, 2);
    assert_refcnt(sentinel, 2);
    assert_end(iterator);
    assert_refcnt(callable, 1);
    assert_refcnt(sentinel, 1);
    assert_visits(iterator, NULL, 0);
    assert_live(4);
    drop(iterator);

    counter->on_call = raise_type;
    counter->arg = RcExc_ValueError;
    iterator = RcCallIter_New(callable, sentinel);
    assert_null(RcIter_Next(iterator));
    assert_raises(RcExc_ValueError, "called");
    assert_refcnt(callable, 2);
    assert_refcnt(sentinel, 2);
    counter->arg = RcExc_StopIteration;
    assert_end(iterator);
    assert_refcnt(callable, 1);
    assert_refcnt(sentinel, 1);
    drop(iterator);

    iterator = RcCallIter_New(callable, sentinel);
    assert_int_equal(RcCallIter_Type.tp_clear(iterator), 0);
    assert_refcnt(callable, 1);
    assert_refcnt(sentinel, 1);
    drop(iterator);
    iterator = RcCallIter_New(callable, sentinel);
    drop(iterator);
    assert_refcnt(callable, 1);
    assert_refcnt(sentinel, 1);
    assert_null(RcCallIter_New(NULL, sentinel));
    assert_raises(RcExc_SystemError, "RcCallIter_New: bad argument");
    assert_null(RcCallIter_New(callable, NULL));
    assert_raises(RcExc_SystemError, "RcCallIter_New: bad argument");
    drop(callable);
    drop(sentinel);
}

static RcObject *compare_raises(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    RcErr_SetString(RcExc_ValueError, "incomparable");
    return NULL;
}

static void test_sentinel_that_cannot_be_compared(void **state)
{
    Rc_UNUSED(state);
    Hostile *counter = Hostile_New(), *sentinel = Hostile_New();
    counter->on_call = count_up;
    counter->held[0] = RcInt_FromLong(100000);
    sentinel->on_compare = compare_raises;
    RcObject *iterator = RcCallIter_New((RcObject *)counter, (RcObject *)sentinel);
    assert_null(RcIter_Next(iterator));
    assert_raises(RcExc_ValueError, "incomparable");
    assert_refcnt(counter, 2);
    assert_refcnt(sentinel, 2);
    assert_live(4); /* the result of the call is gone */
    drop(iterator);
    drop((RcObject *)counter);
    drop((RcObject *)sentinel);
}

/* The callable ends the iterator that calls it, which holds the last references to it and the sentinel. */
static RcObject *end_my_caller(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(args);
    Rc_UNUSED(kwargs);
    assert_int_equal(RcCallIter_Type.tp_clear((RcObject *)self->arg), 0);
    return Rc_NewRef(Rc_None);
}

static void test_callable_that_ends_its_iterator(void **state)
{
    Rc_UNUSED(state);
    Hostile *function = Hostile_New();
    RcObject *sentinel = fresh(0.5);
    function->on_call = end_my_caller;
    RcObject *iterator = RcCallIter_New((RcObject *)function, sentinel);
    function->arg = iterator;
    Rc_DECREF(function);
    Rc_DECREF(sentinel);
    assert_none(RcIter_Next(iterator));
    assert_live(1);
    assert_end(iterator);
    drop(iterator);
}

/* What an iterator drops looks at the iterator while it dies. */

static RcObject *observed;
static int deaths;

static void look_at_end(Hostile *self)
{
    Visits visits = {{NULL}, 0, 0};
    assert_int_equal(Rc_TYPE(observed)->tp_traverse(observed, visit_and_note, &visits), 0);
    for (int i = 0; i < visits.count; i++) {
        assert_ptr_not_equal(visits.seen[i], self);
    }
    assert_null(RcIter_Next(observed)); /* at its end */
    deaths++;
}

static void look_at_tracking(Hostile *self)
{
    Rc_UNUSED(self);
    assert_false(RcObject_GC_IsTracked(observed));
    deaths++;
}

static RcObject *onlooker(void (*on_dealloc)(Hostile *))
{
    Hostile *self = Hostile_New();
    self->on_dealloc = on_dealloc;
    return (RcObject *)self;
}

static void test_what_is_dropped_is_forgotten_before(void **state)
{
    Rc_UNUSED(state);
    RcObject *callable = onlooker(look_at_end), *sentinel = onlooker(look_at_end);
    observed = RcCallIter_New(callable, sentinel);
    Rc_DECREF(callable);
    Rc_DECREF(sentinel);
    deaths = 0;
    assert_int_equal(RcCallIter_Type.tp_clear(observed), 0);
    assert_int_equal(deaths, 2);
    assert_live(1);
    drop(observed);

    callable = onlooker(look_at_tracking);
    observed = RcCallIter_New(callable, callable);
    Rc_DECREF(callable);
    drop(observed);
    assert_int_equal(deaths, 3);
}

/* Each allocation failing. */

static RcObject *swept;

static int run_iterator(void *make)
{
    RcObject *iterator = (*(RcObject * (**)(RcObject *)) make)(swept);
    if (iterator == NULL) {
        return -1;
    }
    RcObject *item;
    int more;
    while ((more = RcIter_NextItem(iterator, &item)) > 0) {
        Rc_DECREF(item);
    }
    Rc_DECREF(iterator);
    return more;
}

static int run_callable(void *unused)
{
    Rc_UNUSED(unused);
    RcObject *iterator = RcCallIter_New((RcObject *)&RcList_Type, swept);
    if (iterator == NULL) {
        return -1;
    }
    RcObject *item = RcIter_Next(iterator);
    int result = item == NULL ? -1 : 0;
    Rc_XDECREF(item);
    Rc_DECREF(iterator);
    return result;
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[2];
    RcObject *(*make_own)(RcObject *) = RcObject_GetIter, *(*make_any)(RcObject *) = RcSeqIter_New;
    make_items(items, 2);
    swept = list_of(items, 2);
    RcObject *watched[] = {swept, items[0], items[1], NULL};
    assert_int_equal(sweep(run_iterator, &make_own, watched), 1);
    assert_true(sweep(run_iterator, &make_any, watched) >= 2); /* the IndexError at the end, too */
    assert_true(sweep(run_callable, NULL, watched) >= 2);
    drop(swept);
    drop_items(items, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_lists_and_tuples),
        counted_test(test_a_list_may_change_under_its_iterator),
        counted_test(test_an_iterator_may_be_the_last_holder),
        counted_test(test_sequences),
        counted_test(test_sequence_iterator_refuses),
        counted_test(test_sequence_iterator_that_is_ended_by_its_own_step),
        counted_test(test_sequence_iterator_index_has_an_end),
        counted_test(test_callables),
        counted_test(test_sentinel_that_cannot_be_compared),
        counted_test(test_callable_that_ends_its_iterator),
        counted_test(test_what_is_dropped_is_forgotten_before),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
