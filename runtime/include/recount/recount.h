/* recount: a refcounted object runtime in C, modeled on CPython's memory scheme.
 *
 * The one include.  The API is CPython's C API with another prefix: what is written about Py_INCREF
 * holds for Rc_INCREF.  Each header tells one concept. */
#ifndef RECOUNT_RECOUNT_H
#define RECOUNT_RECOUNT_H

#include <recount/object.h>
#include <recount/type.h>
#include <recount/version.h>

#include <recount/gc.h>
#include <recount/lifecycle.h>
#include <recount/memory.h>

#include <recount/errors.h>
#include <recount/exceptions.h>

#include <recount/call.h>
#include <recount/hash.h>
#include <recount/iterator.h>
#include <recount/mapping.h>
#include <recount/number.h>
#include <recount/objectprotocol.h>
#include <recount/sequence.h>

#include <recount/bool.h>
#include <recount/bytes.h>
#include <recount/capsule.h>
#include <recount/descriptor.h>
#include <recount/float.h>
#include <recount/function.h>
#include <recount/int.h>
#include <recount/list.h>
#include <recount/none.h>
#include <recount/str.h>
#include <recount/strwriter.h>
#include <recount/tuple.h>
#include <recount/weakref.h>

#include <recount/args.h>

#include <recount/hashtable.h>

#include <recount/ledger.h>

/* Last: macros with the names of functions. */
#include <recount/detail/analyzer_calls.h>
#include <recount/detail/ledger_calls.h>

#endif
