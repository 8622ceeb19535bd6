/* The plain table: keys are numbers in disguise, hashed as the test likes. */
#include <recount/memory.h>
#include <stdlib.h>
#include <string.h>
#include <support.h>

#include "table.h"

/* n in the upper half of a hash of 64 bits, shifted so far; of one of 32 bits half as far. */
#define HIGH(n, bits) ((Rc_hash_t)((uint64_t)(n) << (bits) * sizeof(Rc_hash_t) / 8))

static void *key(intptr_t n)
{
    return (void *)(n * 16 + 8);
}

static Rc_hash_t number_of(void *stored)
{
    return ((Rc_hash_t)(intptr_t)stored - 8) / 16;
}

/* Reserve and insert; the key's number is its hash. */
static int add(RcTable *table, Rc_hash_t hash)
{
    if (_RcTable_Reserve(table, number_of) < 0) {
        return -1;
    }
    _RcTable_Insert(table, hash, key((intptr_t)hash), key((intptr_t)hash + 1));
    return 0;
}

/* The same of a key whose hash could be told again. */
static int add_plain(RcTable *table, Rc_hash_t hash)
{
    if (_RcTable_Reserve(table, NULL) < 0) {
        return -1;
    }
    _RcTable_Insert(table, hash, key((intptr_t)hash), key((intptr_t)hash + 1));
    return 0;
}

static int is_own_block(const RcTable *table)
{
    return table->block != _RcTable_SharedBlock();
}

static RcTableEntry *find(const RcTable *table, Rc_hash_t hash)
{
    RcTableEntry *entry = _RcTable_First(table, hash);
    while (entry != NULL && entry->key != key((intptr_t)hash)) {
        entry = _RcTable_Following(table, entry);
    }
    return entry;
}

static void take(RcTable *table, Rc_hash_t hash)
{
    RcTableEntry *entry = find(table, hash);
    assert_non_null(entry);
    _RcTable_Remove(table, entry);
}

/* Only with pairs that were foreseen, and until it settles, a table has more chains than bins. */
static int has_foreseen;

/* All that always holds (table.h). */
static void check(const RcTable *table)
{
    const RcTableBlock *block = table->block;
    Rc_ssize_t bins = _RcTable_Bins(table);
    assert_true(table->pairs <= table->used);
    assert_true(table->used <= block->room);
    assert_true(table->pairs == 0 || (double)table->pairs / (double)bins <= block->max_load);
    int is_power_of_two = (bins & (bins - 1)) == 0;
    int is_small = block->mask == RC_TABLE_FEW_CHAINS - 1;
    Rc_ssize_t chains = is_small ? RC_TABLE_FEW_CHAINS : has_foreseen ? (Rc_ssize_t)block->mask + 1 : bins;
    assert_int_equal(_RcTable_HasPowerOfTwo(table), is_power_of_two);
    assert_int_equal(block->mask, chains - 1);
    assert_true(is_small || (chains % bins == 0 && (chains / bins & (chains / bins - 1)) == 0));
    assert_int_equal(block->is_masked, is_small || is_power_of_two);
    assert_true(is_power_of_two || block->has_upper || block->room == 0);
    assert_true((double)block->limit / (double)bins <= block->max_load);
    assert_true(!is_own_block(table) || ((double)block->limit + 1) / (double)bins > block->max_load ||
                (is_small && block->limit == RC_TABLE_FEW_PAIRS));
    assert_true(!is_small || block->limit <= RC_TABLE_FEW_PAIRS);
    Rc_ssize_t chained = 0, in_bins = 0;
    for (uint32_t chain = 0; chain < (uint32_t)chains; chain++) {
        uint32_t last = table->used + 1;
        for (uint32_t link = _RcTable_Heads(table)[chain]; link != 0; link = block->entries[link - 1].next) {
            assert_true(link < last);
            last = link;
            const RcTableEntry *entry = &block->entries[link - 1];
            assert_non_null(entry->key);
            assert_true(_RcTable_HasHash(table, entry, number_of(entry->key)));
            assert_int_equal(_RcTable_Chain(table, number_of(entry->key)), chain);
            chained++;
        }
    }
    for (uint32_t bin = 0; bin < (uint32_t)bins; bin++) {
        const RcTableEntry *newer = NULL, *entry;
        Rc_ssize_t length = 0;
        while ((entry = _RcTable_OlderInBin(table, bin, newer)) != NULL) {
            assert_true(newer == NULL || entry < newer);
            assert_int_equal(_RcTable_Bin(table, number_of(entry->key)), bin);
            newer = entry;
            length++;
        }
        assert_int_equal(_RcTable_BinLength(table, bin), length);
        in_bins += length;
    }
    assert_int_equal(in_bins, table->pairs);
    assert_int_equal(chained, table->pairs);
    Rc_ssize_t pos = 0, walked = 0;
    while (_RcTable_Next(table, &pos) != NULL) {
        walked++;
    }
    assert_int_equal(walked, table->pairs);
    assert_int_equal(pos, table->used);
}

