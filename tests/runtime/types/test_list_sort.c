/* Sorting: the order, its stability, the comparisons it takes, and what hostile ones can do to it. */
#include "hostile.h"
#include "rows.h"

#include "types/list_internal.h"

#include <recount/bool.h>
#include <recount/sequence.h>
#include <recount/str.h>

#include <stdlib.h>

/* An item with a value and a number of its own; comparisons look at the value only and are counted. */
typedef struct Card {
    int value;
    int number;
} Card;

static long comparisons;
static long raise_at; /* the comparison that raises; 0: none */

static RcObject *compare_cards(Hostile *self, RcObject *other, int op)
{
    if (++comparisons == raise_at) {
        RcErr_SetString(RcExc_ValueError, "enough");
        return NULL;
    }
    assert_int_equal(op, Rc_LT);
    const Card *mine = (const Card *)self->arg, *theirs = (const Card *)((Hostile *)other)->arg;
    return RcBool_FromLong(mine->value < theirs->value);
}

static RcObject *list_of_cards(Card *cards, int count)
{
    RcObject *list = RcList_New(count);
    for (int i = 0; i < count; i++) {
        Hostile *item = Hostile_New();
        item->on_compare = compare_cards;
        item->arg = &cards[i];
        cards[i].number = i;
        RcList_SET_ITEM(list, i, item);
    }
    comparisons = raise_at = 0;
    return list;
}

static const Card *card_at(RcObject *list, Rc_ssize_t index)
{
    return (const Card *)((Hostile *)RcList_GET_ITEM(list, index))->arg;
}

/* In order, equal ones by their numbers; each item once, with its one reference. */
static void assert_sorted(RcObject *list, int count, int reverse)
{
    assert_int_equal(RcList_GET_SIZE(list), count);
    assert_live(count + 1);
    for (int i = 0; i < count; i++) {
        assert_refcnt(RcList_GET_ITEM(list, i), 1);
    }
    for (int i = 1; i < count; i++) {
        const Card *left = card_at(list, i - 1), *right = card_at(list, i);
        assert_true(reverse ? left->value >= right->value : left->value <= right->value);
        assert_true(left->value != right->value || left->number < right->number);
    }
}

static void assert_untouched(RcObject *list, int count)
{
    assert_int_equal(RcList_GET_SIZE(list), count);
    assert_live(count + 1);
    for (int i = 0; i < count; i++) {
        assert_int_equal(card_at(list, i)->number, i);
        assert_refcnt(RcList_GET_ITEM(list, i), 1);
    }
}

/* Small numbers, always the same ones. */
static unsigned int next_random(unsigned int *seed)
{
    *seed = *seed * 1103515245u + 12345u;
    return *seed >> 16;
}

static void test_sorts_stably(void **state)
{
    Rc_UNUSED(state);
    static Card cards[300];
    unsigned int seed = 1;
    for (int count = 0; count <= 300; count += count < 40 ? 1 : 37) {
        for (int spread = 1; spread <= 1000; spread *= 10) {
            for (int reverse = 0; reverse <= 1; reverse++) {
                for (int i = 0; i < count; i++) {
                    cards[i].value = (int)(next_random(&seed) % (unsigned int)spread);
                }
                RcObject *list = list_of_cards(cards, count);
                assert_int_equal(_RcList_Sort((RcListObject *)list, NULL, reverse), 0);
                assert_sorted(list, count, reverse);
                assert_refcnt(list, 1);
                drop(list);
            }
        }
    }
}

static void test_takes_few_comparisons(void **state)
{
    Rc_UNUSED(state);
    static Card cards[256];
    unsigned int seed = 7;
    RcObject *list;
    for (int i = 0; i < 256; i++) {
        cards[i].value = i / 2;
    }
    list = list_of_cards(cards, 256);
    assert_int_equal(RcList_Sort(list), 0);
    assert_int_equal(comparisons, 255); /* in order already */
    assert_sorted(list, 256, 0);
    drop(list);
    for (int i = 0; i < 256; i++) {
        cards[i].value = -i;
    }
    list = list_of_cards(cards, 256);
    assert_int_equal(RcList_Sort(list), 0);
    assert_int_equal(comparisons, 255); /* strictly falling */
    assert_sorted(list, 256, 0);
    drop(list);
    for (int i = 0; i < 256; i++) {
        cards[i].value = (int)next_random(&seed);
    }
    list = list_of_cards(cards, 256);
    assert_int_equal(RcList_Sort(list), 0);
    assert_true(comparisons < 256 * 9); /* n log2(n) is 256 * 8 */
    assert_sorted(list, 256, 0);
    drop(list);
}

