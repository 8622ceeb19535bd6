/* Private: what the lines of the user's source say. */
#ifndef RECOUNT_LEDGER_SOURCE_SAYS_H
#define RECOUNT_LEDGER_SOURCE_SAYS_H

#include "ledger/ledger.h"

/* source.c.  Lines of the user's source; 0: none, or it cannot be read.  near: as for HasCode. */
typedef enum StoreSearch {
    STORE_HERE,       /* in these lines, of what may be a reference that was not taken */
    STORE_IN_CALLEES, /* the same in the functions that these lines call */
    STORE_LIKELY,     /* in these lines, of anything */
} StoreSearch;
int _RcLedger_StoreBetween(const char *file, int first, int last, const void *near, StoreSearch search);
/* The last line of these that overwrites a pointer in a field or a global variable, or frees a block; last 0: up to
 * the function's end. */
int _RcLedger_OverwritingBetween(const char *file, int first, int last, const void *near);
/* The same of a pointer in memory only, in these lines or in the functions that they call. */
int _RcLedger_MemoryOverwrittenBetween(const char *file, int first, int last, const void *near);
/* Does a line take a reference to a variable, and hands it on, which the function does not name any more? */
int _RcLedger_IsLastUse(const char *file, int line, const void *near);
/* Is a line that gives back an argument of its function's all that the function does? */
int _RcLedger_OnlyGives(const char *file, int line);
/* Does a line take a reference for the global variable that another one gives back, and into which the file stores no other? */
int _RcLedger_IsTakenForGlobal(const char *file, int taking, int giving, const void *near);
/* Does a line give back what a field holds? */
int _RcLedger_GivesField(const char *file, int line);
/* The name of the field whose reference a line gives back, or a variable's that got it out of one. */
int _RcLedger_FieldGivenAt(const char *file, int line, const void *near, char *field, size_t room);
/* Does any line of a file give back what a field of this name holds?  So it is if the file cannot be read. */
int _RcLedger_IsFieldGiven(const char *file, const char *field, const void *near);
/* Do the comments where fields of this name are declared say that they borrow? */
int _RcLedger_IsSaidToBorrow(const char *file, const char *field);
/* The name of the field that a line takes a reference for, there or in a line beside it. */
int _RcLedger_FieldKeptAt(const char *file, int line, const void *near, char *field, size_t room);
/* Does a line give back what another one overwrites, or a field that was in what the other one frees? */
int _RcLedger_GivesWhatIsOverwritten(const char *file, int giving, int over);
/* The name of the field that a line assigns to. */
int _RcLedger_FieldStoredAt(const char *file, int line, char *field, size_t room);
/* The name of the field into which what a line makes or takes is put, there or by a later line of its function. */
int _RcLedger_FieldOfResult(const char *file, int line, const void *near, char *field, size_t room);
/* The last line of these that assigns to a field of this name; last 0: up to the function's end. */
int _RcLedger_OverwritingOfField(const char *file, int first, int last, const void *near, const char *field);
/* Do two lines give back the same field? */
int _RcLedger_GiveSameField(const char *file, int first, int second);
/* The same as of BareStoreTo, for a line that uses what a field holds, if that is given back anywhere. */
int _RcLedger_BareStoreBehind(const char *file, int line, const void *near);
/* Does a line use what is in the field or the global variable that another one gives back, by its name? */
int _RcLedger_UsesGivenPlace(const Site *giving, const Site *use);
/* A line gives back what a place holds, and one of the next lines puts something else there: does the other line reach through
 * that place, or a variable that was loaded from it, into what was there? */
int _RcLedger_IsReleasedFirst(const Site *giving, const Site *use);
/* Does a line give back a variable which its function has loaded from a place that got something else since? */
int _RcLedger_GivesTakenOut(const char *file, int line, const void *near);
/* The line where that variable was loaded; 0: from no place, or from one that has the pointer still.  is_emptied: it is known
 * that it has not. */
int _RcLedger_TakenOutAt(const char *file, int line, const void *near, int is_emptied);
/* The line before one of its function that loads the variable which that returns next from a place, without a reference; 0: none
 * does. */
