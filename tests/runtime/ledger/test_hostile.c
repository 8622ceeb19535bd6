/* Hostile mode: what it does to which containers, that recount's own live through it, and that a container which
 * keeps what it should not over a callback is found. */
#include <recount/recount.h>
#include <recount/testing_cmocka.h>

static RcObject *new_item(double value)
{
    RcObject *item = RcFloat_FromDouble(value);
    assert_non_null(item);
    return item;
}

static RcObject *new_list(int count)
{
    RcObject *list = RcList_New(count);
    assert_non_null(list);
    for (int i = 0; i < count; i++) {
        RcList_SET_ITEM(list, i, new_item(i + 0.5));
    }
    return list;
}

static RcObject *new_table(int count)
{
    RcObject *table = RcHashTable_New();
    assert_non_null(table);
    for (int i = 0; i < count; i++) {
        RcObject *key = new_item(i), *value = new_item(i + 0.5);
        assert_int_equal(RcHashTable_SetItem(table, key, value), 0);
        Rc_DECREF(value);
        Rc_DECREF(key);
    }
    return table;
}

/* -- what is done -- */

/* Compares the list's first item, once, in this mode; the number of containers attacked. */
static Rc_ssize_t compare_first(RcObject *list, int how)
{
    RcObject *item = Rc_NewRef(RcList_GET_ITEM(list, 0)), *other = new_item(99.5);
    Rc_ssize_t attacks;
    RcLedger_SetHostile(how);
    assert_int_equal(RcObject_RichCompareBool(item, other, Rc_EQ), 0);
    attacks = RcLedger_SetHostile(RC_HOSTILE_NOT);
    Rc_DECREF(other);
    Rc_DECREF(item);
    return attacks;
}

static void test_a_list_that_holds_an_operand(void **state)
{
    static const Rc_ssize_t sizes[] = {6, 0, 3, 28, 6, 6};
    Rc_UNUSED(state);
    for (int how = RC_HOSTILE_CLEAR; how <= RC_HOSTILE_LAST; how++) {
        RcObject *list = new_list(6), *stranger = new_list(2);
        RcObject *last = Rc_NewRef(RcList_GET_ITEM(list, 5));
        assert_int_equal(compare_first(list, how), how == RC_HOSTILE_DROP ? 0 : 1);
        assert_int_equal(RcList_GET_SIZE(list), sizes[how]);
        if (how == RC_HOSTILE_SHRINK) {
            assert_ptr_equal(RcList_GET_ITEM(list, 2), last);
        }
        if (how == RC_HOSTILE_REPLACE) {
            assert_ptr_equal(RcList_GET_ITEM(list, 0), last);
            RcTest_Count(last, 7);
        }
        assert_int_equal(RcList_GET_SIZE(stranger), 2);
        Rc_DECREF(last);
        Rc_DECREF(stranger);
        Rc_DECREF(list);
    }
}

static void test_growth_ends(void **state)
{
    RcObject *list = new_list(1);
    Rc_UNUSED(state);
    for (int i = 0; i < 50; i++) {
        compare_first(list, RC_HOSTILE_GROW);
    }
    assert_true(RcList_GET_SIZE(list) >= 100 && RcList_GET_SIZE(list) <= 300);
    Rc_DECREF(list);
}

static void test_a_container_is_dropped(void **state)
{
    RcObject *outer = RcList_New(0), *list = new_list(2);
    Rc_UNUSED(state);
    assert_int_equal(RcList_Append(outer, list), 0);
    RcTest_Count(list, 2);
    assert_int_equal(compare_first(list, RC_HOSTILE_DROP), 1);
    assert_int_equal(RcList_GET_SIZE(outer), 0);
    assert_int_equal(RcList_GET_SIZE(list), 2);
    RcTest_Counts({outer, 1}, {list, 1});
    Rc_DECREF(list);
    Rc_DECREF(outer);
}