static void test_a_comparison_that_raises_leaves_the_list_as_it_was(void **state)
{
    Rc_UNUSED(state);
    static Card cards[50];
    unsigned int seed = 3;
    for (int i = 0; i < 50; i++) {
        cards[i].value = (int)(next_random(&seed) % 20);
    }
    for (long at = 1;; at++) {
        RcObject *list = list_of_cards(cards, 50);
        raise_at = at;
        int result = _RcList_Sort((RcListObject *)list, NULL, (int)(at % 2));
        if (result == 0) {
            assert_true(at > 200);
            assert_sorted(list, 50, (int)(at % 2));
            drop(list);
            break;
        }
        assert_raises(RcExc_ValueError, "enough");
        assert_untouched(list, 50);
        drop(list);
    }
}

static void test_incomparable_items(void **state)
{
    Rc_UNUSED(state);
    RcObject *number = fresh(0.5), *text = RcStr_FromString("a");
    RcObject *list = list_of((RcObject *[]){number, text}, 2);
    assert_int_equal(RcList_Sort(list), -1);
    assert_raises(RcExc_TypeError, "'<' not supported between instances of 'str' and 'float'");
    assert_repr(list, "[0.5, 'a']");
    assert_refcnt(number, 2);
    assert_refcnt(text, 2);
    drop(list);
    drop(number);
    Rc_DECREF(text);
    list = RcList_New(2);
    assert_int_equal(RcList_Sort(list), -1);
    assert_raises(RcExc_SystemError, NULL);
    assert_repr(list, "[<NULL>, <NULL>]");
    drop(list);
}

/* Key functions. */

static RcObject *raise_on_key;
static int keys_alive;

static void count_key_death(Hostile *self)
{
    Rc_UNUSED(self);
    keys_alive--;
}

/* A fresh comparable object with the same card. */
static RcObject *key_of_card(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(kwargs);
    RcObject *item = RcTuple_GET_ITEM(args, 0);
    if (item == raise_on_key) {
        RcErr_SetString(RcExc_ValueError, "no key");
        return NULL;
    }
    Hostile *key = Hostile_New();
    key->on_compare = compare_cards;
    key->on_dealloc = count_key_death;
    key->arg = ((Hostile *)item)->arg;
    keys_alive++;
    return (RcObject *)key;
}

static void test_key_function(void **state)
{
    Rc_UNUSED(state);
    static Card cards[40];
    unsigned int seed = 5;
    Hostile *function = Hostile_New();
    function->on_call = key_of_card;
    RcObject *key = (RcObject *)function;
    for (int reverse = 0; reverse <= 1; reverse++) {
        for (int i = 0; i < 40; i++) {
            cards[i].value = (int)(next_random(&seed) % 20);
        }
        RcObject *list = list_of_cards(cards, 40);
        for (int i = 0; i < 40; i++) {
            ((Hostile *)RcList_GET_ITEM(list, i))->on_compare = NULL; /* only keys are compared */
        }
        Rc_INCREF(key);
        assert_int_equal(_RcList_Sort((RcListObject *)list, key, reverse), 0);
        assert_refcnt(key, 2);
        Rc_DECREF(key);
        assert_int_equal(keys_alive, 0);
        assert_live(42);
        for (int i = 1; i < 40; i++) {
            int order = card_at(list, i - 1)->value - card_at(list, i)->value;
            assert_true(reverse ? order >= 0 : order <= 0);
            assert_true(order != 0 || card_at(list, i - 1)->number < card_at(list, i)->number);
        }
        drop(list);
    }
    drop(key);
}