static void test_an_empty_table_has_bins_and_no_entries(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t sizes[] = {1, 2, 3, 4, 7, 1000, 1024, 65536};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        Rc_ssize_t blocks = outstanding_blocks();
        RcTable table;
        assert_int_equal(_RcTable_Init(&table, sizes[i], 0.5), 0);
        assert_int_equal(outstanding_blocks(), blocks + 1);
        assert_int_equal(_RcTable_Bins(&table), sizes[i]);
        assert_int_equal(table.pairs, 0);
        assert_null(table.block->entries);
        assert_true(table.block->max_load == 0.5);
        for (uint32_t bin = 0; bin < (uint32_t)sizes[i]; bin++) {
            assert_null(_RcTable_OlderInBin(&table, bin, NULL));
        }
        check(&table);
        _RcTable_Free(&table);
        assert_int_equal(outstanding_blocks(), blocks);
    }
}

static void test_a_size_that_does_not_fit(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, RC_SSIZE_T_MAX, 0.5), -1);
    _RcTable_Free(&table);
    assert_int_equal(
        _RcTable_Init(&table, sizeof(void *) == 8 ? (Rc_ssize_t)(INT64_C(1) << 32) + 1 : RC_SSIZE_T_MAX / 2,
                      0.5),
        -1);
    _RcTable_Free(&table);
    RcMem_SetFailAfter(1);
    assert_int_equal(_RcTable_Init(&table, 4, 0.5), -1);
    _RcTable_Free(&table);
}

static void test_the_bin_is_the_hash_modulo_size(void **state)
{
    Rc_UNUSED(state);
    RcTable four, seven, one;
    assert_int_equal(_RcTable_Init(&four, 4, 1.0), 0);
    assert_int_equal(_RcTable_Init(&seven, 7, 1.0), 0);
    assert_int_equal(_RcTable_Init(&one, 1, 1.0), 0);
    static const Rc_hash_t hashes[] = {
        0, 1, 3, 4, 6, 7, 8, -1, -3, -4, -7, -8, 12345, -12345, RC_SSIZE_T_MAX, RC_SSIZE_T_MIN};
    for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++) {
        Rc_hash_t hash = hashes[i];
        assert_int_equal(_RcTable_Bin(&four, hash), (hash % 4 + 4) % 4);
        assert_int_equal(_RcTable_Bin(&seven, hash), (hash % 7 + 7) % 7);
        assert_int_equal(_RcTable_Bin(&one, hash), 0);
    }
    assert_int_equal(_RcTable_Bin(&seven, -1), 6);
    assert_int_equal(_RcTable_Bin(&four, -1), 3);
    _RcTable_Free(&four);
    _RcTable_Free(&seven);
    _RcTable_Free(&one);
}

