/* Where in the user's source an operation stands: for the ledger, which names that line in its reports.  In release
 * builds a Place is empty, and nothing of it is compiled. */
#ifndef RECOUNT_CXX_PLACE_HPP
#define RECOUNT_CXX_PLACE_HPP

#include <cstddef>

/* The C headers cast as C does, also in their inline functions. */
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wold-style-cast"
#endif
#include <recount/recount.h>

namespace recount::detail
{

constexpr std::size_t vectorcall_arguments_offset = RC_VECTORCALL_ARGUMENTS_OFFSET;

}
#if defined(__GNUC__) || defined(__clang__)
#pragma GCC diagnostic pop
#endif

namespace recount
{

#ifdef RC_LEDGER

/* As the last parameter of a function, with the default Place::here(): the line that calls the function. */
struct Place {
    const char *file = nullptr;
    int line = 0;
    const char *function = nullptr;

    static constexpr Place here(const char *file = __builtin_FILE(), int line = __builtin_LINE(),
                                const char *function = __builtin_FUNCTION()) noexcept
    {
        return Place{file, line, function};
    }
};

/* Inlined without optimisation, too: the functions on the stack are the user's. */
#define RC_CXX_INLINE inline __attribute__((always_inline, artificial))

/* A call of recount's that counts as made at this place.  The name stands for the function, not for a macro. */
#define RC_CXX_PLACE(place) \
    (place).file, (place).line, (place).function, __builtin_frame_address(0), __builtin_return_address(0)
#define RC_CXX_CALL(place, name, ...) _RcCall_##name(RC_CXX_PLACE(place), __VA_ARGS__)
#define RC_CXX_CALL_0(place, name) _RcCall_##name(RC_CXX_PLACE(place))
#define RC_CXX_CALL_PRIVATE(place, _name, ...) _RcCall##_name(RC_CXX_PLACE(place), __VA_ARGS__)

#else

struct Place {
    static constexpr Place here() noexcept
    {
        return Place{};
    }
};

#define RC_CXX_INLINE inline
#define RC_CXX_CALL(place, name, ...) ((void)(place), (name)(__VA_ARGS__))
#define RC_CXX_CALL_0(place, name) ((void)(place), (name)())
#define RC_CXX_CALL_PRIVATE RC_CXX_CALL

#endif

/* Also where an exception passes by, which compilers take for a place where size matters more: a Ref whose address is
 * taken there would be in memory everywhere. */
#if defined(__GNUC__) || defined(__clang__)
#define RC_CXX_ALWAYS_INLINE inline __attribute__((always_inline))
#else
#define RC_CXX_ALWAYS_INLINE inline
#endif

/* What runs where something has failed is kept out of the way. */
#if defined(__GNUC__) || defined(__clang__)
#define RC_CXX_COLD inline __attribute__((cold))
#else
#define RC_CXX_COLD inline
#endif

} // namespace recount

#endif
