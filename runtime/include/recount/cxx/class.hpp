/* Class: a heap type whose instances hold a C++ value, declared by a trait.
 *
 *   struct Counter { long count = 0; recount::Ref<> callback; };
 *
 *   template <> struct recount::Describe<Counter> {
 *       static constexpr const char *name = "app.Counter";
 *       // Optional.  Each Ref of the value, so that the collector sees it; the type then takes part in collections.
 *       template <class Visit> static void fields(Counter &counter, Visit &visit) { visit(counter.callback); }
 *       // Optional.  Both end with an empty entry.
 *       static inline RcMethodDef methods[] = {{"add", recount::guard<add>, RC_METH_O, nullptr}, {}};
 *       static inline RcType_Slot slots[] = {recount::slot(Rc_tp_repr, recount::guard<repr>), {}};
 *   };
 *
 *   recount::Class<Counter> counters;                    // makes the type, in this runtime
 *   auto counter = counters.make(Counter{3, nullptr});   // Ref<Instance<Counter>>: counter->value.count
 *
 * Guarded functions take such an object as Counter &: what is no Counter is TypeError.  Instances are made from C++
 * alone.  The value's destructor runs in the dealloc: it may not throw, and leaves the pending error as it is. */
#ifndef RECOUNT_CXX_CLASS_HPP
#define RECOUNT_CXX_CLASS_HPP

#include <recount/cxx/guard.hpp>
#include <recount/cxx/type.hpp>

#include <cstddef>
#include <vector>

namespace recount
{

template <class Value> struct Describe;

template <class Value> struct Instance {
    RcObject ob_base;
    Value value;

    static Instance *of(RcObject *op) noexcept
    {
        return reinterpret_cast<Instance *>(op);
    }
};

namespace detail
{

struct AnyVisit {
    template <class T> void operator()(Ref<T> &field);
};
template <class Value, class = void> struct HasFields : std::false_type {
};
template <class Value>
struct HasFields<Value, std::void_t<decltype(Describe<Value>::fields(
                            std::declval<Value &>(), std::declval<AnyVisit &>()))>> : std::true_type {
};
template <class Value, class = void> struct HasMethods : std::false_type {
};
template <class Value>
struct HasMethods<Value, std::void_t<decltype(Describe<Value>::methods)>> : std::true_type {
};
template <class Value, class = void> struct HasSlots : std::false_type {
};
template <class Value>
struct HasSlots<Value, std::void_t<decltype(Describe<Value>::slots)>> : std::true_type {
};

struct Traverse {
    Rc_visitproc visit;
    void *arg;
    int result = 0;

    template <class T> void operator()(const Ref<T> &field)
    {
        if (result == 0 && field) {
            result = visit(field.get(), arg);
        }
    }
};
struct Clear {
    template <class T> void operator()(Ref<T> &field)
    {
        field.reset();
    }
};

/* The slots of Value's type. */
template <class Value> struct Slots {
    static int traverse(RcObject *op, Rc_visitproc visit, void *arg) noexcept
    {
        Traverse traverse{visit, arg};
        if (int stop = visit(reinterpret_cast<RcObject *>((Rc_TYPE)(op)), arg)) {
            return stop;
        }
        Describe<Value>::fields(Instance<Value>::of(op)->value, traverse);
        return traverse.result;
    }
    static int clear(RcObject *op) noexcept
    {
        Clear clear;
        Describe<Value>::fields(Instance<Value>::of(op)->value, clear);
        return 0;
    }
    static void dealloc(RcObject *op) noexcept
    {
        if constexpr (HasFields<Value>::value) {
            (RcObject_GC_UnTrack)(op);
        }
        Instance<Value>::of(op)->value.~Value();
        free(op);
    }
    /* What is left of an instance without its value. */
    static void free(RcObject *op) noexcept
    {
        RcTypeObject *type = (Rc_TYPE)(op);
        type->tp_free(op);
        (Rc_DECREF)(reinterpret_cast<RcObject *>(type));
    }
};

/* Guarded functions get the value of an instance. */
template <class Value> struct Given<Value &> {
    using type = RcObject *;
    static Value &give(RcObject *op)
    {
        if (RC_UNLIKELY(!is<Instance<std::remove_const_t<Value>>>(op))) {
            throw_other_type(Describe<std::remove_const_t<Value>>::name, op, Place::here());
        }
        return Instance<std::remove_const_t<Value>>::of(op)->value;
    }
};

} // namespace detail

/* Whose dealloc ends a Value is an instance, whichever runtime its type was made in. */
template <class Value> struct Type<Instance<Value>> {
    static constexpr const char *name = Describe<Value>::name;
    static bool check(RcObject *op) noexcept
    {
        return (Rc_TYPE)(op)->tp_dealloc == &detail::Slots<Value>::dealloc;
    }
};

template <class Value> class Class
{
  public:
    /* Error: SystemError, MemoryError. */
    explicit Class(Place place = Place::here())
    {
        static_assert(alignof(Value) <= alignof(std::max_align_t), "objects are aligned as malloc aligns");
        static_assert(std::is_nothrow_destructible_v<Value>, "the destructor runs in a dealloc");
        std::vector<RcType_Slot> slots = {slot(Rc_tp_dealloc, &detail::Slots<Value>::dealloc)};
        if constexpr (is_collected) {
            slots.push_back(slot(Rc_tp_traverse, &detail::Slots<Value>::traverse));
            slots.push_back(slot(Rc_tp_clear, &detail::Slots<Value>::clear));
        }
        if constexpr (detail::HasMethods<Value>::value) {
            slots.push_back(RcType_Slot{Rc_tp_methods, Describe<Value>::methods});
        }
        if constexpr (detail::HasSlots<Value>::value) {
            for (const RcType_Slot *own = Describe<Value>::slots; own->slot != 0; own++) {
                slots.push_back(*own);
            }
        }
        slots.push_back(RcType_Slot{0, nullptr});
        RcType_Spec spec = {Describe<Value>::name, sizeof(Instance<Value>), 0,
                            Rc_TPFLAGS_DISALLOW_INSTANTIATION | (is_collected ? Rc_TPFLAGS_HAVE_GC : 0),
                            slots.data()};
        type_ = Ref<RcTypeObject>::adopt(RC_CXX_CALL(place, RcType_FromSpec, &spec), place);
    }

    /* A new object that holds this value.  Error: MemoryError, and what moving the value throws. */
    [[nodiscard]] Ref<Instance<Value>> make(Value value = Value(), Place place = Place::here()) const
    {
        RcObject *op = is_collected ? RC_CXX_CALL_PRIVATE(place, _RcObject_GC_New, &*type_)
                                    : RC_CXX_CALL_PRIVATE(place, _RcObject_New, &*type_);
        if (op == nullptr) {
            detail::throw_if_pending(place);
        }
        try {
            new (&Instance<Value>::of(op)->value) Value(std::move(value));
        } catch (...) {
            detail::Slots<Value>::free(op);
            throw;
        }
        if constexpr (is_collected) {
            RC_CXX_CALL(place, RcObject_GC_Track, op);
        }
        return Ref<Instance<Value>>::adopt(op, place);
    }

    const Ref<RcTypeObject> &type() const noexcept
    {
        return type_;
    }

  private:
    static constexpr bool is_collected = detail::HasFields<Value>::value;

    Ref<RcTypeObject> type_;
};

} // namespace recount

#endif
