/* Containers in range-for.
 *
 *   for (auto item : list)                  Ref<>: list, tuple, and, by the iterator protocol, any iterable
 *   for (auto [key, value] : table)         two of them
 *   for (RcObject *item : borrowed(list))   without counting: list, tuple, table
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
    RC_CXX_INLINE Items(const Ref<T> &container, Place place) noexcept
        : container_(container, place), place_(place)
    {
    }

    RC_CXX_INLINE Ref<> operator*() const
    {
        return Ref<>::borrow(item_of(&*container_, index_), place_);
    }
    RC_CXX_INLINE Items &operator++() noexcept
    {
        ++index_;
        return *this;
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
    explicit RC_CXX_INLINE BorrowedItems(T *container) noexcept : container_(container)
    {
    }

    RC_CXX_INLINE RcObject *operator*() const noexcept
    {
        return item_of(container_, index_);
    }
    RC_CXX_INLINE BorrowedItems &operator++() noexcept
    {
        ++index_;
        return *this;
    }
    RC_CXX_INLINE bool operator!=(End) const noexcept
    {
        return index_ < (Rc_SIZE)(&container_->ob_base.ob_base);
    }

  private:
    T *container_;
    Rc_ssize_t index_ = 0;
};

class BorrowedPairs
{
  public:
    explicit RC_CXX_INLINE BorrowedPairs(RcObject *table, Place place) noexcept : table_(table), place_(place)
    {
        ++*this;
    }

    RC_CXX_INLINE BorrowedPair operator*() const noexcept
    {
        return pair_;
    }
    RC_CXX_INLINE BorrowedPairs &operator++() noexcept
    {
        is_there_ = RC_CXX_CALL(place_, RcHashTable_Next, table_, &position_, &pair_.key, &pair_.value);
        return *this;
    }
    RC_CXX_INLINE bool operator!=(End) const noexcept
    {
        return is_there_ != 0;
    }

  private:
    RcObject *table_;
    Rc_ssize_t position_ = 0;
    BorrowedPair pair_;
    int is_there_ = 0;
    Place place_;
};

class Pairs
{
  public:
    RC_CXX_INLINE Pairs(const Table &table, Place place) noexcept
        : table_(table, place), pairs_(table.get(), place), place_(place)
    {
    }

    /* The pair is read and held before anything else runs. */
    RC_CXX_INLINE Pair operator*() const
    {
        BorrowedPair pair = *pairs_;
        return Pair{Ref<>::borrow(pair.key, place_), Ref<>::borrow(pair.value, place_)};
    }
    RC_CXX_INLINE Pairs &operator++() noexcept
    {
        ++pairs_;
        return *this;
    }
    RC_CXX_INLINE bool operator!=(End end) const noexcept
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
        ++*this;
    }

    RC_CXX_INLINE Ref<> operator*()
    {
        return std::move(item_);
    }
    RC_CXX_INLINE Iterated &operator++()
    {
        check(RC_CXX_CALL(place_, RcIter_NextItem, iterator_.get(), item_.put(place_)), place_);
        return *this;
    }
    RC_CXX_INLINE bool operator!=(End) const noexcept
    {
        return static_cast<bool>(item_);
    }

  private:
    Ref<> iterator_;
    Ref<> item_;
    Place place_;
};

template <class Iterator> struct Range {
    Iterator first;

    RC_CXX_INLINE Iterator begin() const noexcept
    {
        return first;
    }
    RC_CXX_INLINE End end() const noexcept
    {
        return End{};
    }
};

} // namespace detail

RC_CXX_INLINE auto begin(const List &list, Place place = Place::here()) noexcept
{
    return detail::Items<RcListObject>(list, place);
}
RC_CXX_INLINE auto begin(const Tuple &tuple, Place place = Place::here()) noexcept
{
    return detail::Items<RcTupleObject>(tuple, place);
}
RC_CXX_INLINE auto begin(const Table &table, Place place = Place::here()) noexcept
{
    return detail::Pairs(table, place);
}
RC_CXX_INLINE auto begin(const Ref<> &iterable, Place place = Place::here())
{
    return detail::Iterated(iterable.get(), place);
}
template <class T> RC_CXX_INLINE detail::End end(const Ref<T> &) noexcept
{
    return detail::End{};
}

/* Only of what somebody holds: not of a result that is held by nobody else. */
template <class T> RC_CXX_INLINE auto borrowed(const Ref<T> &container) noexcept
{
    using Iterator = detail::BorrowedItems<T>;
    return detail::Range<Iterator>{Iterator(&*container)};
}
RC_CXX_INLINE auto borrowed(const Table &table, Place place = Place::here()) noexcept
{
    return detail::Range<detail::BorrowedPairs>{detail::BorrowedPairs(table.get(), place)};
}
template <class T> void borrowed(Ref<T> &&container) = delete;

} // namespace recount

#endif
