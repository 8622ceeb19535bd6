/* What the book keeps of an object: in order of time, bounded, and as long as its tombstone stays. */
#include "support.h"

#include <recount/recount.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int begin(void **state)
{
    Rc_UNUSED(state);
    return Rc_Initialize();
}

static int end(void **state)
{
    Rc_UNUSED(state);
    return Rc_Finalize();
}

/* The story as RcLedger_Explain tells it; the caller frees it. */
static char *story_of(RcObject *op)
{
    char *text = NULL, *story;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert_non_null(out);
    RcLedger_Explain(op, out);
    fclose(out);
    story = strstr(text, "Its story:\n");
    assert_non_null(story);
    story = strdup(story + strlen("Its story:\n"));
    free(text);
    return story;
}

static size_t count_of(const char *text, const char *wanted)
{
    size_t count = 0;
    while ((text = strstr(text, wanted)) != NULL) {
        text += strlen(wanted);
        count++;
    }
    return count;
}

/* Each of the texts stands in the story, after the one before. */
static void assert_in_order(const char *story, const char *const *texts, size_t count)
{
    const char *at = story;
    for (size_t i = 0; i < count; i++) {
        at = strstr(at, texts[i]);
        if (at == NULL) {
            fail_msg("'%s' is missing, or not in its place, in\n%s", texts[i], story);
            return;
        }
        at += strlen(texts[i]);
    }
}

#define ASSERT_IN_ORDER(story, texts) assert_in_order((story), (texts), sizeof(texts) / sizeof *(texts))

static void entries_are_told_in_order_of_time(void **state)
{
    static const char *const texts[] = {
        "made, by RcStr_FromString; count 0 -> 1\n", "received as a new reference, by RcStr_FromString\n",
        "a reference taken, by Rc_INCREF; count 1 -> 2\n", "borrowed, by RcTuple_GetItem\n",
        "a reference given back, by Rc_DECREF; count 3 -> 2\n"};
    RcObject *op = RcStr_FromString("in order"), *tuple;
    char *story;

    Rc_UNUSED(state);
    Rc_INCREF(op);
    tuple = RcTuple_Pack(1, op);
    assert_ptr_equal(RcTuple_GetItem(tuple, 0), op);
    Rc_DECREF(op);
    story = story_of(op);
    ASSERT_IN_ORDER(story, texts);
    free(story);
    Rc_DECREF(tuple);
    Rc_DECREF(op);
}

static void a_tombstone_keeps_its_story(void **state)
{
    static const char *const texts[] = {
        "made, by RcStr_FromString; count 0 -> 1\n", "received as a new reference",
        "a reference given back, by Rc_DECREF; count 1 -> 0\n",
        "its last reference is gone: it is deallocated, by Rc_DECREF\n", "freed, by Rc_DECREF\n"};
    RcObject *op = RcStr_FromString("soon gone");
    char *story;

    Rc_UNUSED(state);
    Rc_DECREF(op);
    story = story_of(op);
    ASSERT_IN_ORDER(story, texts);
    assert_int_equal(count_of(story, "\n"), 5);
    free(story);
}

/* Entries that were dropped are counted: with what is told they are all. */
static void a_long_story_is_cut_in_the_middle(void **state)
{
    enum { PAIRS = 300, ALL = 2 + 2 * PAIRS };
    RcObject *op = RcStr_FromString("long");
    char *story, *gap;
    size_t lines;

    Rc_UNUSED(state);
    for (int i = 0; i < PAIRS; i++) {
        Rc_INCREF(op);
        Rc_DECREF(op);
    }
    story = story_of(op);
    gap = strstr(story, "  ... ");
    assert_non_null(gap);
    lines = count_of(story, "\n");
    assert_true(lines < 100);
    assert_int_equal(strtoul(gap + strlen("  ... "), NULL, 10) + lines - 1, ALL);
    assert_int_equal(count_of(story, "received as a new reference"), 1); /* the beginning stays */
    *gap = '\0';
    assert_int_equal(count_of(story, "\n"), 25); /* 24 operations, of which the first did two things */
    free(story);
    Rc_DECREF(op);
}

