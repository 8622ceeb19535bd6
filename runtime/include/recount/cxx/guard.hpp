/* From C++ to C: a C++ function as a callback of recount's.  No exception may cross C code, so each becomes the
 * pending error:
 *
 *   recount::Error                          the exception that it carries
 *   std::bad_alloc                          MemoryError
 *   std::out_of_range                       IndexError
 *   std::invalid_argument, domain_error     ValueError
 *   std::overflow_error                     OverflowError
 *   other std::exception                    RuntimeError
 *   anything else                           RuntimeError "unknown C++ exception"
 *
 *   static recount::Ref<> twice(RcObject *self, RcObject *argument);     // may throw
 *   static RcMethodDef definition = {"twice", recount::guard<twice>, RC_METH_O, nullptr}; */
#ifndef RECOUNT_CXX_GUARD_HPP
#define RECOUNT_CXX_GUARD_HPP

#include <recount/cxx/error.hpp>

#include <new>
#include <stdexcept>

namespace recount
{

/* In a catch block: what is being handled there becomes the pending error. */
RC_CXX_COLD void restore_current() noexcept
{
    try {
        throw;
    } catch (const Error &error) {
        error.restore();
    } catch (const std::bad_alloc &) {
        (RcErr_NoMemory)();
    } catch (const std::out_of_range &error) {
        (RcErr_SetString)(RcExc_IndexError, error.what());
    } catch (const std::invalid_argument &error) {
        (RcErr_SetString)(RcExc_ValueError, error.what());
    } catch (const std::domain_error &error) {
        (RcErr_SetString)(RcExc_ValueError, error.what());
    } catch (const std::overflow_error &error) {
        (RcErr_SetString)(RcExc_OverflowError, error.what());
    } catch (const std::exception &error) {
        (RcErr_SetString)(RcExc_RuntimeError, error.what());
    } catch (...) {
        (RcErr_SetString)(RcExc_RuntimeError, "unknown C++ exception");
    }
}

namespace detail
{

/* How C is told of a result, and of an exception. */
template <class Result> struct Told {
    static_assert(
        std::is_integral_v<Result> && std::is_signed_v<Result>,
        "a guarded function returns a Ref, a signed number that is negative for an error, bool or void");
    using type = Result;
    static constexpr type failed = -1;
    static type tell(Result result) noexcept
    {
        return result;
    }
};
template <class T> struct Told<Ref<T>> {
    using type = RcObject *;
    static constexpr type failed = nullptr;
    static type tell(Ref<T> result) noexcept
    {
        return result.release();
    }
};
template <> struct Told<bool> {
    using type = int;
    static constexpr type failed = -1;
    static type tell(bool result) noexcept
    {
        return result ? 1 : 0;
    }
};

/* How an argument comes from C: as it is, or a reference to the C++ value in an object (class.hpp). */
template <class Argument> struct Given {
    using type = Argument;
    static Argument give(type argument) noexcept
    {
        return argument;
    }
};

template <auto function, class Type = decltype(function)> struct Guarded;
template <auto function, class Result, class... Arguments>
struct Guarded<function, Result (*)(Arguments...)> {
    using ToldResult = Told<Result>;

    static typename ToldResult::type call(typename Given<Arguments>::type... arguments) noexcept
    {
        try {
            return ToldResult::tell(function(Given<Arguments>::give(arguments)...));
        } catch (...) {
            restore_current();
            return ToldResult::failed;
        }
    }
};
template <auto function, class... Arguments> struct Guarded<function, void (*)(Arguments...)> {
    static int call(typename Given<Arguments>::type... arguments) noexcept
    {
        try {
            function(Given<Arguments>::give(arguments)...);
            return 0;
        } catch (...) {
            restore_current();
            return -1;
        }
    }
};
template <auto function, class Result, class... Arguments>
struct Guarded<function, Result (*)(Arguments...) noexcept> : Guarded<function, Result (*)(Arguments...)> {
};

} // namespace detail

/* The C function that calls `function` and tells of its exceptions.  void becomes 0 or -1, bool 1, 0 or -1, a Ref
 * a new reference or NULL; an empty Ref is NULL without an error, the end of an iterator. */
template <auto function> inline constexpr auto guard = &detail::Guarded<function>::call;

/* A slot of a type's description: slot(Rc_tp_repr, guard<repr>). */
template <class Function> RcType_Slot slot(int id, Function *function) noexcept
{
    return RcType_Slot{id, reinterpret_cast<void *>(function)};
}

} // namespace recount

#endif
