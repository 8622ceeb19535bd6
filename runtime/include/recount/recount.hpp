/* recount for C++17: references that give themselves back, errors as exceptions, containers in range-for.
 *
 *   recount::Runtime runtime;
 *   auto table = recount::adopt<RcHashTableObject>(RcHashTable_New());
 *   recount::check(RcHashTable_SetItemString(table.get(), "apple", recount::box(2.5).get()));
 *   for (auto [key, value] : table) { ... }
 *
 * The C functions stay what they are; this is what stands around them.  It costs what the same C costs
 * (tests/cxx compares the instructions), and works with the ledger, which names the user's lines.
 * docs/cpp.md is the guide. */
#ifndef RECOUNT_RECOUNT_HPP
#define RECOUNT_RECOUNT_HPP

#include <recount/cxx/class.hpp>
#include <recount/cxx/error.hpp>
#include <recount/cxx/guard.hpp>
#include <recount/cxx/place.hpp>
#include <recount/cxx/range.hpp>
#include <recount/cxx/ref.hpp>
#include <recount/cxx/runtime.hpp>
#include <recount/cxx/type.hpp>
#include <recount/cxx/value.hpp>

#endif
