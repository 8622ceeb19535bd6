/* Where a variable of the user's source came from, and where it goes. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

/* -- where a variable came from -- */

static int is_bare_return(const Source *source, const char *text)
{
    Rc_UNUSED(source);
    return _RcLedger_TextReturnsWhatItHas(text);
}

/* The variable that a line gives back: the argument of its Rc_DECREF or the like. */
static int variable_of(const char *text, char *name, size_t room)
{
    const char *at = strstr(text, "DECREF(");
    size_t length = 0;

    at = at != NULL ? at + 7 : (at = strstr(text, "CLEAR(")) != NULL ? at + 6 : NULL;
    while (at != NULL && _RcLedger_IsNameChar(at[length])) {
        length++;
    }
    if (length == 0 || length >= room || at[length] != ')') {
        return 0;
    }
    snprintf(name, room, "%.*s", (int)length, at);
    return 1;
}

/* What the library's calls get is not what they give. */
static int is_argument_of_librarys(const char *text, const char *at)
{
    const char *name = "";
    return _RcLedger_CallAround(text, at, &name) > 0 && _RcLedger_IsLibrarysName(name);
}

/* Does a line assign the result of a function of this file to the variable, or its address to an argument?  The
 * function's first line; 0: no. */
static int comes_from_function(const Source *source, const char *text, const char *variable)
{
    const char *word = _RcLedger_FindWord(text, variable, strlen(variable)),
               *sign = _RcLedger_Assignment(text), *open;
    int is_assigned = word != NULL && sign != NULL && word < sign;
    char function[128];

    if (word == NULL) {
        return 0;
    }
    open = strchr(is_assigned ? sign : text, '(');
    if (open == NULL || !(is_assigned || (word > text && word[-1] == '&'))) {
        return 0;
    }
    for (; open != NULL; open = strchr(open + 1, '(')) {
        const char *start = open;
        while (start > text && _RcLedger_IsNameChar(start[-1])) {
            start--;
        }
        if (start < open && !_RcLedger_IsLibrarysName(start) && !is_argument_of_librarys(text, start)) {
            int found = _RcLedger_FindFunction(source, start, (size_t)(open - start));
            snprintf(function, sizeof function, "%.*s", (int)(open - start), start);
            if (found > 0 && !(is_assigned && _RcLedger_ReturnsNumber(source->path, found, function))) {
                return found;
            }
        }
    }
    return 0;
}

/* The head of the function of this file whose result a variable is, when a line begins; 0: it came from elsewhere. */
static int head_of_origin(const Span *span, const char *variable)
{
    for (int i = span->last - 1; i > 0; i--) {
        const char *text = _RcLedger_LineText(span->source, i);
        int head;
        if (text[0] == '}' || text[0] == '{') {
            return 0;
        }
        head = comes_from_function(span->source, text, variable);
        if (head > 0 && _RcLedger_HasCode(span->near, span->file, i)) {
            return head;
        }
        if (_RcLedger_IsAssigned(text, variable)) {
            return 0;
        }
    }
    return 0;
}

/* `queue->pending = NULL;`, `return stack[--depth];`: what is returned leaves its place, with its reference. */
static int takes_out(const Source *source, const char *text)
{
    const char *sign = _RcLedger_Assignment(text);
    Rc_UNUSED(source);
    return (_RcLedger_TextStores(text) && strncmp(sign + 1 + strspn(sign + 1, " "), "NULL;", 5) == 0) ||
           (_RcLedger_IsReturn(text) && strstr(text, "[--") != NULL);
}

/* The same of a function whose result a function returns. */
static int bare_return_behind(const Span *body)
{
    for (int line = body->last; line >= body->first; line--) {
        const char *text = _RcLedger_FindWord(_RcLedger_LineText(body->source, line), "return", 6);
        const char *open =
            text != NULL && _RcLedger_HasCode(body->near, body->file, line) ? strchr(text, '(') : NULL;
        for (const char *name = ""; open != NULL; open = strchr(open + 1, '(')) {
            size_t length = _RcLedger_NameBefore(text, open, &name);
            int head = length > 0 && !_RcLedger_IsLibrarysName(name) && !is_argument_of_librarys(text, name)
                           ? _RcLedger_FindFunction(body->source, name, length)
                           : 0;
            Span callee = {body->source, body->file, body->near, head,
                           head > 0 ? _RcLedger_EndOfFunction(body->source, head) : 0};
            int found = head > 0 ? _RcLedger_LastLine(&callee, is_bare_return) : 0;
            if (found > 0) {
                return found;
            }
        }
    }
    return 0;
}

