/* Ref: a reference that is owned, and given back at the end of its scope.
 *
 * There are three ways in and out, and each says what becomes of the count:
 *
 *   adopt(op)     op is ours already (a *new* result): taken over as it is
 *   borrow(op)    op is somebody else's (a *borrowed* result): we take a reference of our own
 *   release()     we give it up to somebody who takes it over (a *new* result, an argument that is *stolen*)
 *
 * get() lends.  Nothing converts to a pointer by itself, so that no reference is lost or stolen unseen.
 *
 * NULL: where a C function has failed, adopt and borrow throw its error; where it says that there is nothing (an absent
 * key), with no error pending, the Ref is empty.
 *
 * Store first, release last: a Ref that is assigned to, reset, or at its end holds the new content, or none, before
 * the old reference is given back.  That may run any code, as Rc_DECREF does.
 *
 * With the ledger a Ref knows where it took its reference, and gives it back under that line: so a wrong adopt() is
 * what is blamed, not the end of the block. */
#ifndef RECOUNT_CXX_REF_HPP
#define RECOUNT_CXX_REF_HPP

#include <recount/cxx/place.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>

namespace recount
{

template <class T = RcObject> class Ref;

namespace detail
{

/* Throws the pending error, if there is one (error.hpp). */
RC_CXX_COLD void throw_if_pending(Place place);

/* Where a Ref took its reference. */
class Taken
{
  public:
    constexpr Taken() noexcept = default;
#ifdef RC_LEDGER
    constexpr explicit Taken(Place place) noexcept : place_(place)
    {
    }
    constexpr Place at() const noexcept
    {
        return place_;
    }

