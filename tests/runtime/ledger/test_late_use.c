/* Uses of what is gone: the user is guilty, or who let it go too early. */
#include "guilty.h"

static void test_a_borrowed_item_is_used_late(void **state)
{
    RcObject *list = Rc_BuildValue("[d]", 1.5);
    RcObject *item = RcList_GetItem(list, 0);
    Rc_UNUSED(state);
    RcList_Clear(list);
    GUILTY(), RcFloat_AsDouble(item);
    Rc_DECREF(list);
    assert_told("stale-borrow", __func__);
}

static double value_of(RcObject *item)
{
    return RcFloat_AsDouble(item);
}

/* The borrower hands it to a function that is right: its line is a call of that one, and none of recount's. */
static void test_a_borrowed_item_is_handed_to_a_user(void **state)
{
    RcObject *list = Rc_BuildValue("[d]", 1.5);
    RcObject *item = RcList_GetItem(list, 0);
    Rc_UNUSED(state);
    RcList_Clear(list);
    GUILTY(), value_of(item);
    Rc_DECREF(list);
    assert_told("stale-borrow", __func__);
    assert_non_null(strstr(told[0].message, ": this uses what was only borrowed, from RcList_GetItem"));
}

static int given_back;

static void give_back(RcObject *item)
{
    given_back++;
    GUILTY(), Rc_DECREF(item);
}

/* Another name for Rc_DECREF. */
static void drop(RcObject *item)
{
    Rc_DECREF(item);
}

static void test_who_calls_a_wrapper_gives(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5), *pair = RcTuple_Pack(1, item);
    Rc_UNUSED(state);
    GUILTY(), drop(item);
    Rc_DECREF(item);
    assert_told("over-decref", __func__);
    Rc_UNUSED(pair);
}

typedef struct Lamp {
    RcObject *color;
} Lamp;

static void set_color(Lamp *lamp, RcObject *color)
{
    GUILTY(), Rc_XDECREF(lamp->color);
    Rc_INCREF(color);
    lamp->color = color;
}

/* The reference that it takes comes too late. */
static void test_a_release_before_a_taking(void **state)
{
    Lamp lamp = {RcFloat_FromDouble(1.5)};
    Rc_UNUSED(state);
    set_color(&lamp, lamp.color);
    assert_string_equal(told[0].kind, "use-after-free");
    assert_string_equal(told[0].function, "set_color");
    assert_int_equal(told[0].line, guilty);
}

static RcObject *first_of(RcObject *text, RcObject *separator)
{
    RcObject *parts = RcStr_Partition(text, separator), *first = RcTuple_GetItem(parts, 0);
    GUILTY(), Rc_DECREF(parts);
    return first;
}

/* The borrower has given the owner up, and returns what it had only borrowed. */
static void test_a_borrower_that_returns(void **state)
{
    RcObject *text = RcStr_FromString("some:text"), *separator = RcStr_FromString(":"), *first;
    Rc_UNUSED(state);
    first = first_of(text, separator);
    assert_int_not_equal(RcStr_GetLength(first), 0);
    Rc_DECREF(text);
    Rc_DECREF(separator);
    assert_string_equal(told[0].kind, "stale-borrow");
    assert_string_equal(told[0].function, "first_of");
    assert_int_equal(told[0].line, guilty);
}

/* Who hands it on still owns it, and gives it back later: it was given back before. */
static void test_an_owner_is_no_suspect(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    give_back(item);
    value_of(item);
    assert_string_equal(told[0].kind, "over-decref");
    assert_string_equal(told[0].function, "give_back");
    assert_int_equal(told[0].line, guilty);
    told_count = 0;
    if (state == NULL) {
        Rc_DECREF(item);
    }
}

static struct Box {
    RcObject *item;
} * box;

static RcObject *get_item(RcObject *self, RcObject *unused)
{
    Rc_UNUSED(self), Rc_UNUSED(unused);
    NEXT_IS_GUILTY();
    return box->item;
}