int _RcLedger_LoadReturned(const char *file, int line, const void *near);
/* Does a line store to a place that owns what it has: what is there is given back, by itself or elsewhere in the file? */
int _RcLedger_StoresToOwner(const char *file, int line, const void *near);
/* Has a function a reference for what a line of its hands to Rc_SETREF? */
int _RcLedger_SetsOwn(const char *file, int line, const void *near);
/* A line stores an argument of its function's: does that take references for others of its arguments, which it stores? */
int _RcLedger_TakesForOthers(const char *file, int line, const void *near);
/* Does a line assign to a field, an item, or through a pointer? */
int _RcLedger_OverwritesMemory(const char *file, int line);
/* Into a block, or an object, that its function has just made: what was there before was lost when another one was freed. */
int _RcLedger_StoresToFreshBlock(const char *file, int line);
/* `*out = `? */
int _RcLedger_StoresToArgument(const char *file, int line);
/* The next line that stores a variable as it is through an argument, `*out = found;`; 0: there is none before a return. */
int _RcLedger_StoreToArgument(const char *file, int line, const void *near);
/* A line gives back what a field or a global variable holds: the only line that stores something there in a function that
 * gets no reference for it.  0: there is none, or more than one. */
int _RcLedger_BareStoreTo(const char *file, int line, const void *near);
/* The same for a field of a name. */
int _RcLedger_BareStoreToField(const char *file, const char *field, const void *near);
/* The line of a tp_traverse, whose head is given, that visits a field which the functions that give back (their heads; 0:
 * none), and what they call, do not speak of.  0: there is none, or more than one. */
int _RcLedger_VisitOfLent(const char *file, int traverse, const int givers[2], const void *near);
/* The line of a tp_traverse, whose head is given, before which a visit is missing, or that keeps it from one; field: whose,
 * if it is one that the functions that give back (their heads) speak of and the traverse does not; else "". */
int _RcLedger_MissingVisit(const char *file, int traverse, const int givers[2], const void *near, char *field,
                           size_t room);
/* The last line of a tp_traverse, whose head is given, that visits anything, or else the one that leaves it. */
int _RcLedger_LastVisit(const char *file, int traverse, const void *near);
/* The function that gives back what the fields of an object hold, for the one whose head is given: itself, or one that it
 * calls.  Its head; 0: there is none. */
int _RcLedger_GiverOfFields(const char *file, int head, const void *near);
/* Does a function, whose head is given, name a field, other than to set it to NULL? */
int _RcLedger_SpeaksOf(const char *file, int head, const char *field, const void *near);
/* The same as MissingVisit for what such a function does not give back, or sets to NULL instead; traverse: the head of the
 * one that tells of the fields, 0: none. */
int _RcLedger_NulledField(const char *file, int giver, int traverse, const void *near);
int _RcLedger_MissingGiving(const char *file, int giver, int traverse, const void *near, char *field,
                            size_t room);
/* A line stores a reference to an item of a field: the only loop of the file that gives such items back.  0: there is none, or
 * they are given back elsewhere, too. */
int _RcLedger_LoopForItem(const char *file, int store, const void *near);
/* Can a function come to a line from one that is not before it, without being called again? */
int _RcLedger_LeadsBack(const char *file, int from, int to);
/* Does a function, whose head is given, call another one? */
int _RcLedger_DoesCall(const char *file, int head, const char *function);
/* The line that uses the variable next which a line gives back; 0: none does. */
int _RcLedger_UseAfterGiving(const char *file, int line, const void *near);
/* Does the function assign to something, in a line before, what a line overwrites? */
int _RcLedger_IsReadBefore(const char *file, int line, const void *near);
/* A line stores a reference into a field of a block: the line that frees such a block, and its function does not give back
 * that field.  0: there is none, or more than one.  field: its name. */
int _RcLedger_LineOfFreeing(const char *file, int line, const void *near, char *field, size_t room);
/* Where the variable that a line assigns the result of a call to is overwritten, or copied to another, which had a value
 * before. */
int _RcLedger_MoveAfter(const char *file, int line, const void *near, const char *call);
/* The next line with a return, from a line of a function on. */
int _RcLedger_NextReturn(const char *file, int line, const void *near);
/* Does a line announce an operation? */
int _RcLedger_HasOperation(const char *file, int line);
int _RcLedger_IsReadable(const char *file);
int _RcLedger_ReturnsResult(const char *file, int line);
/* Does a function, which a line is in, return nothing that could be an object, nor have one? */
int _RcLedger_ReturnsNumber(const char *file, int line, const char *function);
/* Does the function give back or return, after a line, a variable that the line hands to a call, and that another line
 * has taken a reference into?  taken_at: that line; the same one: any will do. */
