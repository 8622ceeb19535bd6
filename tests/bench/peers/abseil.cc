// Abseil's flat_hash_map.
#include "called.h"

#include <absl/container/flat_hash_map.h>

namespace
{

struct KeyHash {
    size_t operator()(const Object *key) const
    {
        return object_hash(key);
    }
};

struct KeyEqual {
    bool operator()(const Object *a, const Object *b) const
    {
        return object_equal(a, b) != 0;
    }
};

using Pairs = absl::flat_hash_map<Object *, Object *, KeyHash, KeyEqual>;

} // namespace

struct Table {
    Pairs pairs;
    Pairs::iterator iterator;
};

Table *table_new(void)
{
    return new Table;
}

void table_free(Table *table)
{
    for (auto &pair : table->pairs) {
        object_release(pair.first);
        object_release(pair.second);
    }
    delete table;
}

int table_set(Table *table, Object *key, Object *value)
{
    object_acquire(value);
    auto [place, is_new] = table->pairs.try_emplace(key, value);
    if (is_new) {
        object_acquire(key);
    } else {
        Object *old = place->second;
        place->second = value;
        object_release(old);
    }
    return 0;
}

Object *table_get(Table *table, Object *key)
{
    auto place = table->pairs.find(key);
    return place == table->pairs.end() ? nullptr : place->second;
}

Object *table_pop(Table *table, Object *key)
{
    auto place = table->pairs.find(key);
    if (place == table->pairs.end()) {
        return nullptr;
    }
    auto [old_key, value] = *place;
    table->pairs.erase(place);
    object_release(old_key);
    return value;
}

int table_next(Table *table, ptrdiff_t *position, Object **key, Object **value)
{
    if (*position == 0) {
        table->iterator = table->pairs.begin();
        *position = 1;
    }
    if (table->iterator == table->pairs.end()) {
        return 0;
    }
    *key = table->iterator->first;
    *value = table->iterator->second;
    ++table->iterator;
    return 1;
}