/* The first call was paid for by the box's own reference. */
static void test_a_field_that_is_returned(void **state)
{
    static RcMethodDef definition = {"get_item", get_item, RC_METH_NOARGS, NULL};
    RcObject *function = RcCFunction_New(&definition, NULL);
    struct Box kept = {RcFloat_FromDouble(1.5)};
    Rc_UNUSED(state);
    box = &kept;
    for (int i = 0; i < 2; i++) {
        RcObject *item = RcObject_CallNoArgs(function);
        RcFloat_AsDouble(item);
        if (i == 0) {
            Rc_DECREF(item);
        }
    }
    Rc_DECREF(function);
    assert_told("missing-incref", "get_item");
}

/* Who gave it back hands it on: the function that it comes to is right. */
static void test_handed_on_after_its_end(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    Rc_UNUSED(state);
    Rc_DECREF(item);
    NEXT_IS_GUILTY();
    value_of(item);
    assert_string_equal(told[0].kind, "use-after-free");
    assert_string_equal(told[0].function, __func__);
    assert_int_equal(told[0].line, guilty);
    told_count = 0;
}

/* -- what dies -- */

typedef struct Node {
    RcObject_HEAD
    struct Node *up; /* not owned: it owns this one */
    RcObject *child;
    RcObject *note;
} Node;

static int gives_up, shows_itself;
static const int giving_line = __LINE__ + 7, showing_line = __LINE__ + 10;
static RcObject *shown;

static void node_dealloc(RcObject *op)
{
    Node *node = (Node *)op;
    if (node->up != NULL && gives_up) {
        Rc_DECREF(node->up);
    }
    if (shows_itself) {
        RcList_Append(shown, op);
    }
    Rc_XDECREF(node->child);
    RcObject_Del(op);
}

static RcTypeObject Node_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "test.Node",
    .tp_basicsize = sizeof(Node),
    .tp_dealloc = node_dealloc,
    .tp_flags = Rc_TPFLAGS_DEFAULT,
};

static Node *new_node(Node *up)
{
    Node *node;
    assert_int_equal(RcType_Ready(&Node_Type), 0);
    node = RcObject_New(Node, &Node_Type);
    assert_non_null(node);
    node->up = up;
    node->child = NULL;
    if (up != NULL) {
        up->child = (RcObject *)node;
    }
    return node;
}

/* In a child, which ends with the finding: the object would be freed twice. */
static int end_root(void *arg)
{
    Node *root;
    Rc_UNUSED(arg);
    if (Rc_Initialize() < 0) {
        return 99;
    }
    root = new_node(NULL);
    new_node(root);
    Rc_DECREF(root);
    return 0;
}

static void test_what_dies_with_its_owner(void **state)
{
    Child child;
    char place[96];
    Rc_UNUSED(state);
    Rc_Finalize();
    gives_up = 1;
    run_child(&child, end_root, NULL, NULL);
    gives_up = 0;
    snprintf(place, sizeof place, "test_late_use.c:%d in node_dealloc: ", giving_line);
    expect_child(&child, 1, "recount: error: over-decref: test.Node object");
    expect_child(&child, 1, place);
}

static int show_node(void *arg)
{
    Rc_UNUSED(arg);
    if (Rc_Initialize() < 0) {
        return 99;
    }
    shown = RcList_New(0);
    Rc_DECREF(new_node(NULL));
    RcList_Size(shown);
    return 0;
}

static void test_what_is_shown_while_it_dies(void **state)
{
    Child child;
    char place[96];
    Rc_UNUSED(state);
    Rc_Finalize();
    shows_itself = 1;
    run_child(&child, show_node, NULL, NULL);
    shows_itself = 0;
    snprintf(place, sizeof place, "test_late_use.c:%d in node_dealloc: RcList_Append takes", showing_line);
    expect_child(&child, 1, place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MISTAKE(a_borrowed_item_is_used_late), MISTAKE(a_borrowed_item_is_handed_to_a_user),
        MISTAKE(an_owner_is_no_suspect),       MISTAKE(who_calls_a_wrapper_gives),
        MISTAKE(a_release_before_a_taking),    MISTAKE(a_borrower_that_returns),
        MISTAKE(handed_on_after_its_end),      MISTAKE(a_field_that_is_returned),
        MISTAKE(what_dies_with_its_owner),     MISTAKE(what_is_shown_while_it_dies),
    };
    setenv("RECOUNT_AUDIT", "1", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