static void test_a_bin_runs_from_the_newest_to_the_oldest(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, 10, 1.0), 0);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(add(&table, 3 + 10 * i), 0);
    }
    check(&table);
    assert_int_equal(_RcTable_BinLength(&table, 3), 4);
    RcTableEntry *entry = _RcTable_OlderInBin(&table, 3, NULL);
    for (int i = 3; i >= 0; i--) {
        assert_int_equal(_RcTable_WholeHash(&table, entry), 3 + 10 * i);
        assert_ptr_equal(entry->key, key(3 + 10 * i));
        assert_ptr_equal(entry->value, key(4 + 10 * i));
        entry = _RcTable_OlderInBin(&table, 3, entry);
    }
    assert_null(entry);
    /* the middle, the newest, the oldest, the last */
    static const Rc_hash_t order[] = {13, 33, 3, 23};
    for (int i = 0; i < 4; i++) {
        RcTableMark mark = _RcTable_Mark(&table);
        assert_true(_RcTable_IsMarked(&table, mark));
        take(&table, order[i]);
        assert_false(_RcTable_IsMarked(&table, mark));
        assert_int_equal(table.block->layout, mark.layout);
        assert_null(find(&table, order[i]));
        assert_int_equal(table.pairs, 3 - i);
        check(&table);
    }
    _RcTable_Free(&table);
}

static void test_bins_double_when_the_formula_says_so(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t sizes[] = {1, 3, 4, 7, 10, 1000};
    static const double loads[] = {1.0, 0.75, 0.5, 1.0 / 3.0, 0.1, 0.7};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (size_t j = 0; j < sizeof loads / sizeof *loads; j++) {
            RcTable table;
            assert_int_equal(_RcTable_Init(&table, sizes[i], loads[j]), 0);
            Rc_ssize_t bins = sizes[i], resizes = 0;
            for (Rc_ssize_t n = 0; n < 300; n++) {
                assert_int_equal(add(&table, n * 7919), 0);
                if ((double)(n + 1) / (double)bins > loads[j]) {
                    resizes++;
                    while ((double)(n + 1) / (double)bins > loads[j]) {
                        bins *= 2;
                    }
                }
                assert_int_equal(_RcTable_Bins(&table), bins);
                assert_int_equal(table.block->resizes, resizes);
            }
            check(&table);
            for (Rc_ssize_t n = 0; n < 300; n++) {
                assert_non_null(find(&table, n * 7919));
                take(&table, n * 7919);
            }
            assert_int_equal(_RcTable_Bins(&table), bins);
            _RcTable_Free(&table);
        }
    }
}

static void test_growth_keeps_entries_and_their_order(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, 4, 0.5), 0);
    for (Rc_hash_t n = 0; n < 1000; n++) {
        RcTableMark mark = _RcTable_Mark(&table);
        assert_int_equal(add(&table, -n), 0);
        assert_false(_RcTable_IsMarked(&table, mark));
    }
    assert_true(table.block->layout == 0); /* there were no holes */
    check(&table);
    Rc_ssize_t pos = 0;
    for (Rc_hash_t n = 0; n < 1000; n++) {
        assert_int_equal(_RcTable_WholeHash(&table, _RcTable_Next(&table, &pos)), -n);
    }
    assert_null(_RcTable_Next(&table, &pos));
    assert_null(_RcTable_Next(&table, &pos));
    _RcTable_Free(&table);
}

static void test_growth_closes_holes(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, 32, 0.5), 0);
    for (Rc_hash_t n = 0; n < 16; n++) {
        assert_int_equal(add(&table, n), 0);
    }
    take(&table, 0);
    assert_int_equal(add(&table, 16), 0);
    assert_int_equal(table.used, 17);
    assert_true(table.block->layout == 0);
    assert_int_equal(add(&table, 17), 0);
    assert_int_equal(_RcTable_Bins(&table), 64);
    assert_int_equal(table.used, 17);
    assert_true(table.block->layout == 1);
    check(&table);
    _RcTable_Free(&table);
}

/* Bins of a small table cost nothing, and are told right all the same: at each number of pairs up to those
 * that make it an ordinary one, for bins of all kinds, by hashes of both signs, with holes and without. */
