/* What a field held, and whose the other references are. */
#include "guilty.h"

typedef struct Song {
    RcObject_HEAD
    RcObject *title;
} Song;

static void song_dealloc(RcObject *op)
{
    Rc_XDECREF(((Song *)op)->title);
    RcObject_Free(op);
}

static RcTypeObject Song_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Song",
    .tp_basicsize = sizeof(Song),
    .tp_dealloc = song_dealloc,
};

static Song *song_new(RcObject *title)
{
    Song *song = RcObject_New(Song, &Song_Type);
    assert_non_null(song);
    song->title = Rc_NewRef(title);
    return song;
}

static RC_NOINLINE void forget_a_title(void)
{
    RcObject *volatile title;
    Song *song;
    NEXT_IS_GUILTY();
    title = RcStr_FromString("a title");
    song = song_new(title);
    Rc_DECREF(song);
    Rc_Finalize();
}

/* The dealloc gives back what was taken for the field, not what its caller has. */
static void test_a_field_is_given_back_for_itself(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Song_Type), 0);
    forget_a_title();
    assert_true(told_count > 0);
    assert_string_equal(told[0].function, "forget_a_title");
    assert_int_equal(told[0].line, guilty);
}

static RC_NOINLINE void forget_a_song(void)
{
    RcObject *title = RcStr_FromString("a title");
    Song *volatile song;
    NEXT_IS_GUILTY();
    song = song_new(title);
    Rc_DECREF(title);
    Rc_UNUSED(song);
    Rc_Finalize();
}

/* What it holds is left because it is. */
static void test_a_consequence_is_not_told_first(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcType_Ready(&Song_Type), 0);
    forget_a_song();
    assert_true(told_count > 0);
    assert_non_null(strstr(told[0].message, "test.Song object"));
    assert_int_equal(told[0].line, guilty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_field_is_given_back_for_itself),
        MISTAKE(a_consequence_is_not_told_first),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