static void test_a_table_that_holds_an_operand(void **state)
{
    static const Rc_ssize_t sizes[] = {6, 0, 3, 6, 6, 6};
    Rc_UNUSED(state);
    for (int how = RC_HOSTILE_CLEAR; how <= RC_HOSTILE_LAST; how++) {
        RcObject *table = new_table(6), *keys = RcHashTable_Keys(table);
        RcObject *key = Rc_NewRef(RcList_GET_ITEM(keys, 0)), *last = Rc_NewRef(RcList_GET_ITEM(keys, 5));
        RcObject *value = NULL;
        Rc_DECREF(keys);
        RcLedger_SetHostile(how);
        assert_int_equal(RcObject_RichCompareBool(key, last, Rc_EQ), 0);
        assert_int_equal(RcLedger_SetHostile(RC_HOSTILE_NOT),
                         how == RC_HOSTILE_DROP ? 0 : 2 - (how == RC_HOSTILE_CLEAR));
        if (how != RC_HOSTILE_SHRINK) { /* by both operands */
            assert_int_equal(RcHashTable_Size(table), sizes[how]);
        }
        if (how == RC_HOSTILE_REPLACE) {
            assert_int_equal(RcHashTable_GetItemRef(table, key, &value), 1);
            RcTest_Count(value, 7);
            Rc_DECREF(value);
        }
        Rc_DECREF(last);
        Rc_DECREF(key);
        Rc_DECREF(table);
    }
}

/* New keys are of the type of those that there are. */
static void test_a_table_grows(void **state)
{
    Rc_UNUSED(state);
    for (int as_text = 0; as_text < 2; as_text++) {
        RcObject *table = RcHashTable_New(), *keys;
        RcObject *key = as_text ? RcStr_FromString("key") : RcInt_FromLong(123456);
        assert_int_equal(RcHashTable_SetItem(table, key, key), 0);
        RcLedger_SetHostile(RC_HOSTILE_GROW);
        assert_int_equal(RcObject_RichCompareBool(key, Rc_None, Rc_EQ), 0);
        assert_int_equal(RcLedger_SetHostile(RC_HOSTILE_NOT), 1);
        keys = RcHashTable_Keys(table);
        assert_int_equal(RcList_GET_SIZE(keys), 65);
        for (Rc_ssize_t i = 0; i < 65; i++) {
            assert_true(Rc_IS_TYPE(RcList_GET_ITEM(keys, i), Rc_TYPE(key)));
        }
        Rc_DECREF(keys);
        Rc_DECREF(key);
        Rc_DECREF(table);
    }
}

/* -- when -- */

static RcObject *answer(RcObject *self, RcObject *argument)
{
    Rc_UNUSED(argument);
    return Rc_NewRef(self);
}

static RcMethodDef answer_def = {"answer", answer, RC_METH_O, NULL};

static void test_calls(void **state)
{
    RcObject *function = RcCFunction_New(&answer_def, Rc_None), *result;
    RcObject *functions = RcList_New(0), *arguments = new_list(2);
    RcObject *argument = Rc_NewRef(RcList_GET_ITEM(arguments, 0));
    Rc_UNUSED(state);
    assert_int_equal(RcList_Append(functions, function), 0);
    RcLedger_SetHostile(RC_HOSTILE_CLEAR);
    result = RcObject_CallOneArg(function, argument);
    assert_int_equal(RcLedger_SetHostile(RC_HOSTILE_NOT), 2);
    assert_ptr_equal(result, Rc_None);
    Rc_DECREF(result);
    assert_int_equal(RcList_GET_SIZE(functions), 0);
    assert_int_equal(RcList_GET_SIZE(arguments), 0);
    RcTest_Counts({function, 1}, {argument, 1});
    Rc_DECREF(argument);
    Rc_DECREF(arguments);
    Rc_DECREF(functions);
    Rc_DECREF(function);
}

static void test_an_iterator_and_what_it_walks_along(void **state)
{
    RcObject *list = new_list(2), *iterator = RcObject_GetIter(list), *item;
    Rc_UNUSED(state);
    RcLedger_SetHostile(RC_HOSTILE_CLEAR);
    item = RcIter_Next(iterator);
    assert_int_equal(RcLedger_SetHostile(RC_HOSTILE_NOT), 1);
    RcTest_Count(item, 1);
    assert_int_equal(RcList_GET_SIZE(list), 0);
    Rc_DECREF(item);
    Rc_DECREF(iterator);
    Rc_DECREF(list);
}

/* The object itself is the container; what runs no code of anybody's is left alone. */
static void test_repr_and_hash(void **state)
{
    RcObject *list = new_list(2), *text, *keys = RcList_New(0), *key = new_item(1.5);
    Rc_UNUSED(state);
    RcLedger_SetHostile(RC_HOSTILE_CLEAR);
    text = RcObject_Repr(list);
    assert_true(RcLedger_SetHostile(RC_HOSTILE_NOT) >= 1);
    assert_int_equal(RcList_GET_SIZE(list), 0);
    Rc_DECREF(text);
    assert_int_equal(RcList_Append(keys, key), 0);
    RcLedger_SetHostile(RC_HOSTILE_CLEAR);
    RcObject_Hash(key);
    assert_int_equal(RcLedger_SetHostile(RC_HOSTILE_NOT), 0);
    RcTest_Count(key, 2);
    Rc_DECREF(key);
    Rc_DECREF(keys);
    Rc_DECREF(list);
}