int _RcLedger_HeadOfVariable(const char *file, int line, const void *near, const char *variable)
{
    const Source *source = _RcLedger_SourceOf(file);
    Span span = {source, file, near, 1, line};
    return source != NULL ? head_of_origin(&span, variable) : 0;
}

int _RcLedger_HeadOfOrigin(const char *file, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    char variable[64];

    return source != NULL && variable_of(_RcLedger_LineText(source, line), variable, sizeof variable)
               ? _RcLedger_HeadOfVariable(file, line, near, variable)
               : 0;
}

int _RcLedger_OriginOf(const char *file, int line, const void *near, char *function, size_t room)
{
    const Source *source = _RcLedger_SourceOf(file);
    int head = _RcLedger_HeadOfOrigin(file, line, near), found;
    Span span = {source, file, near, head, head > 0 ? _RcLedger_EndOfFunction(source, head) : 0};

    if (head == 0) {
        return 0;
    }
    found = _RcLedger_LastLine(&span, takes_out);
    if (found > 0 && _RcLedger_HasCode(near, file, found)) {
        return 0;
    }
    found = _RcLedger_LastLine(&span, is_bare_return);
    found = found > 0 ? found : _RcLedger_LastStore(&span);
    found = found > 0 ? found : bare_return_behind(&span);
    snprintf(function, room, "%s", _RcLedger_FunctionAt(file, found));
    return found;
}

/* Does a line return the result of a call of the library's? */
static int is_return_of_call(const Source *source, const char *text)
{
    const char *word = _RcLedger_FindWord(text, "return", 6);
    Rc_UNUSED(source);
    return word != NULL && _RcLedger_TextHasOperation(word);
}

int _RcLedger_GivesUp(const char *text, const char *name, size_t length)
{
    char variable[64];
    const char *word;

    if (variable_of(text, variable, sizeof variable)) {
        return strlen(variable) == length && strncmp(variable, name, length) == 0;
    }
    word = _RcLedger_FindWord(text, "return", 6);
    word = word != NULL ? word + 6 + strspn(word + 6, " ") : NULL;
    return word != NULL && strncmp(word, name, length) == 0 && word[length] == ';';
}

int _RcLedger_IsGivenUpIn(const Span *rest, const char *name, size_t length)
{
    for (int line = rest->first; line <= rest->last; line++) {
        if (_RcLedger_GivesUp(_RcLedger_LineText(rest->source, line), name, length) &&
            _RcLedger_HasCode(rest->near, rest->file, line)) {
            return 1;
        }
    }
    return 0;
}