/* Also those that are kept as one, wherever these lie: the first and the last ones stay, the ones between are dropped. */
static void what_is_kept_as_one_is_counted_as_two(void **state)
{
    static const int ranges[][2] = {{0, 300}, {0, 10}, {12, 15}, {15, 30}, {40, 60}, {299, 300}};

    Rc_UNUSED(state);
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        RcObject *op = RcStr_FromString("long"), *same;
        size_t all = 2, lines;
        char *story, *gap;
        for (int k = 0; k < 300; k++) {
            if (k >= ranges[i][0] && k < ranges[i][1]) {
                same = RcObject_Str(op); /* taken and received */
                all += 3;
            } else {
                same = op;
                Rc_INCREF(same);
                all += 2;
            }
            Rc_DECREF(same);
        }
        story = story_of(op);
        gap = strstr(story, "  ... ");
        assert_non_null(gap);
        lines = count_of(story, "\n");
        assert_int_equal(strtoul(gap + strlen("  ... "), NULL, 10) + lines - 1, all);
        assert_int_equal(count_of(story, " made"), 1); /* nothing is told that was not entered */
        free(story);
        Rc_DECREF(op);
    }
}

/* An object that gets another size leaves a tombstone where it was.  Both have what was told before, and each what
 * comes after. */
static void a_story_is_copied_where_an_object_moves(void **state)
{
    static const char *const before[] = {"made, by RcStr_FromString", "refers to it from now on",
                                         "refers to it no longer"};
    RcObject *text = RcStr_FromString("short"), *old = text;
    RcObject *list = RcList_New(0), *more = RcStr_FromString(" and more");
    char *story, *olds;

    Rc_UNUSED(state);
    assert_int_equal(RcList_Append(list, text), 0);
    assert_int_equal(Rc_AuditHeap(), 0);
    assert_int_equal(RcList_Clear(list), 0);
    assert_int_equal(Rc_AuditHeap(), 0);
    RcStr_Append(&text, more);
    assert_ptr_not_equal(text, old);
    Rc_INCREF(text);
    story = story_of(text);
    olds = story_of(old);
    ASSERT_IN_ORDER(story, before);
    ASSERT_IN_ORDER(olds, before);
    assert_non_null(strstr(olds, "it gets another size, and another address (the str object "));
    assert_null(strstr(olds, "taken, by Rc_INCREF"));
    assert_null(strstr(story, "it gets another size"));
    assert_non_null(strstr(story, "a reference taken, by Rc_INCREF; count 1 -> 2"));
    free(story);
    free(olds);
    Rc_DECREF(text);
    Rc_DECREF(text);
    Rc_DECREF(list);
    Rc_DECREF(more);
}

/* Each object is found by its address, and no address within it is taken for one. */
static void objects_are_found_by_their_addresses(void **state)
{
    enum { COUNT = 20000 };
    RcObject *list = RcList_New(COUNT);

    Rc_UNUSED(state);
    for (Rc_ssize_t i = 0; i < COUNT; i++) {
        RcList_SET_ITEM(list, i, RcInt_FromLong(1000000 + (long)i));
    }
    assert_int_equal(Rc_AuditHeap(), 0);
    for (Rc_ssize_t i = 0; i < COUNT; i += COUNT / 7) {
        char *item = (char *)RcList_GET_ITEM(list, i);
        assert_int_equal(RcLedger_ExternalRefs((RcObject *)(void *)item), 0);
        assert_int_equal(RcLedger_ExternalRefs((RcObject *)(void *)(item + 8)), -1);
        assert_int_equal(RcLedger_ExternalRefs((RcObject *)(void *)(item + 16)), -1);
    }
    assert_int_equal(RcLedger_ExternalRefs(list), 1);
    Rc_DECREF(list);
    assert_int_equal(Rc_AuditHeap(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(entries_are_told_in_order_of_time, begin, end),
        cmocka_unit_test_setup_teardown(a_tombstone_keeps_its_story, begin, end),
        cmocka_unit_test_setup_teardown(a_long_story_is_cut_in_the_middle, begin, end),
        cmocka_unit_test_setup_teardown(what_is_kept_as_one_is_counted_as_two, begin, end),
        cmocka_unit_test_setup_teardown(a_story_is_copied_where_an_object_moves, begin, end),
        cmocka_unit_test_setup_teardown(objects_are_found_by_their_addresses, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