static void test_key_function_that_raises(void **state)
{
    Rc_UNUSED(state);
    static Card cards[20];
    RcObject *list = list_of_cards(cards, 20);
    Hostile *function = Hostile_New();
    function->on_call = key_of_card;
    raise_on_key = RcList_GET_ITEM(list, 7);
    assert_int_equal(_RcList_Sort((RcListObject *)list, (RcObject *)function, 1), -1);
    assert_raises(RcExc_ValueError, "no key");
    assert_int_equal(keys_alive, 0);
    raise_on_key = NULL;
    raise_at = 5;
    assert_int_equal(_RcList_Sort((RcListObject *)list, (RcObject *)function, 0), -1);
    assert_raises(RcExc_ValueError, "enough");
    assert_int_equal(keys_alive, 0);
    drop((RcObject *)function);
    assert_untouched(list, 20);
    drop(list);
}

/* Comparisons that change the list. */

static RcObject *the_list, *the_stranger;

static RcObject *append_meanwhile(Hostile *self, RcObject *other, int op)
{
    assert_int_equal(RcList_GET_SIZE(the_list), comparisons); /* what was appended before: else empty */
    RcObject *result = compare_cards(self, other, op);
    assert_int_equal(RcList_Append(the_list, the_stranger), 0);
    return result;
}

static RcObject *clear_meanwhile(Hostile *self, RcObject *other, int op)
{
    assert_int_equal(RcList_Clear(the_list), 0);
    assert_int_equal(RcList_Sort(the_list), 0);
    return compare_cards(self, other, op);
}

static void test_items_that_change_the_list(void **state)
{
    Rc_UNUSED(state);
    static Card cards[4] = {{4, 0}, {2, 0}, {3, 0}, {1, 0}};
    the_stranger = fresh(0.5);
    the_list = list_of_cards(cards, 4);
    for (int i = 0; i < 4; i++) {
        ((Hostile *)RcList_GET_ITEM(the_list, i))->on_compare = append_meanwhile;
    }
    assert_int_equal(RcList_Sort(the_list), -1);
    assert_raises(RcExc_ValueError, "list modified during sort");
    assert_refcnt(the_stranger, 1);
    assert_int_equal(RcList_GET_SIZE(the_list), 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(card_at(the_list, i)->value, i + 1); /* sorted all the same */
        assert_refcnt(RcList_GET_ITEM(the_list, i), 1);
        ((Hostile *)RcList_GET_ITEM(the_list, i))->on_compare = clear_meanwhile;
    }
    assert_int_equal(_RcList_Sort((RcListObject *)the_list, NULL, 1),
                     0); /* clearing nothing goes unnoticed */
    assert_int_equal(RcList_GET_SIZE(the_list), 4);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(card_at(the_list, i)->value, 4 - i);
    }
    assert_int_equal(RcList_Append(the_list, the_stranger), 0);
    assert_refcnt(the_stranger, 2);
    drop(the_list);
    drop(the_stranger);
    assert_live(0);
}

static RcObject *append_and_raise(Hostile *self, RcObject *other, int op)
{
    Rc_UNUSED(self);
    Rc_UNUSED(other);
    Rc_UNUSED(op);
    assert_int_equal(RcList_Append(the_list, the_stranger), 0);
    RcErr_SetString(RcExc_TypeError, "mine");
    return NULL;
}

static void test_the_comparisons_own_error_stands(void **state)
{
    Rc_UNUSED(state);
    static Card cards[3];
    the_stranger = fresh(0.5);
    the_list = list_of_cards(cards, 3);
    for (int i = 0; i < 3; i++) {
        ((Hostile *)RcList_GET_ITEM(the_list, i))->on_compare = append_and_raise;
    }
    assert_int_equal(RcList_Sort(the_list), -1);
    assert_raises(RcExc_TypeError, "mine");
    assert_refcnt(the_stranger, 1);
    drop(the_stranger);
    assert_untouched(the_list, 3);
    drop(the_list);
}

/* A stranger whose dealloc, at the end of the sort, changes the list once more. */
static void append_at_death(Hostile *self)
{
    Rc_UNUSED(self);
    assert_int_equal(RcList_GET_SIZE(the_list), 2); /* it is whole again */
    assert_int_equal(RcList_Append(the_list, Rc_None), 0);
}