/* Is a variable what a line returns, or what it stores as it is, and not but an argument of a call? */
static int passes_on(const char *text, const char *variable)
{
    const char *word = _RcLedger_FindWord(text, "return", 6), *from = _RcLedger_Assignment(text);
    int calls = 0;

    for (const char *at = word != NULL ? word + 6 : from; at != NULL && *at != '\0'; at++) {
        if (*at == '(') {
            calls += calls > 0 || _RcLedger_IsNameChar(at[-1]);
        } else if (*at == ')') {
            calls -= calls > 0;
        } else if (calls == 0 && _RcLedger_FindWord(at, variable, strlen(variable)) == at &&
                   !_RcLedger_IsNameChar(at[-1])) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_MayPassOn(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "",
               *sign = _RcLedger_Assignment(text), *name = "";
    int end = sign != NULL ? _RcLedger_EndOfFunction(source, line) : 0;
    char variable[64];
    size_t length = 0;

    while (sign > text && sign[-1] == ' ') {
        sign--;
    }
    length = sign != NULL && !_RcLedger_TextStores(text) ? _RcLedger_NameBefore(text, sign, &name) : 0;
    if (length == 0 || length >= sizeof variable || _RcLedger_IsReturn(text)) {
        return 1;
    }
    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    for (int i = _RcLedger_HeadBefore(path, line) + 1; i < end; i++) {
        if (passes_on(_RcLedger_LineText(source, i), variable) && _RcLedger_HasCode(near, path, i)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_IsLastUse(const char *file, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *at = source != NULL ? strstr(_RcLedger_LineText(source, line), "NewRef(") : NULL;
    size_t length = 0;

    at = at != NULL ? at + 7 : "";
    while (_RcLedger_IsNameChar(at[length])) {
        length++;
    }
    for (int i = line + 1; length > 0 && i < _RcLedger_EndOfFunction(source, line); i++) {
        if (_RcLedger_FindWord(_RcLedger_LineText(source, i), at, length) != NULL &&
            _RcLedger_HasCode(near, file, i)) {
            return 0;
        }
    }
    return length > 0 && at[length] == ')';
}

int _RcLedger_OnlyGives(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    char variable[64];
    int head;

    if (source == NULL || !variable_of(_RcLedger_LineText(source, line), variable, sizeof variable)) {
        return 0;
    }
    head = _RcLedger_HeadBefore(file, line);
    for (int i = _RcLedger_EndOfFunction(source, line) - 1; i > head; i--) {
        const char *text = _RcLedger_LineText(source, i);
        if (i != line && text[strspn(text, " \t{}")] != '\0') {
            return 0;
        }
    }
    return _RcLedger_FindWord(_RcLedger_LineText(source, _RcLedger_HeadOf(file, head)), variable,
                              strlen(variable)) != NULL;
}

int _RcLedger_UseAfterGiving(const char *file, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    char variable[64];
    int end = source != NULL ? _RcLedger_EndOfFunction(source, line) : 0;

    if (source == NULL || !variable_of(_RcLedger_LineText(source, line), variable, sizeof variable)) {
        return 0;
    }
    for (int i = line + 1; i < end; i++) {
        if (_RcLedger_FindWord(_RcLedger_LineText(source, i), variable, strlen(variable)) != NULL &&
            _RcLedger_HasCode(near, file, i)) {
            return i;
        }
    }
    return 0;
}

/* -- arguments -- */

const char *_RcLedger_ArgumentsOf(const Source *source, int line)
{
    for (const char *at = _RcLedger_LineText(source, line); *at != '\0'; at++) {
        size_t length = 0;
        while (_RcLedger_IsNameChar(at[length])) {
            length++;
        }
        if (length > 2 && at[length] == '(' && _RcLedger_IsLibrarysName(at) &&
            _RcLedger_IsAnnounced(at, length)) {
            return at + length + 1;
        }
        at += length > 0 ? length - 1 : 0;
    }
    return NULL;
}

/* A variable among the arguments of a call. */
typedef struct Argument {
    const char *at; /* where to begin */
    size_t length;
    int depth; /* of parentheses inside the call's */
} Argument;

/* The next one; 0: there is none. */
static int next_argument(Argument *argument)
{
    const char *at = argument->at != NULL ? argument->at + argument->length : "";

    for (argument->length = 0; *at != '\0' && argument->depth >= 0; at++) {
        argument->depth += (*at == '(') - (*at == ')');
        while (_RcLedger_IsNameChar(at[argument->length])) {
            argument->length++;
        }
        argument->at = at;
        if (argument->length > 0 && at[argument->length] != '(') {
            return 1;
        }
        at += argument->length > 0 ? argument->length - 1 : 0;
        argument->length = 0;
    }
    return 0;
}

int _RcLedger_OriginOfArgument(const char *file, int line, const void *near, char *function, size_t room)
{
    const Source *source = _RcLedger_SourceOf(file);
    Argument argument = {.at = source != NULL ? _RcLedger_ArgumentsOf(source, line) : NULL};
    Span span = {source, file, near, 1, line};
    char variable[64];
    int found = 0;

    while (next_argument(&argument)) {
        snprintf(variable, sizeof variable, "%.*s", (int)argument.length, argument.at);
        int head = head_of_origin(&span, variable);
        Span body = {source, file, near, head, _RcLedger_EndOfFunction(source, head)};
        if (head > 0 && _RcLedger_LastLine(&body, is_return_of_call) > 0) {
            found = _RcLedger_LastLine(&body, is_bare_return);
        }
    }
    snprintf(function, room, "%s", _RcLedger_FunctionAt(file, found));
    return found;
}

/* Is it the variable that a line assigns to or, if that assigns nothing, one that it hands to a call? */
static int is_taken_into(const char *text, const char *name, size_t length)
{
    const char *sign = _RcLedger_Assignment(text), *word = _RcLedger_FindWord(text, name, length);

    return word != NULL &&
           (sign == NULL || _RcLedger_Assignment(word) == word + length + strspn(word + length, " "));
}

int _RcLedger_IsGivenUpLater(const char *file, int line, const void *near, int taken_at)
{
    const Source *source = _RcLedger_SourceOf(file);
    Span rest = {source, file, near, line + 1, 0};
    Argument argument = {.at = source != NULL ? _RcLedger_ArgumentsOf(source, line) : NULL};

    if (argument.at == NULL && source != NULL && strchr(_RcLedger_LineText(source, line), '(') != NULL) {
        argument.at = strchr(_RcLedger_LineText(source, line), '(') + 1; /* of a function of the user's */
    }
    if (argument.at == NULL) {
        return 0;
    }
    rest.last = _RcLedger_EndOfFunction(source, line);
    while (next_argument(&argument)) {
        if (_RcLedger_IsGivenUpIn(&rest, argument.at, argument.length) &&
            (taken_at == line ||
             is_taken_into(_RcLedger_LineText(source, taken_at), argument.at, argument.length))) {
            return 1;
        }
    }
    return 0;
}

/* A field may have the function's name. */
static int calls(const char *text, const char *function)
{
    size_t length = strlen(function);

    while ((text = _RcLedger_FindWord(text, function, length)) != NULL) {
        text += length;
        if (*text == '(') {
            return 1;
        }
    }
    return 0;
}

/* Does a text call a function; or one of this file which returns what that one gives? */
static int calls_for_result(const Source *source, const char *text, const char *function)
{
    size_t size = strlen(function);

    if (_RcLedger_FindWord(text, function, size) != NULL) {
        return 1;
    }
    for (const char *open = strchr(text, '('), *name = ""; open != NULL; open = strchr(open + 1, '(')) {
        size_t length = _RcLedger_NameBefore(text, open, &name);
        int head =
            length > 0 && !_RcLedger_IsLibrarysName(name) ? _RcLedger_FindFunction(source, name, length) : 0;
        for (int end = _RcLedger_EndOfFunction(source, head); head > 0 && head < end; head++) {
            const char *word = _RcLedger_FindWord(_RcLedger_LineText(source, head), "return", 6);
            word = word != NULL ? _RcLedger_FindWord(word, function, size) : NULL;
            if (word != NULL && word[size] == '(') {
                return 1;
            }
        }
    }
    return 0;
}

/* Does a line before this one assign the result of a function to the variable? */
static int is_result_of(const Source *source, int line, const char *name, size_t length, const char *function)
{
    for (int i = line - 1;
         i > 0 && _RcLedger_LineText(source, i)[0] != '}' && _RcLedger_LineText(source, i)[0] != '{'; i--) {
        const char *text = _RcLedger_LineText(source, i), *sign;
        const char *word = _RcLedger_FindWord(text, name, length);
        if (word != NULL && word > text && word[-1] == '&' && calls(text, function)) {
            return 1;
        }
        sign = word != NULL ? _RcLedger_Assignment(word) : NULL;
        if (sign != NULL && word + length + strspn(word + length, " ") == sign) {
            return calls_for_result(source, sign, function);
        }
    }
    return 0;
}

static int names_result_of(const Source *source, int line, const char *at, const char *function)
{
    Argument argument = {.at = at};

    while (next_argument(&argument)) {
        if (is_result_of(source, line, argument.at, argument.length, function)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_UsesResultOf(const char *file, int line, const char *function)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *at = source != NULL && function != NULL ? _RcLedger_ArgumentsOf(source, line) : NULL;

    return at != NULL &&
           (calls(at, function) || /* handed on at once */ names_result_of(source, line, at, function));
}

int _RcLedger_ReadsResultOf(const char *file, int line, const char *function)
{
    const Source *source = _RcLedger_SourceOf(file);

    return source != NULL && function != NULL && _RcLedger_ArgumentsOf(source, line) == NULL &&
           names_result_of(source, line, _RcLedger_LineText(source, line), function);
}

/* A statement that is but a call drops the result, if there is one. */
int _RcLedger_WantsResultOf(const char *file, int line, const char *function)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "", *word;

    word = _RcLedger_FindWord(text, function, strlen(function));
    return word != NULL && word > text + strspn(text, " \t");
}

int _RcLedger_LineOfFree(const char *file, int first, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    int end = source != NULL ? _RcLedger_EndOfFunction(source, first + 1) : 0;

    for (int line = first + 1; line < end; line++) {
        const char *text = _RcLedger_LineText(source, line);
        if ((strstr(text, "tp_free(") != NULL || strstr(text, "_Del(") != NULL ||
             strstr(text, "Object_Free(") != NULL) &&
            _RcLedger_HasCode(near, file, line)) {
            return line;
        }
    }
    return 0;
}

int _RcLedger_FirstCall(const char *file, int head, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    int end = source != NULL ? _RcLedger_EndOfFunction(source, head + 1) : 0;

    for (int line = head + 1; line < end; line++) {
        const char *text = _RcLedger_LineText(source, line), *name = text + strspn(text, " \t");
        size_t length = 0;
        while (_RcLedger_IsNameChar(name[length])) {
            length++;
        }
        if (length > 0 && name[length] == '(' && _RcLedger_HasCode(near, file, line)) {
            return line;
        }
    }
    return 0;
}

int _RcLedger_LineOfAlloc(const char *file, int head)
{
    const Source *source = _RcLedger_SourceOf(file);
    int end = source != NULL ? _RcLedger_EndOfFunction(source, head + 1) : 0;

    for (int line = head; line < end; line++) {
        if (strstr(_RcLedger_LineText(source, line), "tp_alloc(") != NULL) {
            return line;
        }
    }
    return 0;
}