int _RcLedger_IsGivenUpLater(const char *file, int line, const void *near, int taken_at);
/* Do two lines of a function, or one line twice, give back the same variable or field, to which nothing is assigned between? */
int _RcLedger_GivesAgain(const char *file, int first, int second);
/* Does a line name what another one gives back? */
int _RcLedger_NamesGiven(const char *file, int line, int giving);
/* Does any line of these put something else into what a line before them gives back? */
int _RcLedger_ChangesGiven(const char *file, int first, int last, int giving);
/* Does a line give back a variable into which another one, from, has put something last, and no reference was taken since? */
int _RcLedger_GivesWhatCame(const char *file, int line, int from, const void *near);
/* Does a line return what a call in it lends? */
int _RcLedger_ReturnsLent(const char *file, int line, const char *api);
/* May a line hand on the variable that another one has lent something to, or a copy of it?  is_last: by the last such call of
 * the other line. */
int _RcLedger_HandsOnLent(const Site *use, const Site *lending, int argument, int is_last);
/* Does a line give back a variable, and do nothing else, which a line that is reached straight from it hands to a function? */
int _RcLedger_IsGivenAndUsed(const char *file, int line);
/* Does a line hand the variable that another one gives back to a function, and no line between names it?  It had come to the
 * variable in the line `came`.  No comment there says that somebody else has it. */
int _RcLedger_UsesGiven(const Site *giving, int came, const Site *use, const char *function);
/* Does a call put something into the variable that a line of its function gives back, by its address? */
int _RcLedger_PutsIntoGiven(const Site *call, const Site *giving);
/* Does a comment of the function's say that somebody keeps the object, or one in these lines anything at all? */
int _RcLedger_IsExplained(const char *file, int first, int last);
/* Is anything that comes to a function in a line put into a variable of its own? */
int _RcLedger_ComesToVariable(const char *file, int came);
/* Is all that comes to a function in a line put into variables of its own, which it hands to no function of the program's? */
int _RcLedger_StaysInVariable(const char *file, int came);
/* May a line of a function hand on to another one, which it calls there, what has come to it in a line?  By any name that both
 * have, or that it was put into.  function: the other one; NULL: it is not known. */
int _RcLedger_MayHandOn(const char *file, int came, int call, const char *function);
/* Does another line of the function give back what came to the variable there, and is it not used after that? */
int _RcLedger_IsGivenLastElsewhere(const Site *giving, int came);
/* The line of a statement, which begins where an address was found, that names the variable which another line has lent
 * something to; that of the use if none does. */
int _RcLedger_LineOfUse(const Site *use, const Site *lending);
/* Does a line use the variable that another one has lent something to, other than to compare it, with nothing put into it
 * between? */
int _RcLedger_UsesLent(const Site *use, const Site *lending, int argument, int is_last);
/* `same = price;`: the line that copies a variable, which another line gives back or got, to one which a line gives back, or
 * names before its function gives it up.  0: none, or a reference is taken for it. */
int _RcLedger_CopyOf(const char *file, int line, int other, const void *near);
/* A line gives back a variable that a line before it has stored in a field as it is: that line.  0: there is none, or the
 * variable got something else, or a reference is taken.  is_on_each_way: is it given back on each way from there? */
int _RcLedger_StoreOfGiven(const char *file, int line, const void *near, char *field, size_t room,
                           int *is_on_each_way);
/* A line gives back a variable to which its function has copied one of its arguments, without taking a reference: the line of
 * that.  0: there is none. */