static RcObject *put_stranger(Hostile *self, RcObject *other, int op)
{
    Hostile *stranger = Hostile_New();
    stranger->on_dealloc = append_at_death;
    assert_int_equal(RcList_Append(the_list, (RcObject *)stranger), 0);
    Rc_DECREF(stranger);
    return compare_cards(self, other, op);
}

static void test_strangers_are_released_last(void **state)
{
    Rc_UNUSED(state);
    static Card cards[2];
    the_list = list_of_cards(cards, 2);
    for (int i = 0; i < 2; i++) {
        ((Hostile *)RcList_GET_ITEM(the_list, i))->on_compare = put_stranger;
    }
    assert_int_equal(RcList_Sort(the_list), -1);
    assert_raises(RcExc_ValueError, "list modified during sort");
    assert_int_equal(RcList_GET_SIZE(the_list), 3);
    assert_ptr_equal(RcList_GET_ITEM(the_list, 2), Rc_None);
    drop(the_list);
    assert_live(0);
}

static RcObject *itself(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(kwargs);
    return Rc_NewRef(RcTuple_GET_ITEM(args, 0));
}

static void test_a_list_that_was_not_filled(void **state)
{
    Rc_UNUSED(state);
    RcObject *item = RcFloat_FromDouble(1.5);
    Hostile *key = Hostile_New();
    RcObject *list = RcList_New(2);
    assert_int_equal(RcList_Sort(list), -1);
    assert_raises(RcExc_SystemError, "list item 0 was never set");
    RcList_SET_ITEM(list, 0, Rc_NewRef(item));
    assert_int_equal(RcList_Sort(list), -1);
    assert_raises(RcExc_SystemError, "list item 1 was never set");
    key->on_call = itself;
    assert_int_equal(_RcList_Sort((RcListObject *)list, (RcObject *)key, 1), -1);
    assert_raises(RcExc_SystemError, "list item 1 was never set");
    assert_ptr_equal(RcList_GET_ITEM(list, 0), item);
    assert_null(RcList_GET_ITEM(list, 1));
    assert_refcnt(item, 2);
    drop((RcObject *)key);
    drop(list);
    drop(item);
    assert_live(0);
}

/* Each allocation failing. */

static int run_sort(void *key)
{
    Rc_ssize_t size = RcList_GET_SIZE(the_list);
    int result = _RcList_Sort((RcListObject *)the_list, (RcObject *)key, 0);
    assert_int_equal(RcList_GET_SIZE(the_list), size);
    for (Rc_ssize_t i = 0; i < size; i++) {
        Rc_ssize_t expected = result == 0 ? size - 1 - i : i;
        assert_true(RcFloat_AsDouble(RcList_GET_ITEM(the_list, i)) == (double)expected + 0.5);
    }
    if (result == 0) {
        assert_int_equal(RcList_Reverse(the_list), 0);
    }
    return result;
}

static RcObject *negative(Hostile *self, RcObject *args, RcObject *kwargs)
{
    Rc_UNUSED(self);
    Rc_UNUSED(kwargs);
    return RcFloat_FromDouble(-RcFloat_AsDouble(RcTuple_GET_ITEM(args, 0)));
}

static void test_out_of_memory(void **state)
{
    Rc_UNUSED(state);
    RcObject *items[3];
    make_items(items, 3);
    the_list = list_of(items, 3);
    Hostile *key = Hostile_New();
    key->on_call = negative;
    RcObject *watched[] = {the_list, items[0], items[1], items[2], (RcObject *)key, NULL};
    assert_true(sweep(run_sort, key, watched) >= 4);
    drop((RcObject *)key);
    drop(the_list);
    drop_items(items, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_sorts_stably),
        counted_test(test_takes_few_comparisons),
        counted_test(test_a_comparison_that_raises_leaves_the_list_as_it_was),
        counted_test(test_incomparable_items),
        counted_test(test_key_function),
        counted_test(test_key_function_that_raises),
        counted_test(test_items_that_change_the_list),
        counted_test(test_the_comparisons_own_error_stands),
        counted_test(test_strangers_are_released_last),
        counted_test(test_a_list_that_was_not_filled),
        counted_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
