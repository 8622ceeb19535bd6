#include "twins.h"

#include <recount/recount.hpp>

using recount::adopt;
using recount::borrow;
using recount::borrowed;
using recount::box;
using recount::check;
using recount::guard;
using recount::Ref;

static Ref<> sum_of_list(Given *given)
{
    std::int64_t sum = 0;
    for (RcObject *item : borrowed<RcListObject>(given->list)) {
        sum += reinterpret_cast<RcIntObject *>(item)->ob_value;
    }
    return box(sum);
}

static Ref<> copy_of_list(Given *given)
{
    auto result = adopt(RcList_New(0));
    for (auto item : recount::each<RcListObject>(given->list)) {
        check(RcList_Append(result.get(), item.get()));
    }
    return result;
}

static Ref<> sum_of_table(Given *given)
{
    std::int64_t sum = 0;
    for (auto [key, value] : borrowed<RcHashTableObject>(given->table)) {
        sum += reinterpret_cast<RcIntObject *>(key)->ob_value;
    }
    return box(sum);
}

static Ref<> value_or_none(Given *given)
{
    Ref<> value;
    check(RcHashTable_GetItemRef(given->table, given->key, value.put()));
    return value ? std::move(value) : borrow(Rc_None);
}

static Ref<> pair(Given *)
{
    auto first = box(100000L);
    auto second = box(2.5);
    auto tuple = adopt(RcTuple_New(2));
    RcTuple_SET_ITEM(tuple.get(), 0, first.release());
    RcTuple_SET_ITEM(tuple.get(), 1, second.release());
    return tuple;
}

static Ref<> replaced_slot(Given *given)
{
    auto &slot = reinterpret_cast<Ref<> &>(given->slot);
    slot = borrow(given->key);
    return slot;
}

static Ref<> called(Given *given)
{
    return recount::call(given->callable, given->key);
}

static Ref<> doubled(Given *given)
{
    return box(2 * recount::to<std::int64_t>(given->key));
}

const TwinRow cxx_twins[] = {
    {"sum of a list", guard<sum_of_list>},
    {"copy of a list", guard<copy_of_list>},
    {"sum of a table", guard<sum_of_table>},
    {"value or None", guard<value_or_none>},
    {"a pair", guard<pair>},
    {"replaced slot", guard<replaced_slot>},
    {"a call", guard<called>},
    {"a guarded function", guard<doubled>},
    {nullptr, nullptr},
};