/* The list that had the dead item attacks itself, as it were. */
static void test_a_death(void **state)
{
    RcObject *list = new_list(4);
    Rc_UNUSED(state);
    RcLedger_SetHostile(RC_HOSTILE_CLEAR);
    assert_int_equal(RcList_SetItem(list, 1, new_item(9.5)), 0);
    assert_int_equal(RcLedger_SetHostile(RC_HOSTILE_NOT), 1);
    assert_int_equal(RcList_GET_SIZE(list), 0);
    Rc_DECREF(list);
}

static void test_errors_and_countdowns_stay(void **state)
{
    RcObject *list = new_list(3), *item = Rc_NewRef(RcList_GET_ITEM(list, 0));
    Rc_UNUSED(state);
    RcLedger_SetHostile(RC_HOSTILE_GROW);
    RcMem_SetFailAfter(1);
    assert_int_equal(RcObject_RichCompareBool(item, Rc_None, Rc_LT),
                     -1); /* the TypeError's text needs memory */
    assert_int_equal(RcMem_SetFailAfter(0), 0);
    assert_int_equal(RcErr_ExceptionMatches(RcExc_MemoryError), 1);
    RcErr_Clear();
    assert_true(RcList_GET_SIZE(list) > 3);
    RcMem_SetFailAfter(5);
    assert_int_equal(RcObject_RichCompareBool(item, Rc_None, Rc_EQ), 0);
    assert_int_equal(RcMem_SetFailAfter(0), 5);
    RcLedger_SetHostile(RC_HOSTILE_NOT);
    Rc_DECREF(item);
    Rc_DECREF(list);
}

static void test_without_a_runtime(void **state)
{
    Rc_UNUSED(state);
    assert_int_equal(RcLedger_SetHostile(RC_HOSTILE_CLEAR), -1);
    RcLedger_SetAttack(NULL, NULL);
}

/* -- recount's own containers -- */

static int status_of(RcObject *result)
{
    Rc_XDECREF(result);
    return result != NULL ? 0 : -1;
}

static int contains(void *argument)
{
    RcObject *list = new_list(9), *item = new_item(7.5);
    int found = RcSequence_Contains(list, item);
    Rc_UNUSED(argument);
    Rc_DECREF(item);
    Rc_DECREF(list);
    return found < 0 ? -1 : 0;
}

/* A list's method of one argument. */
static int call_method(void *name)
{
    RcObject *list = new_list(9), *item = new_item(7.5);
    int status = status_of(RcObject_CallMethod(list, (const char *)name, "O", item));
    Rc_DECREF(item);
    Rc_DECREF(list);
    return status;
}

static int sort(void *argument)
{
    RcObject *list = new_list(40);
    int status;
    Rc_UNUSED(argument);
    RcList_Reverse(list);
    status = RcList_Sort(list);
    Rc_DECREF(list);
    return status;
}

static int compare_lists(void *argument)
{
    RcObject *left = new_list(9), *right = new_list(9);
    int status = status_of(RcObject_RichCompare(left, right, Rc_LT));
    Rc_UNUSED(argument);
    Rc_DECREF(right);
    Rc_DECREF(left);
    return status;
}

static int iterate(void *argument)
{
    RcObject *container = argument != NULL ? new_table(9) : new_list(9);
    RcObject *iterator = RcObject_GetIter(container), *item;
    int status = -1;
    while ((item = RcIter_Next(iterator)) != NULL) {
        Rc_DECREF(item);
    }
    if (RcErr_Occurred() == NULL) {
        status = status_of(RcSequence_List(container));
    } else if (!RcErr_ExceptionMatches(RcExc_RuntimeError)) {
        RcTest_Fail("another error than RuntimeError");
    }
    Rc_DECREF(iterator);
    Rc_DECREF(container);
    return status;
}

static int print(void *argument)
{
    RcObject *container = argument != NULL ? new_table(9) : new_list(9);
    int status = status_of(RcObject_Repr(container));
    Rc_DECREF(container);
    return status;
}