static void test_small_tables_have_bins(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t sizes[] = {1, 2, 3, 4, 8, 12, 16, 1000, 1024, 1000000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        RcTable table;
        assert_int_equal(_RcTable_Init(&table, sizes[i], 1.0), 0);
        size_t header = _RcTable_Bytes(&table);
        assert_true(header <= 56);
        for (Rc_hash_t n = 0; n < 12; n++) {
            Rc_hash_t hash = (n % 2 == 0 ? 1 : -1) * (n * 7919 + HIGH(n, 34));
            assert_int_equal(add(&table, hash), 0);
            assert_ptr_equal(find(&table, hash)->key, key((intptr_t)hash));
            assert_true(_RcTable_Bins(&table) > n);
            if (sizes[i] <= 1024) {
                check(&table);
            }
            uint32_t chains = table.block->mask + 1;
            assert_int_equal(chains, n < 8 ? RC_TABLE_FEW_CHAINS : _RcTable_Bins(&table));
            if (n == 3) { /* a hole, closed by becoming an ordinary table at the latest */
                uint32_t bin = _RcTable_Bin(&table, hash);
                Rc_ssize_t length = _RcTable_BinLength(&table, bin);
                take(&table, hash);
                assert_int_equal(_RcTable_BinLength(&table, bin), length - 1);
                assert_int_equal(add(&table, hash), 0);
            }
        }
        _RcTable_Free(&table);
    }
}

/* It becomes an ordinary one with the ninth pair, and stays one. */
static void test_a_table_is_small_until_its_ninth_pair(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, 4, 0.5), 0);
    for (Rc_hash_t n = 0; n < 8; n++) {
        assert_int_equal(add_plain(&table, n), 0);
        RcTableBlock *block = table.block;
        take(&table, n);
        assert_int_equal(add_plain(&table, n), 0);
        assert_ptr_equal(table.block, block);
    }
    assert_int_equal(_RcTable_Bins(&table), 16);
    assert_int_equal(table.block->resizes, 2);
    assert_int_equal(table.block->mask, RC_TABLE_FEW_CHAINS - 1);
    for (Rc_ssize_t fail = 1; fail <= 2; fail++) {
        RcTableBlock before = *table.block;
        if (fail == 2 && table.used < table.block->room) {
            break;
        }
        RcMem_SetFailAfter(fail);
        assert_int_equal(_RcTable_Reserve(&table, NULL), -1);
        assert_memory_equal(&before, table.block, sizeof before);
        check(&table);
    }
    assert_int_equal(add_plain(&table, 8), 0);
    assert_int_equal(_RcTable_Bins(&table), 32);
    assert_int_equal(table.block->mask, 31);
    assert_int_equal(table.block->resizes, 3);
    check(&table);
    for (Rc_hash_t n = 0; n < 9; n++) {
        take(&table, n);
        check(&table);
        assert_int_equal(table.block->mask, 31);
    }
    for (Rc_hash_t n = 0; n < 9; n++) {
        assert_int_equal(add_plain(&table, n), 0);
    }
    check(&table);
    _RcTable_Free(&table);
}

/* A table that knows of pairs to come has the bins that it would have, and links nothing anew; in the end it is
 * like one that was not told. */
static void test_chains_for_pairs_to_come(void **state)
{
    Rc_UNUSED(state);
    RcTable table, twin;
    assert_int_equal(_RcTable_Init(&table, 4, 0.5), 0);
    assert_int_equal(_RcTable_Init(&twin, 4, 0.5), 0);
    for (Rc_hash_t n = 0; n < 8; n++) {
        assert_int_equal(add_plain(&table, n * 7919), 0);
        assert_int_equal(add_plain(&twin, n * 7919), 0);
    }
    has_foreseen = 1;
    assert_int_equal(_RcTable_ReserveFor(&table, NULL, 100), 0);
    const RcTableBlock *block = table.block;
    assert_int_equal(block->mask, 255);
    for (Rc_hash_t n = 8; n < 60; n++) {
        assert_int_equal(add_plain(&table, n * 7919), 0);
        assert_int_equal(add_plain(&twin, n * 7919), 0);
        assert_ptr_equal(table.block, block);
        assert_int_equal(_RcTable_Bins(&table), _RcTable_Bins(&twin));
        assert_int_equal(block->resizes, twin.block->resizes);
        assert_int_equal(block->limit, twin.block->limit);
        check(&table);
    }
    for (Rc_hash_t n = 3; n < 60; n += 5) {
        take(&table, n * 7919);
        check(&table);
    }
    RcMem_SetFailAfter(1);
    _RcTable_Settle(&table);
    assert_int_equal(RcMem_SetFailAfter(0), 0);
    assert_ptr_equal(table.block, block);
    check(&table);
    has_foreseen = 0;
    _RcTable_Settle(&table);
    assert_int_equal(table.block->mask, 127);
    assert_int_equal(table.block->resizes, twin.block->resizes);
    assert_int_equal(table.pairs, 48);
    check(&table);
    block = table.block;
    _RcTable_Settle(&table);
    assert_ptr_equal(table.block, block);
    for (Rc_hash_t n = 0; n < 60; n++) {
        assert_true((find(&table, n * 7919) != NULL) == (n % 5 != 3));
    }
    _RcTable_Free(&twin);
    _RcTable_Free(&table);
}