int _RcLedger_CopyOfArgument(const char *file, int line, const void *near);
/* Is one of a line's arguments what a function has returned before? */
int _RcLedger_UsesResultOf(const char *file, int line, const char *function);
/* The first line of a function that makes an instance through its type: `type->tp_alloc(type, 0)`. */
int _RcLedger_LineOfAlloc(const char *file, int head);
/* Does a line of plain code name what a function has returned before? */
int _RcLedger_ReadsResultOf(const char *file, int line, const char *function);
/* Does a line do something with what a function returns? */
int _RcLedger_WantsResultOf(const char *file, int line, const char *function);
/* The line of a function, after one of it, that frees an object without announcing it: `type->tp_free(op)`. */
int _RcLedger_LineOfFree(const char *file, int first, const void *near);
/* The first line of a function's that calls another. */
int _RcLedger_FirstCall(const char *file, int head, const void *near);
/* Does a line return an object that it neither makes nor takes? */
int _RcLedger_ReturnsWhatItHas(const char *file, int line);
/* Is it declared in the function that the line is in, or in its head? */
int _RcLedger_IsLocal(const char *file, int line, const char *name);
/* Is a name, which a line uses, a pointer that the file declares outside of functions? */
int _RcLedger_IsGlobal(const char *file, int line, const char *name);
/* Does the function that a line is in name such a pointer? */
int _RcLedger_NamesGlobal(const char *file, int line);
/* Does a line return what a field or a global variable holds, as it is? */
int _RcLedger_ReturnsField(const char *file, int line);
/* Does a line return an argument of its function's, to which nothing is assigned? */
int _RcLedger_ReturnsArgument(const char *file, int line);
/* The line itself or, if it is a function's end, the return before it. */
int _RcLedger_ReturnBefore(const char *file, int line);
/* The line where the declaration of a function stands whose code begins there; or that the line is in. */
int _RcLedger_HeadOf(const char *file, int line);
int _RcLedger_HeadBefore(const char *file, int line);
/* The name of the function that a line is in; "?" if it cannot be told. */
const char *_RcLedger_FunctionAt(const char *file, int line);
/* The function of the user's that gave what a line gives back: its first line and its name. */
int _RcLedger_OriginOf(const char *file, int line, const void *near, char *function, size_t room);
/* The head of the function of this file that gave what a line gives back; 0: it came from elsewhere. */
int _RcLedger_HeadOfOrigin(const char *file, int line, const void *near);
/* The same for a variable, when a line begins. */
int _RcLedger_HeadOfVariable(const char *file, int line, const void *near, const char *variable);
/* The only call that hands nothing over, of the function that fills the row out of which another one, whose head is given, takes
 * what it returns; store: the line where the former does.  0: there is none. */
int _RcLedger_CallThatFillsRow(const char *file, int head, const void *near, int *store);
/* Is what a function returns, which a line is in, borrowed by the rule?  So say its comments; or its callers, other than the one
 * that gives it back in a line, keep it. */
int _RcLedger_Lends(const char *file, int callee, int giver, const void *near);
/* Do the comments of the function that a line is in say so? */
int _RcLedger_IsSaidToLend(const char *file, int line, const void *near);
/* A line gives back a variable: do the comments of its function say that it steals that? */
int _RcLedger_IsSaidToSteal(const char *file, int line, const void *near);
/* Does a function, which a line is in, take something out of an array by its length, `stack[--depth]`? */
int _RcLedger_Pops(const char *file, int line);
/* Does a line store what it takes out so? */
int _RcLedger_StoresPopped(const char *file, int line);
/* The line where the function that a line is in loads what it returns out of a row, whose length it counts down; field: the
 * row's name; is_left: does the pointer stay there?  0: it does nothing of the kind. */
int _RcLedger_TakingOut(const char *file, int line, const void *near, char *field, size_t room, int *is_left);
/* Does a function return, or store, the variable into which a line puts what it makes or takes?  1 if there is none. */
int _RcLedger_MayPassOn(const char *file, int line, const void *near);
/* Does a line hand what one of its calls gives to another call, that cannot return it? */
int _RcLedger_IsHandedToCall(const char *file, int line, const char *call);
/* The same for one of the arguments of a line, the last first, if the function returns new references elsewhere. */
int _RcLedger_OriginOfArgument(const char *file, int line, const void *near, char *function, size_t room);
/* A line stores an argument of its function's as it is, and some lines that call the function hand it what they have just
 * made: the only one, or `call` if that is not 0, which hands it what it has found in a place, or was lent.  0: there is none. */
int _RcLedger_CallWithout(const char *path, int store, const void *near, int call);
/* A line puts something into a variable, which its function hands to one that keeps it, and gives it back on some ways out, or
 * says that it takes it over: the only way out of that on which it does neither.  0: there is none. */
int _RcLedger_WayOutOfKeeper(const char *path, int line, const void *near);
/* The name of the last field that a line hands to a call of the library's, and that the file gives back. */
int _RcLedger_FieldHandedAt(const char *path, int line, const void *near, char *field, size_t room);
/* Does the function put something else into a field, after a line that hands on what it has, or is it a stack's? */
int _RcLedger_EmptiesField(const char *path, int line, const void *near, const char *field);

#endif