static int look_up(RcObject *table, RcObject *other, RcObject *key)
{
    int status = RcHashTable_GetItem(table, key) == NULL && RcErr_Occurred() != NULL ? -1 : 0;
    status = status < 0 ? -1 : RcHashTable_Contains(table, key);
    status = status < 0 ? -1 : RcObject_RichCompareBool(table, other, Rc_EQ);
    status = status < 0 ? -1 : RcHashTable_Update(table, other);
    status = status < 0 ? -1 : RcHashTable_SetItem(table, key, key);
    status = status < 0 ? -1 : RcHashTable_Pop(table, key, NULL);
    return status < 0 ? -1 : 0;
}

static int use_tables(void *argument)
{
    RcObject *table = new_table(0), *other = new_table(0), *key = new_item(5.0);
    int status = 0;
    Rc_UNUSED(argument);
    for (int i = 0; i < 12 && status == 0; i++) {
        RcObject *name = new_item(i % 9), *value = new_item(i);
        status = RcHashTable_SetItem(table, name, value);
        status = status < 0 ? -1 : RcHashTable_SetItem(other, name, value);
        Rc_DECREF(value);
        Rc_DECREF(name);
    }
    status = status < 0 ? -1 : look_up(table, other, key);
    Rc_DECREF(key);
    Rc_DECREF(other);
    Rc_DECREF(table);
    return status;
}

static RcObject *hash_to_one(RcObject *self, RcObject *key)
{
    Rc_UNUSED(self);
    Rc_UNUSED(key);
    return RcInt_FromLong(1);
}

static RcMethodDef hash_def = {"hash_to_one", hash_to_one, RC_METH_O, NULL};

/* All keys in one bin, and a hash function that the table alone owns. */
static int use_table_with_function(void *argument)
{
    RcObject *function = RcCFunction_New(&hash_def, NULL);
    RcObject *table = RcHashTable_NewWith(2, 1.0, function), *key = new_item(3.0);
    int status = 0;
    Rc_UNUSED(argument);
    Rc_DECREF(function);
    for (int i = 0; i < 6 && status == 0; i++) {
        RcObject *name = new_item(i);
        status = RcHashTable_SetItem(table, name, name);
        Rc_DECREF(name);
    }
    status = status < 0 ? -1 : look_up(table, table, key);
    Rc_DECREF(key);
    Rc_DECREF(table);
    return status;
}

static void test_own_containers_live(void **state)
{
    static char remove_name[] = "remove", index_name[] = "index", count_name[] = "count";
    Rc_UNUSED(state);
    assert_true(RcTest_Hostile(contains, NULL, NULL) > 5);
    assert_true(RcTest_Hostile(call_method, remove_name, NULL) > 5);
    assert_true(RcTest_Hostile(call_method, index_name, NULL) > 5);
    assert_true(RcTest_Hostile(call_method, count_name, NULL) > 5);
    assert_true(RcTest_Hostile(sort, NULL, NULL) >= 4);
    assert_true(RcTest_Hostile(compare_lists, NULL, NULL) > 5);
    assert_true(RcTest_Hostile(iterate, NULL, NULL) > 5);
    assert_true(RcTest_Hostile(iterate, remove_name, NULL) > 4);
    assert_true(RcTest_Hostile(print, NULL, NULL) > 4);
    assert_true(RcTest_Hostile(print, remove_name, NULL) > 4);
    assert_true(RcTest_Hostile(use_tables, NULL, NULL) > 100);
    assert_true(RcTest_Hostile(use_table_with_function, NULL, NULL) > 20);
}

/* -- a container that is wrong -- */

typedef struct Bag {
    RcObject_HEAD
    RcObject *items[4];
} Bag;

static int bag_traverse(RcObject *op, Rc_visitproc visit, void *arg)
{
    for (int i = 0; i < 4; i++) {
        Rc_VISIT(((Bag *)op)->items[i]);
    }
    return 0;
}

static int bag_clear(RcObject *op)
{
    for (int i = 0; i < 4; i++) {
        Rc_CLEAR(((Bag *)op)->items[i]);
    }
    return 0;
}

static void bag_dealloc(RcObject *op)
{
    RcObject_GC_UnTrack(op);
    bag_clear(op);
    RcObject_GC_Del(op);
}

