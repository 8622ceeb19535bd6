/* The table's offsets lead to its bins and pairs. */
#include "helpers.h"
#include "layout.h"

static const void *entry_at(const void *block, Rc_ssize_t index)
{
    const char *entries = pointer_at(block, _RcHashTable_layout, "RcTableBlock.entries");
    return entries + index * (Rc_ssize_t)layout_of(_RcHashTable_layout, "sizeof RcTableEntry");
}

static void test_pairs(void **state)
{
    RcObject *table = RcHashTable_NewWith(3, 0.75, NULL),
             *keys[] = {RcStr_FromString("a"), RcStr_FromString("b")};
    double max_load;
    Rc_UNUSED(state);

    assert_int_equal(RcHashTable_SetItem(table, keys[0], Rc_True), 0);
    assert_int_equal(RcHashTable_SetItem(table, keys[1], Rc_None), 0);
    assert_int_equal(RcHashTable_DelItem(table, keys[0]), 0);
    const void *block = pointer_at(table, _RcHashTable_layout, "HashTable.table.block");
    assert_int_equal(u32_at(table, _RcHashTable_layout, "HashTable.table.used"), 2);
    assert_int_equal(u32_at(table, _RcHashTable_layout, "HashTable.table.pairs"), 1);
    assert_ptr_equal(pointer_at(table, _RcHashTable_layout, "HashTable.hash_func"),
                     RcHashTable_HashFunc(table));
    assert_int_equal(u32_at(block, _RcHashTable_layout, "RcTableBlock.last"), 2);
    assert_true(u32_at(block, _RcHashTable_layout, "RcTableBlock.room") >= 2);
    assert_int_equal(*(const unsigned char *)field_at(block, _RcHashTable_layout, "RcTableBlock.has_upper"),
                     1);
    memcpy(&max_load, field_at(block, _RcHashTable_layout, "RcTableBlock.max_load"), sizeof max_load);
    assert_true(max_load == 0.75);

    assert_null(pointer_at(entry_at(block, 0), _RcHashTable_layout, "RcTableEntry.key")); /* the hole */
    assert_ptr_equal(pointer_at(entry_at(block, 1), _RcHashTable_layout, "RcTableEntry.key"), keys[1]);
    assert_ptr_equal(pointer_at(entry_at(block, 1), _RcHashTable_layout, "RcTableEntry.value"), Rc_None);
    assert_int_equal(u32_at(entry_at(block, 1), _RcHashTable_layout, "RcTableEntry.hash"),
                     (uint32_t)RcObject_Hash(keys[1]));
    Rc_DECREF(keys[0]);
    Rc_DECREF(keys[1]);
    Rc_DECREF(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {counted_test(test_pairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