/* Other bins than powers of two are the chains; what is foreseen may be too much for any table, or for the memory. */
static void test_pairs_foreseen_in_vain(void **state)
{
    Rc_UNUSED(state);
    static const struct {
        Rc_ssize_t bins, fail, mask;
        uint32_t foreseen;
    } kinds[] = {
        {12, 0, 23, 1000}, {16, 0, 31, UINT32_MAX}, {16, 1, 31, 1000}, {16, 0, 31, 17}, {16, 0, 31, 32}};
    for (int kind = 0; kind < 5; kind++) {
        RcTable table;
        assert_int_equal(_RcTable_Init(&table, kinds[kind].bins, 1.0), 0);
        for (Rc_hash_t n = 0; n < kinds[kind].bins; n++) {
            assert_int_equal(add(&table, n), 0);
        }
        RcMem_SetFailAfter(kinds[kind].fail);
        assert_int_equal(_RcTable_ReserveFor(&table, number_of, kinds[kind].foreseen), 0);
        assert_int_equal(RcMem_SetFailAfter(0), 0);
        assert_int_equal(table.block->mask, kinds[kind].mask);
        check(&table);
        const RcTableBlock *block = table.block;
        _RcTable_Settle(&table);
        assert_ptr_equal(table.block, block);
        _RcTable_Free(&table);
    }
}

static void test_removing_and_inserting_in_turns_is_cheap(void **state)
{
    Rc_UNUSED(state);
    static const Rc_ssize_t loads[] = {1, 3, 4, 10, 100, 383, 384};
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
        RcTable table;
        assert_int_equal(_RcTable_Init(&table, 512, 0.75), 0);
        Rc_hash_t next = 0;
        while (next < loads[i]) {
            assert_int_equal(add(&table, next++), 0);
        }
        uint32_t layout = table.block->layout;
        for (int n = 0; n < 10000; n++) {
            take(&table, next - loads[i]);
            assert_int_equal(add(&table, next++), 0);
        }
        check(&table);
        assert_int_equal(_RcTable_Bins(&table), 512);
        assert_int_equal(table.pairs, loads[i]);
        assert_true((Rc_ssize_t)table.block->room <= 2 * loads[i] + 8);
        assert_true(table.block->layout - layout <= 10000 / (table.block->room / 8 + 1) + 1);
        Rc_ssize_t pos = 0;
        for (Rc_hash_t n = next - loads[i]; n < next; n++) {
            assert_int_equal(_RcTable_WholeHash(&table, _RcTable_Next(&table, &pos)), n);
        }
        _RcTable_Free(&table);
    }
}

/* Of plain keys the upper halves are not kept, until there is one that is not plain: then of all, of those
 * with a hole between them, too. */
