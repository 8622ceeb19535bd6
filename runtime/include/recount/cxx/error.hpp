/* Errors of recount as C++ exceptions.
 *
 * An Error is an exception object that has left the error indicator; restore() puts it back.  It belongs to the
 * thread and to the runtime that made it, and may not outlive that. */
#ifndef RECOUNT_CXX_ERROR_HPP
#define RECOUNT_CXX_ERROR_HPP

#include <recount/cxx/ref.hpp>

#include <exception>

namespace recount
{

class Error : public std::exception
{
  public:
    /* throw recount::Error(RcExc_ValueError, "text"): an exception of recount's from C++.  Where it cannot be made, it is
     * the error of making it. */
    Error(RcObject *type, const char *text, Place place = Place::here())
    {
        RC_CXX_CALL(place, RcErr_SetString, type, text);
        exception_ = take_pending(place);
    }

    /* Takes the pending error out of the indicator.  Nothing is pending: SystemError. */
    static Error pending(Place place = Place::here())
    {
        return Error(take_pending(place));
    }

    /* Makes it the pending error: how a C++ function that failed returns to C. */
    void restore(Place place = Place::here()) const noexcept
    {
        Ref<RcBaseExceptionObject> again = exception_;
        RC_CXX_CALL(place, RcErr_SetRaisedException, again.release());
    }

    /* Is it of this class, or of one of a tuple of classes? */
    bool matches(RcObject *type) const noexcept
    {
        return (RcErr_GivenExceptionMatches)(exception_.get(), type) != 0;
    }

    const Ref<RcBaseExceptionObject> &exception() const noexcept
    {
        return exception_;
    }

    /* "TypeError: text", or "TypeError" where the text cannot be had.  The pending error is left alone.
     * Runs user code at the first call: the str() of the exception. */
    const char *what() const noexcept override
    {
        if (!text_) {
            RcObject *pending = (RcErr_GetRaisedException)();
            describe();
            (RcErr_SetRaisedException)(pending); /* in the place of an error of describing it */
        }
        return text_ ? (RcStr_AsUTF8)(text_.get()) : name();
    }

  private:
    explicit Error(Ref<RcBaseExceptionObject> exception) noexcept : exception_(std::move(exception))
    {
    }

    static Ref<RcBaseExceptionObject> take_pending(Place place)
    {
        if (RC_CXX_CALL_0(place, RcErr_Occurred) == nullptr) {
            RC_CXX_CALL(place, RcErr_SetString, RcExc_SystemError, "recount::Error: no error is pending");
        }
        return Ref<RcBaseExceptionObject>::adopt(RC_CXX_CALL_0(place, RcErr_GetRaisedException), place);
    }

    const char *name() const noexcept
    {
        return (Rc_TYPE)(exception_.get())->tp_name;
    }

    void describe() const noexcept
    {
        Ref<RcStrObject> message;
        *message.put() = (RcObject_Str)(exception_.get());
        if (message) {
            const char *format = message->size == 0 ? "%s" : "%s: %U";
            *text_.put() = (RcStr_FromFormat)(format, name(), message.get());
        }
    }

    Ref<RcBaseExceptionObject> exception_;
    mutable Ref<RcStrObject> text_;
};

namespace detail
{

inline void throw_if_pending(Place place)
{
    if ((RcErr_Occurred)() != nullptr) {
        throw Error::pending(place);
    }
}

} // namespace detail

} // namespace recount

#endif
