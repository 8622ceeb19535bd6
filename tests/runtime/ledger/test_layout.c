/* The ledger's table of offsets leads to an object's record, and to what was done to it, where. */
#include "support.h"

#include "layout.h"
#include "ledger/ledger.h"

#include <recount/recount.h>

static const void *record_of(const RcObject *op)
{
    const void *head = field_at(_Rc_ledger, _RcLedger_layout, "Ledger.live");
    const void *record = pointer_at(head, _RcLedger_layout, "Record.next");
    while (record != head && pointer_at(record, _RcLedger_layout, "Record.object") != op) {
        record = pointer_at(record, _RcLedger_layout, "Record.next");
    }
    return record != head ? record : NULL;
}

static Rc_ssize_t ssize_at(const void *struct_, const char *name)
{
    Rc_ssize_t value;
    memcpy(&value, field_at(struct_, _RcLedger_layout, name), sizeof value);
    return value;
}

static void test_record(void **state)
{
    RcObject *list = RcList_New(0), *item = RcFloat_FromDouble(1.5);
    int32_t edges;
    Rc_UNUSED(state);

    assert_int_equal(RcList_Append(list, item), 0);
    assert_int_equal(Rc_AuditHeap(), 0);
    assert_int_equal(ssize_at(record_of(item), "Record.count"), 2);
    memcpy(&edges, field_at(record_of(item), _RcLedger_layout, "Record.edges"), sizeof edges);
    assert_int_equal(edges, 1);
    Rc_DECREF(list);
    assert_null(record_of(list));
    Rc_DECREF(item);
}

static void test_history(void **state)
{
    RcObject *item = RcFloat_FromDouble(1.5);
    int made_at = __LINE__ - 1;
    Rc_UNUSED(state);

    Rc_INCREF(item);
    const void *history = field_at(record_of(item), _RcLedger_layout, "Record.history");
    const char *first = pointer_at(record_of(item), _RcLedger_layout, "Record.bookings");
    const void *site = pointer_at(first, _RcLedger_layout, "Booking.site");
    uint8_t room, left;
    memcpy(&room, field_at(history, _RcLedger_layout, "History.room"), sizeof room);
    memcpy(&left, field_at(history, _RcLedger_layout, "History.left"), sizeof left);
    assert_int_equal(room - left, 2);
    assert_ptr_equal(pointer_at(history, _RcLedger_layout, "History.next"),
                     first + 2 * layout_of(_RcLedger_layout, "sizeof Booking"));
    assert_int_equal(u32_at(first, _RcLedger_layout, "Booking.before"), 0);
    assert_int_equal(
        u32_at(first + layout_of(_RcLedger_layout, "sizeof Booking"), _RcLedger_layout, "Booking.before"), 1);
    assert_string_equal(pointer_at(site, _RcLedger_layout, "Site.api"), "RcFloat_FromDouble");
    assert_non_null(strstr(pointer_at(site, _RcLedger_layout, "Site.file"), "test_layout.c"));
    assert_string_equal(pointer_at(site, _RcLedger_layout, "Site.function"), "test_history");
    assert_int_equal(u32_at(site, _RcLedger_layout, "Site.line"), made_at);
    Rc_DECREF(item);
    Rc_DECREF(item);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        counted_test(test_record),
        counted_test(test_history),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