static void test_upper_halves_are_kept_when_they_are_wanted(void **state)
{
    Rc_UNUSED(state);
    for (int with_hole = 0; with_hole < 2; with_hole++) {
        RcTable table, copy;
        assert_int_equal(_RcTable_Init(&table, 64, 1.0), 0);
        for (Rc_hash_t n = 0; n < 6; n++) {
            assert_int_equal(add_plain(&table, HIGH(n, 40) + n), 0);
            assert_false(table.block->has_upper);
        }
        check(&table);
        assert_int_equal(_RcTable_Init(&copy, 64, 1.0), 0);
        assert_int_equal(_RcTable_Fill(&copy, &table), 0);
        assert_false(copy.block->has_upper);
        _RcTable_Free(&copy);
        if (with_hole) {
            take(&table, HIGH(2, 40) + 2);
        }
        RcMem_SetFailAfter(1);
        assert_int_equal(_RcTable_Reserve(&table, number_of), -1);
        assert_false(table.block->has_upper);
        size_t bytes = _RcTable_Bytes(&table);
        assert_int_equal(add(&table, -1), 0);
        assert_true(table.block->has_upper);
        assert_int_equal(_RcTable_Bytes(&table), bytes + table.block->room * sizeof(uint32_t));
        assert_int_equal(add_plain(&table, -2), 0); /* they go on being kept */
        check(&table);
        assert_int_equal(_RcTable_Init(&copy, 64, 1.0), 0);
        RcMem_SetFailAfter(2);
        assert_int_equal(_RcTable_Fill(&copy, &table), -1);
        assert_null(copy.block->entries);
        assert_int_equal(_RcTable_Fill(&copy, &table), 0);
        check(&copy);
        for (Rc_hash_t n = 0; n < 100; n++) {
            assert_int_equal(add(&copy, HIGH(n, 33)), 0);
        }
        check(&copy);
        _RcTable_Free(&copy);
        _RcTable_Free(&table);
    }
}

/* Both arrays of a table that needs them meet a failing allocation. */
static void test_a_failed_reservation_of_upper_halves(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, 3, 1.0), 0);
    for (Rc_hash_t n = 0; n < 100; n++) {
        Rc_ssize_t blocks = outstanding_blocks();
        Rc_ssize_t bins = _RcTable_Bins(&table);
        for (Rc_ssize_t fail = 1;; fail++) {
            RcMem_SetFailAfter(fail);
            int status = _RcTable_Reserve(&table, NULL);
            if (RcMem_SetFailAfter(0) != 0) {
                assert_int_equal(status, 0);
                break;
            }
            assert_int_equal(status, -1);
            assert_int_equal(outstanding_blocks(), blocks);
            assert_int_equal(_RcTable_Bins(&table), bins);
            check(&table);
        }
        _RcTable_Insert(&table, n * 97, key(n * 97), NULL);
        check(&table);
    }
    _RcTable_Free(&table);
}

/* What an empty table begins with is no table's own: nothing is written to it, and nobody frees it. */
static void test_the_shared_block(void **state)
{
    Rc_UNUSED(state);
    RcTableBlock before = *_RcTable_SharedBlock();
    RcTable table = {.block = _RcTable_SharedBlock()}, other;
    check(&table);
    assert_int_equal(_RcTable_Bins(&table), 4);
    assert_int_equal(_RcTable_Bytes(&table), 0);
    assert_null(_RcTable_Detach(&table).entries);
    for (Rc_ssize_t fail = 1; fail <= 2; fail++) {
        RcMem_SetFailAfter(fail);
        assert_int_equal(_RcTable_Reserve(&table, NULL), -1);
        assert_false(is_own_block(&table));
    }
    assert_int_equal(_RcTable_Init(&other, 3, 0.5), 0);
    _RcTable_Exchange(&table, &other);
    assert_int_equal(_RcTable_Bins(&table), 3);
    _RcTable_Free(&other);
    _RcTable_Free(&table);
    table = (RcTable){.block = _RcTable_SharedBlock()};
    assert_int_equal(add_plain(&table, 5), 0);
    assert_true(is_own_block(&table));
    assert_int_equal(_RcTable_Bins(&table), 4);
    assert_int_equal(table.block->resizes, 0);
    check(&table);
    _RcTable_Free(&table);
    assert_memory_equal(_RcTable_SharedBlock(), &before, sizeof before);
}

static void test_compaction_leaves_other_bins_alone(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, 7, 1.0), 0);
    for (Rc_hash_t n = 0; n < 5; n++) {
        assert_int_equal(add(&table, n), 0);
    }
    assert_int_equal(table.block->room, 5);
    take(&table, 1);
    take(&table, 2);
    assert_int_equal(add(&table, 14), 0); /* same bin as 0 */
    assert_int_equal(table.block->room, 5);
    assert_int_equal(table.used, 4);
    assert_true(table.block->layout == 1);
    check(&table);
    assert_int_equal(_RcTable_BinLength(&table, 0), 2);
    assert_int_equal(_RcTable_BinLength(&table, 1), 0);
    assert_int_equal(_RcTable_BinLength(&table, 2), 0);
    assert_int_equal(_RcTable_BinLength(&table, 3), 1);
    _RcTable_Free(&table);
}

