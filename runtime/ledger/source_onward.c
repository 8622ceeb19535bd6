/* Where what comes to a function in a line goes: into a variable of its own, to another one, to functions that it calls. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

#define MOST_OF_STATEMENT 800
#define MOST_LINES 64 /* of one, before a line and behind it */

/* Does a statement end there, or begin behind it? */
static int ends_statement(const char *text)
{
    size_t length = strlen(text);

    while (length > 0 && strchr(" \t", text[length - 1]) != NULL) {
        length--;
    }
    return length == 0 || text[0] == '#' || strchr(";{}:", text[length - 1]) != NULL;
}

/* The statement that a line belongs to; "": it is too long, or there is none. */
static void read_statement(const Source *source, int line, char *statement)
{
    int first = line, last = line;
    size_t length = 0;

    statement[0] = '\0';
    while (source != NULL && first > 1 && line - first < MOST_LINES &&
           !ends_statement(_RcLedger_LineText(source, first - 1))) {
        first--;
    }
    while (source != NULL && last < source->count && last - line < MOST_LINES &&
           !ends_statement(_RcLedger_LineText(source, last))) {
        last++;
    }
    for (int i = first; source != NULL && i <= last; i++) {
        int added =
            snprintf(statement + length, MOST_OF_STATEMENT - length, "%s ", _RcLedger_LineText(source, i));
        length += added > 0 ? (size_t)added : 0;
        if (length >= MOST_OF_STATEMENT) {
            statement[0] = '\0';
            return;
        }
    }
}

/* The next name of a variable or a field; its length, 0: none.  Types of the library's are none, nor is NULL. */
static size_t next_variable(const char **at)
{
    for (size_t length = 0; **at != '\0'; *at += length > 0 ? length : 1) {
        for (length = 0; _RcLedger_IsNameChar((*at)[length]);) {
            length++;
        }
        if (length > 0 && (*at)[length] != '(' && strncmp(*at, "Rc", 2) != 0 &&
            !(length == 4 && strncmp(*at, "NULL", 4) == 0) && !(**at >= '0' && **at <= '9')) {
            return length;
        }
    }
    return 0;
}

static int have_common_name(const char *text, const char *other)
{
    size_t length;

    for (const char *at = text; (length = next_variable(&at)) > 0; at += length) {
        if (_RcLedger_FindWord(other, at, length) != NULL) {
            return 1;
        }
    }
    return 0;
}

/* Is something put into a variable there, or into what it leads to? */
static int is_put_into(const char *text, const char *at, size_t length)
{
    const char *behind = at + length;

    while (*behind == '[' || *behind == '.' || strncmp(behind, "->", 2) == 0) {
        behind += *behind == '[' ? strcspn(behind, "]") : 1;
        behind += *behind == ']' || *behind == '>';
        while (_RcLedger_IsNameChar(*behind)) {
            behind++;
        }
    }
    behind += strspn(behind, " ");
    return (behind[0] == '=' && behind[1] != '=') || (at > text && at[-1] == '&');
}

/* Is it handed to a function of the program's there, be it one with a name like the library's? */
static int is_handed_on(const Source *source, const char *text, const char *at)
{
    const char *function = "";
    size_t length = _RcLedger_CallAround(text, at, &function);

    return length > 0 && (!_RcLedger_IsLibrarysName(function) ||
                          (source != NULL && _RcLedger_FindFunction(source, function, length) > 0));
}

/* The same, by a function of the program's, too, which gets the variable. */
static int gets_something(const Source *source, const char *text, const char *at, size_t length)
{
    return is_put_into(text, at, length) || is_handed_on(source, text, at);
}

/* Does a line put a variable into another one, or let others do so? */
static int puts_into(const Source *source, const char *text, const char *name, size_t length,
                     const char *call)
{
    const char *sign = _RcLedger_Assignment(text);

    for (const char *at = text; (at = _RcLedger_FindWord(at, name, length)) != NULL; at += length) {
        const char *function = "";
        size_t called = _RcLedger_CallAround(text, at, &function);
        if ((at > text && at[-1] == '&') || (called == 0 && sign != NULL && sign < at) ||
            (is_handed_on(source, text, at) && have_common_name(call, text))) {
            return 1;
        }
    }
    return 0;
}

