/* Values of C++ as objects and back, and calls.
 *
 *   box(42), box(2.5), box("text"), box(true)      a new object
 *   to<int>(op), to<double>(op), to<std::string_view>(op), to<bool>(op)
 *   call(callable, argument, ...)                  arguments are Refs or RcObject *
 *
 * Errors are thrown: TypeError, OverflowError for a number that does not fit, UnicodeDecodeError, MemoryError. */
#ifndef RECOUNT_CXX_VALUE_HPP
#define RECOUNT_CXX_VALUE_HPP

#include <recount/cxx/type.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace recount
{

template <class Number, std::enable_if_t<std::is_integral_v<Number>, int> = 0>
[[nodiscard]] RC_CXX_INLINE Int box(Number value, Place place = Place::here())
{
    if constexpr (std::is_same_v<Number, bool>) {
        return Int::adopt(RC_CXX_CALL(place, RcBool_FromLong, value ? 1 : 0), place);
    } else if constexpr (std::is_signed_v<Number>) {
        return Int::adopt(RC_CXX_CALL(place, RcInt_FromInt64, static_cast<std::int64_t>(value)), place);
    } else {
        return Int::adopt(RC_CXX_CALL(place, RcInt_FromUInt64, static_cast<std::uint64_t>(value)), place);
    }
}
template <class Number, std::enable_if_t<std::is_floating_point_v<Number>, int> = 0>
[[nodiscard]] RC_CXX_INLINE Float box(Number value, Place place = Place::here())
{
    return Float::adopt(RC_CXX_CALL(place, RcFloat_FromDouble, static_cast<double>(value)), place);
}
[[nodiscard]] RC_CXX_INLINE Str box(std::string_view text, Place place = Place::here())
{
    return Str::adopt(
        RC_CXX_CALL(place, RcStr_FromStringAndSize, text.data(), static_cast<Rc_ssize_t>(text.size())),
        place);
}
[[nodiscard]] RC_CXX_INLINE Str box(const char *text, Place place = Place::here())
{
    return Str::adopt(RC_CXX_CALL(place, RcStr_FromString, text), place);
}
[[nodiscard]] RC_CXX_INLINE Str box(const std::string &text, Place place = Place::here())
{
    return box(std::string_view(text), place);
}

namespace detail
{

template <class Number> Number to_integer(RcObject *op, Place place)
{
    if constexpr (std::is_signed_v<Number>) {
        std::int64_t value = 0;
        check(RC_CXX_CALL(place, RcInt_AsInt64, op, &value), place);
        if (value < std::numeric_limits<Number>::min() || value > std::numeric_limits<Number>::max()) {
            throw Error(RcExc_OverflowError, "int does not fit the C++ type", place);
        }
        return static_cast<Number>(value);
    } else {
        std::uint64_t value = 0;
        check(RC_CXX_CALL(place, RcInt_AsUInt64, op, &value), place);
        if (value > std::numeric_limits<Number>::max()) {
            throw Error(RcExc_OverflowError, "int does not fit the C++ type", place);
        }
        return static_cast<Number>(value);
    }
}

} // namespace detail

/* The value of an object.  A std::string_view is the text of a str itself, and good as long as that lives. */
template <class Value> [[nodiscard]] RC_CXX_INLINE Value to(RcObject *op, Place place = Place::here())
{
    if constexpr (std::is_same_v<Value, bool>) {
        return check(RC_CXX_CALL(place, RcObject_IsTrue, op), place) != 0;
    } else if constexpr (std::is_integral_v<Value>) {
        return detail::to_integer<Value>(op, place);
    } else if constexpr (std::is_floating_point_v<Value>) {
        return static_cast<Value>(check(RC_CXX_CALL(place, RcFloat_AsDouble, op), place));
    } else {
        static_assert(std::is_same_v<Value, std::string_view> || std::is_same_v<Value, std::string>,
                      "to<> gives numbers, bool, std::string_view and std::string");
        Rc_ssize_t size = 0;
        const char *text = RC_CXX_CALL(place, RcStr_AsUTF8AndSize, op, &size);
        if (text == nullptr) {
            detail::throw_if_pending(place);
        }
        return Value(text, static_cast<std::size_t>(size));
    }
}
template <class Value, class T>
[[nodiscard]] RC_CXX_INLINE Value to(const Ref<T> &ref, Place place = Place::here())
{
    return to<Value>(ref.get(), place);
}

/* What is called, and where. */
struct Callable {
    RcObject *op;
    Place place;

    RC_CXX_INLINE Callable(RcObject *callable, Place where = Place::here()) noexcept
        : op(callable), place(where)
    {
    }
    template <class T>
    RC_CXX_INLINE Callable(const Ref<T> &callable, Place where = Place::here()) noexcept
        : op(callable.get()), place(where)
    {
    }
};

namespace detail
{

RC_CXX_INLINE RcObject *lend(RcObject *op) noexcept
{
    return op;
}
template <class T> RC_CXX_INLINE RcObject *lend(const Ref<T> &ref) noexcept
{
    return ref.get();
}

} // namespace detail

/* callable(arguments...). */
template <class... Arguments> RC_CXX_INLINE Ref<> call(Callable callable, const Arguments &...arguments)
{
    RcObject *array[] = {nullptr, detail::lend(arguments)...}; /* the first is for the callee's use */
    return Ref<>::adopt(RC_CXX_CALL(callable.place, RcObject_Vectorcall, callable.op, array + 1,
                                    sizeof...(arguments) | detail::vectorcall_arguments_offset, nullptr),
                        callable.place);
}

} // namespace recount

#endif