/* Each state of a table meets failing allocations, and stays as it was. */
static void test_a_failed_reservation_changes_nothing(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, 4, 0.5), 0);
    Rc_ssize_t failures = 0;
    for (Rc_hash_t n = 0; n < 200; n++) {
        for (Rc_ssize_t fail = 1;; fail++) {
            RcTable before = table;
            RcTableBlock block = *table.block;
            Rc_ssize_t blocks = outstanding_blocks();
            RcMem_SetFailAfter(fail);
            int status = _RcTable_Reserve(&table, NULL);
            int failed = RcMem_SetFailAfter(0) == 0;
            assert_int_equal(status, failed ? -1 : 0);
            if (!failed) {
                break;
            }
            failures++;
            assert_int_equal(outstanding_blocks(), blocks);
            assert_memory_equal(&table, &before, sizeof table);
            block.entries = table.block->entries; /* it may be longer, elsewhere */
            assert_memory_equal(table.block, &block, sizeof block);
            check(&table);
        }
        _RcTable_Insert(&table, n, key(n), key(n + 1));
        check(&table);
    }
    assert_true(failures > 14);
    _RcTable_Free(&table);
}

static void test_no_number_of_bins_is_enough(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, 3, 1e-300), 0);
    assert_int_equal(_RcTable_Reserve(&table, NULL), -1);
    assert_int_equal(_RcTable_Bins(&table), 3);
    _RcTable_Free(&table);
    assert_int_equal(_RcTable_Init(&table, 4, 2.2e-19), 0);
    assert_int_equal(_RcTable_Reserve(&table, NULL), -1); /* there is such a number, but not so much memory */
    assert_int_equal(_RcTable_Bins(&table), 4);
    _RcTable_Free(&table);
}

static void test_no_more_entries_than_links_can_count(void **state)
{
    Rc_UNUSED(state);
    RcTableBlock block = *_RcTable_SharedBlock();
    RcTable full = {.block = &block, .used = UINT32_MAX - 1, .pairs = UINT32_MAX - 1};
    block.limit = UINT32_MAX;
    block.room = UINT32_MAX - 1;
    assert_int_equal(_RcTable_Reserve(&full, NULL), -1);
    block.room = full.used = full.pairs = UINT32_MAX - 2;
    RcMem_SetFailAfter(1); /* it asks for the one that is left */
    assert_int_equal(_RcTable_Reserve(&full, NULL), -1);
    assert_int_equal(RcMem_SetFailAfter(0), 0);
    assert_int_equal(block.room, UINT32_MAX - 2);
}

static void test_detach_hands_over_what_was_there(void **state)
{
    Rc_UNUSED(state);
    RcTable table;
    assert_int_equal(_RcTable_Init(&table, 8, 1.0), 0);
    for (Rc_hash_t n = 0; n < 6; n++) {
        assert_int_equal(add(&table, n), 0);
    }
    take(&table, 2);
    RcTableMark mark = _RcTable_Mark(&table);
    RcTableContent content = _RcTable_Detach(&table);
    assert_int_equal(content.used, 6);
    assert_null(content.entries[2].key);
    assert_ptr_equal(content.entries[3].key, key(3));
    assert_int_equal(table.pairs, 0);
    assert_int_equal(table.used, 0);
    assert_int_equal(table.block->room, 0);
    assert_null(table.block->entries);
    assert_int_equal(_RcTable_Bins(&table), 8);
    assert_false(table.block->has_upper);
    assert_true(table.block->layout > mark.layout);
    check(&table);
    RcMem_Free(content.entries);
    assert_int_equal(add(&table, 5), 0);
    check(&table);
    _RcTable_Free(&table);
}

