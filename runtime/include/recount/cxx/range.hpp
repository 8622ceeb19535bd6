/* Containers in range-for.
 *
 *   for (auto item : list)                  Ref<>: list, tuple, and, by the iterator protocol, any iterable
 *   for (auto [key, value] : table)         two of them
 *   for (RcObject *item : borrowed(list))   without counting: list, tuple, table
 *
 * For an RcObject * that is known to be a list there is each<RcListObject>(op), and borrowed<RcListObject>(op).
 *
 * The first two hold the container and what they give, so the body may run any code, and change or drop the container:
 * a list is walked by index up to its length at each step; of a table that is changed pairs may be missed or come twice.
 * An empty slot gives an empty Ref.
 *
 * borrowed() is for a body that runs no user code: nothing is held, so container and items have to stay. */
#ifndef RECOUNT_CXX_RANGE_HPP
#define RECOUNT_CXX_RANGE_HPP

#include <recount/cxx/type.hpp>

namespace recount
{

/* A pair of a table: held, borrowed. */
struct Pair {
    Ref<> key;
    Ref<> value;
};
struct BorrowedPair {
    RcObject *key = nullptr;
    RcObject *value = nullptr;
};

namespace detail
{

struct End {
};

RC_CXX_INLINE RcObject *item_of(RcListObject *list, Rc_ssize_t index) noexcept
{
    return list->ob_item[index];
}
RC_CXX_INLINE RcObject *item_of(RcTupleObject *tuple, Rc_ssize_t index) noexcept
{
    return static_cast<RcObject **>(tuple->ob_item)[index];
}

/* Of a list or a tuple. */
template <class T> class Items
{
  public:
    RC_CXX_INLINE Items(RcObject *container, Place place) noexcept
        : container_(Hold::of<T>(container, place)), place_(place)
    {
    }

    RC_CXX_INLINE Ref<> operator*() const noexcept
    {
        return Hold::of<RcObject>(item_of(&*container_, index_), place_);
    }
    RC_CXX_INLINE void operator++() noexcept
    {
        ++index_;
    }
    RC_CXX_INLINE bool operator!=(End) const noexcept
    {
        return index_ < (Rc_SIZE)(container_.get());
    }

  private:
    Ref<T> container_;
    Rc_ssize_t index_ = 0;
    Place place_;
};

template <class T> class BorrowedItems
{
  public:
    RC_CXX_INLINE BorrowedItems(RcObject *container, Place) noexcept : container_(container)
    {
    }

    RC_CXX_INLINE RcObject *operator*() const noexcept
    {
        return item_of(reinterpret_cast<T *>(container_), index_);
    }
    RC_CXX_INLINE void operator++() noexcept
    {
        ++index_;
    }
    RC_CXX_INLINE bool operator!=(End) const noexcept
    {
        return index_ < (Rc_SIZE)(container_);
    }

  private:
    RcObject *container_;
    Rc_ssize_t index_ = 0;
};

class BorrowedPairs
{
  public:
    RC_CXX_INLINE BorrowedPairs(RcObject *table, Place place) noexcept : table_(table), place_(place)
    {
    }

    RC_CXX_INLINE BorrowedPair operator*() const noexcept
    {
        return pair_;
    }
    RC_CXX_INLINE void operator++() const noexcept
    {
    }
    /* Asked once before each turn: steps to the next pair. */
    RC_CXX_INLINE bool operator!=(End) noexcept
    {
        return RC_CXX_CALL(place_, RcHashTable_Next, table_, &position_, &pair_.key, &pair_.value) != 0;
    }

  private:
    RcObject *table_;
    Rc_ssize_t position_ = 0;
    BorrowedPair pair_;
    Place place_;
};

class Pairs
{
  public:
    RC_CXX_INLINE Pairs(RcObject *table, Place place) noexcept
        : table_(Hold::of<RcHashTableObject>(table, place)), pairs_(table, place), place_(place)
    {
    }

    RC_CXX_INLINE Pair operator*() const noexcept
    {
        BorrowedPair pair = *pairs_;
        return Pair{Hold::of<RcObject>(pair.key, place_), Hold::of<RcObject>(pair.value, place_)};
    }
    RC_CXX_INLINE void operator++() const noexcept
    {
    }
    RC_CXX_INLINE bool operator!=(End end) noexcept
    {
        return pairs_ != end;
    }

  private:
    Table table_;
    BorrowedPairs pairs_;
    Place place_;
};

/* Of any iterable.  What its iterator raises is thrown. */
class Iterated
{
  public:
    RC_CXX_INLINE Iterated(RcObject *iterable, Place place)
        : iterator_(Ref<>::adopt(RC_CXX_CALL(place, RcObject_GetIter, iterable), place)), place_(place)
    {
    }

    RC_CXX_INLINE Ref<> operator*() noexcept
    {
        return std::move(item_);
    }
    RC_CXX_INLINE void operator++() const noexcept
    {
    }
    /* Asked once before each turn: fetches the next item. */
    RC_CXX_INLINE bool operator!=(End)
    {
        return check(RC_CXX_CALL(place_, RcIter_NextItem, iterator_.get(), item_.put(place_)), place_) != 0;
    }

  private:
    Ref<> iterator_;
    Ref<> item_;
    Place place_;
};

/* How a T is walked. */
template <class T> struct Walk {
    using Held = Items<T>;
    using Borrowed = BorrowedItems<T>;
};
template <> struct Walk<RcHashTableObject> {
    using Held = Pairs;
    using Borrowed = BorrowedPairs;
};
template <> struct Walk<RcObject> {
    using Held = Iterated;
};

/* Borrows the container until its begin() is asked for. */
template <class Iterator> class Range
{
  public:
    RC_CXX_INLINE Range(RcObject *container, Place place) noexcept : container_(container), place_(place)
    {
    }
    RC_CXX_INLINE Iterator begin() const
    {
        return Iterator(container_, place_);
    }
    RC_CXX_INLINE End end() const noexcept
    {
        return End{};
    }

  private:
    RcObject *container_;
    Place place_;
};

} // namespace detail

template <class T> RC_CXX_INLINE auto begin(const Ref<T> &container, Place place = Place::here())
{
    return typename detail::Walk<T>::Held(container.get(), place);
}
template <class T> RC_CXX_INLINE detail::End end(const Ref<T> &) noexcept
{
    return detail::End{};
}

/* The same of a pointer: is held while it lasts. */
template <class T = RcObject>
RC_CXX_INLINE auto each(RcObject *container, Place place = Place::here()) noexcept
{
    return detail::Range<typename detail::Walk<T>::Held>(container, place);
}

/* Only of what somebody holds: not of a result that is held by nobody else. */
template <class T> RC_CXX_INLINE auto borrowed(RcObject *container, Place place = Place::here()) noexcept
{
    return detail::Range<typename detail::Walk<T>::Borrowed>(container, place);
}
template <class T> RC_CXX_INLINE auto borrowed(const Ref<T> &container, Place place = Place::here()) noexcept
{
    return borrowed<T>(container.get(), place);
}
template <class T> void borrowed(Ref<T> &&container) = delete;

} // namespace recount

#endif