static RcTypeObject Bag_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0) /* */
        .tp_name = "test.Bag",
    .tp_basicsize = sizeof(Bag),
    .tp_flags = Rc_TPFLAGS_DEFAULT | Rc_TPFLAGS_HAVE_GC,
    .tp_dealloc = bag_dealloc,
    .tp_traverse = bag_traverse,
    .tp_clear = bag_clear,
};

static RcObject *new_bag(void)
{
    assert_int_equal(RcType_Ready(&Bag_Type), 0);
    Bag *bag = RcObject_GC_New(Bag, &Bag_Type);
    assert_non_null(bag);
    for (int i = 0; i < 4; i++) {
        bag->items[i] = new_item(i + 0.5);
    }
    RcObject_GC_Track(bag);
    return (RcObject *)bag;
}

/* The bag's own operation that anybody may call. */
static void Bag_Empty(RcObject *bag)
{
    bag_clear(bag);
}

static void attack_bag(RcObject *op, int how, void *arg)
{
    Rc_UNUSED(how);
    if (Rc_IS_TYPE(op, &Bag_Type)) {
        ++*(int *)arg;
        Bag_Empty(op);
    }
}

/* The item that equals value, new.  is_careful 0: as beginners write it. */
static RcObject *Bag_Find(Bag *bag, RcObject *value, int is_careful)
{
    RcObject *result = NULL;
    for (int i = 0; i < 4 && result == NULL; i++) {
        RcObject *item = bag->items[i];
        int equal;
        if (item == NULL) {
            continue;
        }
        if (is_careful) {
            Rc_INCREF(item);
        }
        equal = RcObject_RichCompareBool(item, value, Rc_EQ);
        if (equal > 0) {
            result = Rc_NewRef(item);
        }
        if (is_careful) {
            Rc_DECREF(item);
        }
    }
    return result;
}

static int use_bag(void *is_careful)
{
    RcObject *bag = new_bag(), *value = new_item(0.5), *found;
    found = Bag_Find((Bag *)bag, value, is_careful != NULL);
    if (is_careful != NULL) {
        Rc_XDECREF(found);
    }
    Rc_DECREF(value);
    Rc_DECREF(bag);
    return 0;
}

static void test_a_careful_container_lives(void **state)
{
    int attacks = 0;
    Rc_ssize_t all;
    Rc_UNUSED(state);
    RcLedger_SetAttack(attack_bag, &attacks);
    all = RcTest_Hostile(use_bag, &attacks, NULL);
    assert_int_equal(attacks, 4);
    assert_int_equal(all, 4);
}

static struct {
    int findings;
    char kind[40];
    char function[40];
} told;

static void note_finding(const RcFinding *finding, void *arg)
{
    Rc_UNUSED(arg);
    if (told.findings++ == 0) {
        snprintf(told.kind, sizeof told.kind, "%s", finding->kind);
        snprintf(told.function, sizeof told.function, "%s", finding->function);
    }
}

static void test_a_borrowed_item_over_a_comparison_is_found(void **state)
{
    int attacks = 0;
    RcObject *bag = new_bag(), *value = new_item(0.5);
    Rc_UNUSED(state);
    RcLedger_SetAttack(attack_bag, &attacks);
    RcLedger_SetReporter(note_finding, NULL);
    RcLedger_SetHostile(RC_HOSTILE_CLEAR);
    assert_non_null(Bag_Find((Bag *)bag, value, 0)); /* a tombstone */
    RcLedger_SetHostile(RC_HOSTILE_NOT);
    assert_int_equal(attacks, 1);
    assert_int_equal(told.findings, 1);
    assert_string_equal(told.kind, "use-after-free");
    assert_string_equal(told.function, "Bag_Find");
    Rc_DECREF(value);
    Rc_DECREF(bag);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_runtime),
        RcTest_Unit(test_a_list_that_holds_an_operand),
        RcTest_Unit(test_growth_ends),
        RcTest_Unit(test_a_container_is_dropped),
        RcTest_Unit(test_a_table_that_holds_an_operand),
        RcTest_Unit(test_a_table_grows),
        RcTest_Unit(test_calls),
        RcTest_Unit(test_an_iterator_and_what_it_walks_along),
        RcTest_Unit(test_repr_and_hash),
        RcTest_Unit(test_a_death),
        RcTest_Unit(test_errors_and_countdowns_stay),
        RcTest_Unit(test_own_containers_live),
        RcTest_Unit(test_a_careful_container_lives),
        RcTest_Unit(test_a_borrowed_item_over_a_comparison_is_found),
    };
    return RcTest_RunGroup(tests);
}