static void test_exchange_is_seen_by_those_who_knew_the_old_table(void **state)
{
    Rc_UNUSED(state);
    RcTable table, other;
    assert_int_equal(_RcTable_Init(&table, 8, 1.0), 0);
    assert_int_equal(add(&table, 1), 0);
    assert_int_equal(_RcTable_Init(&other, 3, 0.5), 0);
    RcTableMark mark = _RcTable_Mark(&table);
    _RcTable_Exchange(&table, &other);
    assert_int_equal(_RcTable_Bins(&table), 3);
    assert_int_equal(table.pairs, 0);
    assert_int_equal(_RcTable_Bins(&other), 8);
    assert_int_equal(other.pairs, 1);
    assert_int_equal(table.block->layout, mark.layout + 1);
    check(&table);
    check(&other);
    _RcTable_Free(&table);
    _RcTable_Free(&other);
}

static void test_copy_has_the_same_pairs_and_no_holes(void **state)
{
    Rc_UNUSED(state);
    RcTable table, copy;
    assert_int_equal(_RcTable_Init(&table, 7, 1.0), 0);
    assert_int_equal(_RcTable_Init(&copy, 7, 1.0), 0);
    for (Rc_hash_t n = 0; n < 7; n++) {
        assert_int_equal(add(&table, -n), 0);
    }
    take(&table, -3);
    RcMem_SetFailAfter(1);
    assert_int_equal(_RcTable_Fill(&copy, &table), -1);
    check(&copy);
    assert_int_equal(copy.pairs, 0);
    assert_int_equal(_RcTable_Fill(&copy, &table), 0);
    check(&copy);
    assert_int_equal(copy.pairs, 6);
    assert_int_equal(copy.used, 6);
    assert_int_equal(_RcTable_Bins(&copy), 7);
    Rc_ssize_t pos = 0;
    for (Rc_hash_t n = 0; n < 7; n++) {
        if (n != 3) {
            RcTableEntry *entry = _RcTable_Next(&copy, &pos);
            assert_int_equal(_RcTable_WholeHash(&copy, entry), -n);
            assert_ptr_equal(entry->key, key(-n));
            assert_ptr_equal(entry->value, key(1 - n));
        }
    }
    assert_int_equal(add(&copy, 100), 0); /* a copy of one pair must be able to grow, too */
    check(&copy);
    _RcTable_Free(&copy);
    _RcTable_Free(&table);
}

static void test_a_copy_of_one_pair_grows(void **state)
{
    Rc_UNUSED(state);
    RcTable table, copy;
    assert_int_equal(_RcTable_Init(&table, 4, 1.0), 0);
    assert_int_equal(_RcTable_Init(&copy, 4, 1.0), 0);
    assert_int_equal(add(&table, 1), 0);
    assert_int_equal(_RcTable_Fill(&copy, &table), 0);
    for (Rc_hash_t n = 2; n < 20; n++) {
        assert_int_equal(add(&copy, n), 0);
        check(&copy);
    }
    _RcTable_Free(&copy);
    _RcTable_Free(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_an_empty_table_has_bins_and_no_entries),
        counted_test(test_a_size_that_does_not_fit),
        counted_test(test_the_bin_is_the_hash_modulo_size),
        counted_test(test_a_bin_runs_from_the_newest_to_the_oldest),
        counted_test(test_bins_double_when_the_formula_says_so),
        counted_test(test_growth_keeps_entries_and_their_order),
        counted_test(test_growth_closes_holes),
        counted_test(test_small_tables_have_bins),
        counted_test(test_a_table_is_small_until_its_ninth_pair),
        counted_test(test_chains_for_pairs_to_come),
        counted_test(test_pairs_foreseen_in_vain),
        counted_test(test_removing_and_inserting_in_turns_is_cheap),
        counted_test(test_compaction_leaves_other_bins_alone),
        counted_test(test_upper_halves_are_kept_when_they_are_wanted),
        counted_test(test_a_failed_reservation_of_upper_halves),
        counted_test(test_the_shared_block),
        counted_test(test_a_failed_reservation_changes_nothing),
        counted_test(test_no_number_of_bins_is_enough),
        counted_test(test_no_more_entries_than_links_can_count),
        counted_test(test_detach_hands_over_what_was_there),
        counted_test(test_exchange_is_seen_by_those_who_knew_the_old_table),
        counted_test(test_copy_has_the_same_pairs_and_no_holes),
        counted_test(test_a_copy_of_one_pair_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
