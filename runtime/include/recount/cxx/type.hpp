/* Types by trait: Type<T> says of the struct T which objects it describes.
 *
 * There is one for each built-in type.  For a struct of your own:
 *
 *   template <> struct recount::Type<Point> {
 *       static constexpr const char *name = "app.Point";
 *       static bool check(RcObject *op) { return RcObject_TypeCheck(op, &Point_Type); }
 *   }; */
#ifndef RECOUNT_CXX_TYPE_HPP
#define RECOUNT_CXX_TYPE_HPP

#include <recount/cxx/error.hpp>

namespace recount
{

template <class T> struct Type;

namespace detail
{

/* Types that tell by a flag that something is of them. */
template <unsigned long flag> struct FlaggedType {
    static RC_CXX_INLINE bool check(RcObject *op) noexcept
    {
        return ((Rc_TYPE)(op)->tp_flags & flag) != 0;
    }
};

RC_CXX_COLD void throw_other_type(const char *expected, RcObject *op, Place place)
{
    if (op == nullptr) {
        throw Error(RcExc_SystemError, "recount::cast: there is no object", place);
    }
    (RcErr_Format)(RcExc_TypeError, "expected %s, got %s", expected, (Rc_TYPE)(op)->tp_name);
    throw Error::pending(place);
}

} // namespace detail

template <> struct Type<RcObject> {
    static constexpr const char *name = "object";
    static constexpr bool check(RcObject *) noexcept
    {
        return true;
    }
};
template <> struct Type<RcListObject> : detail::FlaggedType<Rc_TPFLAGS_LIST_SUBCLASS> {
    static constexpr const char *name = "list";
};
template <> struct Type<RcTupleObject> : detail::FlaggedType<Rc_TPFLAGS_TUPLE_SUBCLASS> {
    static constexpr const char *name = "tuple";
};
template <> struct Type<RcHashTableObject> : detail::FlaggedType<Rc_TPFLAGS_HASHTABLE_SUBCLASS> {
    static constexpr const char *name = "hashtable.HashTable";
};
template <> struct Type<RcStrObject> : detail::FlaggedType<Rc_TPFLAGS_STR_SUBCLASS> {
    static constexpr const char *name = "str";
};
template <> struct Type<RcBytesObject> : detail::FlaggedType<Rc_TPFLAGS_BYTES_SUBCLASS> {
    static constexpr const char *name = "bytes";
};
template <> struct Type<RcIntObject> : detail::FlaggedType<Rc_TPFLAGS_INT_SUBCLASS> {
    static constexpr const char *name = "int";
};
template <> struct Type<RcFloatObject> {
    static constexpr const char *name = "float";
    static bool check(RcObject *op) noexcept
    {
        return (RcObject_TypeCheck)(op, &RcFloat_Type) != 0;
    }
};
template <> struct Type<RcTypeObject> : detail::FlaggedType<Rc_TPFLAGS_TYPE_SUBCLASS> {
    static constexpr const char *name = "type";
};
template <> struct Type<RcBaseExceptionObject> : detail::FlaggedType<Rc_TPFLAGS_BASE_EXC_SUBCLASS> {
    static constexpr const char *name = "BaseException";
};

using List = Ref<RcListObject>;
using Tuple = Ref<RcTupleObject>;
using Table = Ref<RcHashTableObject>;
using Str = Ref<RcStrObject>;
using Bytes = Ref<RcBytesObject>;
using Int = Ref<RcIntObject>;
using Float = Ref<RcFloatObject>;

/* Is it one?  NULL is none. */
template <class T> RC_CXX_INLINE bool is(RcObject *op)
{
    return op != nullptr && Type<T>::check(op);
}
template <class T, class U> RC_CXX_INLINE bool is(const Ref<U> &ref)
{
    return is<T>(ref.get());
}

/* The same object as a T.  Error: TypeError "expected list, got int"; a reference that was moved in is lost then. */
template <class T> [[nodiscard]] RC_CXX_INLINE Ref<T> cast(RcObject *op, Place place = Place::here())
{
    if (RC_UNLIKELY(!is<T>(op))) {
        detail::throw_other_type(Type<T>::name, op, place);
    }
    return Ref<T>::borrow(op, place);
}
template <class T, class U>
[[nodiscard]] RC_CXX_INLINE Ref<T> cast(const Ref<U> &ref, Place place = Place::here())
{
    return cast<T>(ref.get(), place);
}
template <class T, class U> [[nodiscard]] RC_CXX_INLINE Ref<T> cast(Ref<U> &&ref, Place place = Place::here())
{
    if (RC_UNLIKELY(!is<T>(ref.get()))) {
        detail::throw_other_type(Type<T>::name, ref.get(), place);
    }
    return Ref<T>::adopt(ref.release(), place);
}

} // namespace recount

#endif