  private:
    Place place_;
#else
    constexpr explicit Taken(Place) noexcept
    {
    }
    constexpr Place at() const noexcept
    {
        return Place{};
    }
#endif
};

/* A reference of its own to what may be NULL, which says nothing of an error. */
struct Hold {
    template <class T> static Ref<T> of(RcObject *op, Place place) noexcept;
};

} // namespace detail

/* T: the struct of an object type, such as RcListObject; RcObject for any. */
template <class T> class Ref : private detail::Taken
{
  public:
    using element_type = T;

    constexpr Ref() noexcept = default;
    constexpr Ref(std::nullptr_t) noexcept
    {
    }

    RC_CXX_INLINE Ref(const Ref &other, Place place = Place::here()) noexcept : Taken{place}, op_(other.op_)
    {
        take();
    }
    RC_CXX_INLINE Ref(Ref &&other) noexcept : Taken(other), op_(std::exchange(other.op_, nullptr))
    {
    }

    /* Any object is an RcObject; the other way there is cast() (type.hpp). */
    template <class U, class = std::enable_if_t<std::is_same_v<T, RcObject> && !std::is_same_v<U, RcObject>>>
    RC_CXX_INLINE Ref(const Ref<U> &other, Place place = Place::here()) noexcept
        : Taken{place}, op_(other.op_)
    {
        take();
    }
    template <class U, class = std::enable_if_t<std::is_same_v<T, RcObject> && !std::is_same_v<U, RcObject>>>
    RC_CXX_INLINE Ref(Ref<U> &&other) noexcept : Taken(other), op_(std::exchange(other.op_, nullptr))
    {
    }

    RC_CXX_INLINE Ref &operator=(Ref other) noexcept
    {
        swap(other);
        return *this;
    }

    RC_CXX_ALWAYS_INLINE ~Ref()
    {
        if (op_ != nullptr) {
            give(op_);
        }
    }

    /* Not checked: that op is a T is the caller's word; cast() looks. */
    [[nodiscard]] static RC_CXX_INLINE Ref adopt(RcObject *op, Place place = Place::here())
    {
        if (RC_UNLIKELY(op == nullptr)) {
            detail::throw_if_pending(place);
            return Ref();
        }
        return Ref(op, place);
    }

    [[nodiscard]] static RC_CXX_INLINE Ref borrow(RcObject *op, Place place = Place::here())
    {
        if (RC_UNLIKELY(op == nullptr)) {
            detail::throw_if_pending(place);
            return Ref();
        }
        RC_CXX_CALL(place, Rc_INCREF, op);
        return Ref(op, place);
    }

    /* The reference is the caller's from now on. */
    [[nodiscard]] RC_CXX_INLINE RcObject *release() noexcept
    {
        return std::exchange(op_, nullptr);
    }

    /* Lent: good while this Ref, or somebody else, holds the object. */
    RC_CXX_INLINE RcObject *get() const noexcept
    {
        return op_;
    }
    RC_CXX_INLINE T *operator->() const noexcept
    {
        return reinterpret_cast<T *>(op_);
    }
    RC_CXX_INLINE T &operator*() const noexcept
    {
        return *reinterpret_cast<T *>(op_);
    }
    explicit RC_CXX_INLINE operator bool() const noexcept
    {
        return op_ != nullptr;
    }

    /* Empties it. */
    RC_CXX_INLINE void reset() noexcept
    {
        RcObject *old = std::exchange(op_, nullptr);
        if (old != nullptr) {
            give(old);
        }
    }

    /* Empties it, and gives the address where a C function is to store a new reference. */
    [[nodiscard]] RC_CXX_INLINE RcObject **put(Place place = Place::here()) noexcept
    {
        reset();
        static_cast<Taken &>(*this) = Taken{place};
        return &op_;
    }

    RC_CXX_INLINE void swap(Ref &other) noexcept
    {
        std::swap(static_cast<Taken &>(*this), static_cast<Taken &>(other));
        std::swap(op_, other.op_);
    }

  private:
    template <class U> friend class Ref;
    friend struct detail::Hold;

    RC_CXX_INLINE Ref(RcObject *op, Place place) noexcept : Taken{place}, op_(op)
    {
    }

    RC_CXX_INLINE void take() const noexcept
    {
        if (op_ != nullptr) {
            RC_CXX_CALL(this->at(), Rc_INCREF, op_);
        }
    }
    RC_CXX_ALWAYS_INLINE void give(RcObject *op) const noexcept
    {
        RC_CXX_CALL(this->at(), Rc_DECREF, op);
    }
    RcObject *op_ = nullptr;
};

template <class T> RC_CXX_INLINE Ref<T> detail::Hold::of(RcObject *op, Place place) noexcept
{
    Ref<T> ref(op, place);
    ref.take();
    return ref;
}

/* adopt(op), adopt<RcListObject>(op): Ref<...>::adopt. */
template <class T = RcObject>
[[nodiscard]] RC_CXX_INLINE Ref<T> adopt(RcObject *op, Place place = Place::here())
{
    return Ref<T>::adopt(op, place);
}
template <class T = RcObject>
[[nodiscard]] RC_CXX_INLINE Ref<T> borrow(RcObject *op, Place place = Place::here())
{
    return Ref<T>::borrow(op, place);
}

/* What a C function returned, unless it has failed: that is a negative number while an error is pending. */
template <class Number> RC_CXX_INLINE Number check(Number result, Place place = Place::here())
{
    static_assert(std::is_signed_v<Number>, "an error is told by a negative number");
    if (RC_UNLIKELY(result < 0)) {
        detail::throw_if_pending(place);
    }
    return result;
}

/* The same object? */
template <class T, class U> RC_CXX_INLINE bool operator==(const Ref<T> &left, const Ref<U> &right) noexcept
{
    return left.get() == right.get();
}
template <class T, class U> RC_CXX_INLINE bool operator!=(const Ref<T> &left, const Ref<U> &right) noexcept
{
    return left.get() != right.get();
}

#ifndef RC_LEDGER
static_assert(sizeof(Ref<>) == sizeof(RcObject *), "a Ref is a pointer");
#endif

} // namespace recount

#endif