/* Is a variable handed to functions of the program's? */
static int is_handed_to_others(const Source *source, const char *text, const char *name, size_t length)
{
    for (const char *at = text; (at = _RcLedger_FindWord(at, name, length)) != NULL; at += length) {
        if (is_handed_on(source, text, at)) {
            return 1;
        }
    }
    return 0;
}

/* May a name of a line be that of what gets something there?  No struct that is only pointed to. */
static int is_destination(const char *file, int line, const char *from, const char *at, size_t length)
{
    char name[64];

    snprintf(name, sizeof name, "%.*s", (int)length, at);
    return gets_something(_RcLedger_SourceOf(file), from, at, length) &&
           (at == from || at[-1] != '&' || _RcLedger_IsLocal(file, line, name) ||
            _RcLedger_IsGlobal(file, line, name));
}

int _RcLedger_ComesToVariable(const char *file, int came)
{
    const Source *source = _RcLedger_SourceOf(file);
    char from[MOST_OF_STATEMENT];
    size_t length;

    read_statement(source, came, from);
    for (const char *at = from; (length = next_variable(&at)) > 0; at += length) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        if (is_put_into(from, at, length) && _RcLedger_IsLocal(file, came, name)) {
            return 1;
        }
    }
    return from[0] == '\0';
}

static int is_handed_to_others_in(const Source *source, int line, const char *name, size_t length)
{
    char statement[MOST_OF_STATEMENT];

    for (int i = _RcLedger_HeadBefore(source->path, line), end = _RcLedger_EndOfFunction(source, line);
         i < end; i++) {
        read_statement(source, i, statement);
        if (is_handed_to_others(source, statement, name, length)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_StaysInVariable(const char *file, int came)
{
    const Source *source = _RcLedger_SourceOf(file);
    char from[MOST_OF_STATEMENT];
    int count = 0;
    size_t length;

    read_statement(source, came, from);
    for (const char *at = from; (length = next_variable(&at)) > 0; at += length) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        if (is_destination(file, came, from, at, length)) {
            if (!_RcLedger_IsLocal(file, came, name) || is_handed_to_others_in(source, came, at, length)) {
                return 0;
            }
            count++;
        }
    }
    return count > 0;
}

/* The arguments of a function's call in a line, or all of the line. */
static void arguments_of_call(const char *text, const char *function, char *arguments, size_t room)
{
    size_t length = function != NULL ? strlen(function) : 0;
    const char *at = length > 0 ? _RcLedger_FindWord(text, function, length) : NULL;
    int depth = 0;

    text = at != NULL && at[length] == '(' ? at + length : text;
    for (at = text; *at != '\0' && (at == text || depth > 0 || *text != '('); at++) {
        depth += (*at == '(') - (*at == ')');
    }
    snprintf(arguments, room, "%.*s", (int)(at - text), text);
}

static int is_put_elsewhere(const Source *source, int came, const char *name, size_t length, const char *call)
{
    char from[MOST_OF_STATEMENT], statement[MOST_OF_STATEMENT];

    read_statement(source, came, from);
    for (int i = _RcLedger_HeadBefore(source->path, came), end = _RcLedger_EndOfFunction(source, came);
         i < end; i++) {
        read_statement(source, i, statement);
        if (strcmp(statement, from) != 0 && puts_into(source, statement, name, length, call)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_MayHandOn(const char *file, int came, int call, const char *function)
{
    const Source *source = _RcLedger_SourceOf(file);
    char from[MOST_OF_STATEMENT], calling[MOST_OF_STATEMENT], to[MOST_OF_STATEMENT];
    int count = 0;
    size_t length;

    read_statement(source, came, from);
    read_statement(source, call, calling);
    arguments_of_call(calling, function, to, sizeof to);
    if (to[0] == '\0' || have_common_name(from, to)) {
        return 1;
    }
    for (const char *at = from; (length = next_variable(&at)) > 0; at += length) {
        if (is_destination(file, came, from, at, length)) {
            if (is_put_elsewhere(source, came, at, length, to)) {
                return 1;
            }
            count++;
        }
    }
    return count == 0;
}
