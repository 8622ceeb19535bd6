/* Lines of the user's source that return an object, and where a variable came from. */
#include "ledger/source.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#define MOST_LINES_READ 60
#define MOST_LINES_OF_HEAD 6

/* -- returns -- */

int _RcLedger_HasOperation(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    return source != NULL && _RcLedger_TextHasOperation(_RcLedger_LineText(source, line));
}

/* Does a line return the result of its only call of the library's? */
int _RcLedger_ReturnsResult(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *word =
        source != NULL ? _RcLedger_FindWord(_RcLedger_LineText(source, line), "return", 6) : NULL;
    size_t length = 0;

    if (word == NULL || !_RcLedger_IsLibrarysName(word += 6 + strspn(word + 6, " "))) {
        return 0;
    }
    while (_RcLedger_IsNameChar(word[length])) {
        length++;
    }
    return word[length] == '(' && !_RcLedger_TextHasOperation(word + length);
}

/* The part of a function's head before its name. */
static const char *result_type(const Source *source, int line, const char *function)
{
    static char text[256];
    int head = line;
    const char *word = NULL;

    while (
        head > 1 && _RcLedger_LineText(source, head)[0] != '}' &&
        ((word = _RcLedger_FindWord(_RcLedger_LineText(source, head), function, strlen(function))) == NULL ||
         !_RcLedger_IsNameChar(_RcLedger_LineText(source, head)[0]))) {
        head--;
    }
    if (word == NULL || word[strlen(function)] != '(') {
        return NULL;
    }
    snprintf(text, sizeof text, "%s %.*s",
             word == _RcLedger_LineText(source, head) ? _RcLedger_LineText(source, head - 1) : "",
             (int)(word - _RcLedger_LineText(source, head)), _RcLedger_LineText(source, head));
    return text;
}

int _RcLedger_ReturnsNumber(const char *file, int line, const char *function)
{
    static const char *const types[] = {"void",   "int",    "long",       "short",      "char", "unsigned",
                                        "size_t", "double", "Rc_ssize_t", "Py_ssize_t", "bool", "float"};
    const Source *source = _RcLedger_SourceOf(file);
    const char *type = source != NULL && function != NULL ? result_type(source, line, function) : NULL;

    for (size_t i = 0; type != NULL && i < sizeof types / sizeof *types; i++) {
        if (_RcLedger_FindWord(type, types[i], strlen(types[i])) != NULL) {
            return strchr(type, '*') == NULL;
        }
    }
    return 0;
}

int _RcLedger_IsReadable(const char *file)
{
    return _RcLedger_SourceOf(file) != NULL;
}

int _RcLedger_ReturnsWhatItHas(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    return source == NULL || _RcLedger_TextReturnsWhatItHas(_RcLedger_LineText(source, line));
}

/* Is what a line returns assigned in the same block, after a line outside of it?  Then it is not what was there before. */
static int is_made_in_block(const Source *source, int after, int line)
{
    const char *text = _RcLedger_LineText(source, line), *word = _RcLedger_FindWord(text, "return", 6);
    size_t indent = strspn(text, " \t"), length = 0;

    word = word != NULL ? word + 6 + strspn(word + 6, " ") : "";
    while (_RcLedger_IsNameChar(word[length])) {
        length++;
    }
    for (int i = line - 1; i > after && length > 0 && word[length] == ';'; i--) {
        const char *before = _RcLedger_LineText(source, i), *first = before + strspn(before, " \t");
        if (*first != '\0' && (size_t)(first - before) < indent) {
            return 0;
        }
        if ((size_t)(first - before) == indent && strncmp(first, word, length) == 0 &&
            strncmp(first + length, " = ", 3) == 0) {
            return strspn(_RcLedger_LineText(source, after), " \t") < indent;
        }
    }
    return 0;
}

int _RcLedger_NextReturn(const char *file, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    int first = 0, without_code = 0;

    for (int i = line; source != NULL && line > 0 && i < line + MOST_LINES_READ; i++) {
        const char *text = _RcLedger_LineText(source, i);
        if (text[0] == '}' || i > source->count) {
            break;
        }
        if (_RcLedger_IsReturn(text) && !_RcLedger_HasCode(near, file, i)) {
            without_code = without_code == 0 && _RcLedger_TextReturnsWhatItHas(text) ? i : without_code;
        } else if (_RcLedger_IsReturn(text)) {
            if (_RcLedger_TextReturnsWhatItHas(text) && !is_made_in_block(source, line, i)) {
                return i;
            }
            first = first == 0 ? i : first;
        }
    }
    return without_code != 0 ? without_code : first;
}

static int is_assigned(const char *text, const char *variable)
{
    const char *word = _RcLedger_FindWord(text, variable, strlen(variable)),
               *sign = _RcLedger_Assignment(text);
    return word != NULL && sign != NULL && word < sign;
}

/* What a line returns, if that is a place and not what a call gives: `return self->field;`, casts left out. */
static const char *returned_place(const Source *source, int line)
{
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "", *word;

    if (!_RcLedger_TextReturnsWhatItHas(text)) {
        return "";
    }
    word = _RcLedger_FindWord(text, "return", 6) + 6;
    for (const char *open = strchr(word, '('); open != NULL; open = strchr(open + 1, '(')) {
        if (_RcLedger_IsNameChar(open[-1])) {
            return "";
        }
    }
    return word;
}

int _RcLedger_ReturnsField(const char *file, int line)
{
    const char *place = returned_place(_RcLedger_SourceOf(file), line), *end = strchr(place, ';'), *name = "";
    size_t length = end != NULL ? _RcLedger_NameBefore(place, end, &name) : 0;
    char variable[64];

    if (length == 0 || length >= sizeof variable) {
        return 0;
    }
    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    return strstr(place, "->") != NULL || _RcLedger_IsGlobal(file, line, variable);
}

int _RcLedger_ReturnsArgument(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *place = returned_place(source, line), *end = strchr(place, ';'), *name = "";
    int head = _RcLedger_HeadBefore(file, line);
    size_t length = end != NULL ? _RcLedger_NameBefore(place, end, &name) : 0;
    char variable[64];

    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    if (length == 0 || length >= sizeof variable || strchr("->.*&", name[-1]) != NULL) {
        return 0;
    }
    for (int i = head + 1; i < line; i++) {
        if (is_assigned(_RcLedger_LineText(source, i), variable)) {
            return 0;
        }
    }
    for (int i = head; i > 0 && i >= head - MOST_LINES_OF_HEAD; i--) {
        const char *text = _RcLedger_LineText(source, i);
        if (i < head && strpbrk(text, ";}") != NULL) {
            return 0;
        }
        if (_RcLedger_FindWord(text, variable, length) != NULL) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_ReturnBefore(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    for (int i = line; source != NULL && i > 0 && i > line - 4; i--) {
        if (_RcLedger_IsReturn(_RcLedger_LineText(source, i))) {
            return i;
        }
    }
    return line;
}

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

/* Does a line assign the result of a function of this file to the variable, or its address to an argument?  The
 * function's first line; 0: no. */
static int comes_from_function(const Source *source, const char *text, const char *variable)
{
    const char *word = _RcLedger_FindWord(text, variable, strlen(variable)),
               *sign = _RcLedger_Assignment(text), *open;

    if (word == NULL) {
        return 0;
    }
    open = strchr(sign != NULL && word < sign ? sign : text, '(');
    if (open == NULL || !((sign != NULL && word < sign) || (word > text && word[-1] == '&'))) {
        return 0;
    }
    for (; open != NULL; open = strchr(open + 1, '(')) {
        const char *start = open;
        while (start > text && _RcLedger_IsNameChar(start[-1])) {
            start--;
        }
        if (start < open && !_RcLedger_IsLibrarysName(start)) {
            int found = _RcLedger_FindFunction(source, start, (size_t)(open - start));
            if (found > 0) {
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
        if (is_assigned(text, variable)) {
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

int _RcLedger_Pops(const char *file, int line)
{
    const Source *source = _RcLedger_SourceOf(file);
    int end = source != NULL ? _RcLedger_EndOfFunction(source, line) : 0;

    for (int i = _RcLedger_HeadBefore(file, line); i < end; i++) {
        if (strstr(_RcLedger_LineText(source, i), "[--") != NULL) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_OriginOf(const char *file, int line, const void *near, char *function, size_t room)
{
    const Source *source = _RcLedger_SourceOf(file);
    Span span = {source, file, near, 1, line};
    char variable[64];
    int head, found;

    if (source == NULL || !variable_of(_RcLedger_LineText(source, line), variable, sizeof variable) ||
        (head = head_of_origin(&span, variable)) == 0) {
        return 0;
    }
    span.first = head;
    span.last = _RcLedger_EndOfFunction(source, head);
    found = _RcLedger_LastLine(&span, takes_out);
    if (found > 0 && _RcLedger_HasCode(near, file, found)) {
        return 0;
    }
    found = _RcLedger_LastLine(&span, is_bare_return);
    found = found > 0 ? found : _RcLedger_LastStore(&span);
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

static int is_given_up_later(const Span *rest, const char *name, size_t length)
{
    for (int line = rest->first; line <= rest->last; line++) {
        if (_RcLedger_GivesUp(_RcLedger_LineText(rest->source, line), name, length) &&
            _RcLedger_HasCode(rest->near, rest->file, line)) {
            return 1;
        }
    }
    return 0;
}

/* -- whose is what a function returns? -- */

static int is_part_of_head(const char *text)
{
    return _RcLedger_IsNameChar(text[strspn(text, " \t")]) && strpbrk(text, ";}{") == NULL;
}

static int says_borrowed(const char *line)
{
    const char *comment = strstr(line, "/*");
    comment = comment != NULL ? comment : strstr(line, "//");
    return comment != NULL && (strstr(comment, "orrowed") != NULL || strstr(comment, "orrows") != NULL);
}

/* Do the comments above a function, or beside its returns, say that what it returns is borrowed? */
static int is_said_to_lend(const Span *body)
{
    int line = body->first;

    while (line > 1 && is_part_of_head(_RcLedger_LineText(body->source, line - 1))) {
        line--;
    }
    for (line--; line > 0; line--) {
        const char *text = _RcLedger_LineText(body->source, line),
                   *whole = _RcLedger_WholeLine(body->source, line);
        if (text[strspn(text, " \t")] != '\0' || whole[strspn(whole, " \t")] == '\0') {
            break; /* no line of a comment alone */
        }
        if (strstr(whole, "orrowed") != NULL || strstr(whole, "orrows") != NULL) {
            return 1;
        }
    }
    for (line = body->first; line <= body->last; line++) {
        if ((line == body->first || _RcLedger_IsReturn(_RcLedger_LineText(body->source, line))) &&
            says_borrowed(_RcLedger_WholeLine(body->source, line))) {
            return 1;
        }
    }
    return 0;
}

/* What a line does with the result of a function that it calls: 1 keeps or looks at it, -1 gives it up later, 0 hands it on,
 * or does not call. */
static int use_of_result(const Span *file, int line, const char *function)
{
    const char *text = _RcLedger_LineText(file->source, line), *sign = _RcLedger_Assignment(text), *name = "";
    const char *word = _RcLedger_FindWord(text, function, strlen(function));
    Span rest = {file->source, file->file, file->near, line + 1, _RcLedger_EndOfFunction(file->source, line)};
    size_t length = 0;

    if (word == NULL || word[strlen(function)] != '(' || _RcLedger_IsReturn(text) ||
        !_RcLedger_HasCode(file->near, file->file, line)) {
        return 0;
    }
    if (sign == NULL || word < sign || word != sign + 1 + strspn(sign + 1, " ")) {
        return sign == NULL && word > text + strspn(text, " \t") && word[-1] == '('; /* an argument */
    }
    while (sign > text && sign[-1] == ' ') {
        sign--;
    }
    length = _RcLedger_NameBefore(text, sign, &name);
    return length == 0 || _RcLedger_TextStores(text) ? 0 : is_given_up_later(&rest, name, length) ? -1 : 1;
}

int _RcLedger_Lends(const char *path, int callee, int giver, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    int head = _RcLedger_HeadOf(path, _RcLedger_HeadBefore(path, callee)), kept = 0, given = 0;
    const char *function = _RcLedger_FunctionAt(path, callee);
    Span file = {source, path, near, 1, source != NULL ? source->count : 0}, body = file;
    Span caller = {source, path, near, _RcLedger_HeadBefore(path, giver), 0};

    if (source == NULL) {
        return 0;
    }
    body.first = head;
    body.last = _RcLedger_EndOfFunction(source, callee);
    caller.last = _RcLedger_EndOfFunction(source, giver);
    for (int line = 1; line <= file.last; line++) {
        int use = (line >= body.first && line <= body.last) || (line >= caller.first && line <= caller.last)
                      ? 0
                      : use_of_result(&file, line, function);
        kept += use > 0;
        given += use < 0;
    }
    return is_said_to_lend(&body) || (kept > 0 && given == 0);
}

int _RcLedger_IsSaidToLend(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    int head = source != NULL ? _RcLedger_HeadOf(path, _RcLedger_HeadBefore(path, line)) : 0;
    Span body = {source, path, near, head, source != NULL ? _RcLedger_EndOfFunction(source, line) : 0};
    return source != NULL && is_said_to_lend(&body);
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
    char variable[64];
    size_t length = 0;

    at = at != NULL ? at + 7 : "";
    while (_RcLedger_IsNameChar(at[length])) {
        length++;
    }
    snprintf(variable, sizeof variable, "%.*s", (int)length, at);
    for (int i = line + 1, end = _RcLedger_EndOfFunction(source, line); length > 0 && i < end; i++) {
        if (_RcLedger_FindWord(_RcLedger_LineText(source, i), variable, length) != NULL &&
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

/* The arguments of the call that a line announces: the first of the library's calls in it.  NULL: none. */
static const char *arguments_of(const Source *source, int line)
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

/* The next variable among the arguments; NULL at their end. */
static const char *next_argument(const char *at, size_t *length)
{
    int depth = 1;

    for (; *at != '\0' && depth > 0; at += *length > 0 ? *length : 1) {
        depth += (*at == '(') - (*at == ')');
        *length = 0;
        while (_RcLedger_IsNameChar(at[*length])) {
            ++*length;
        }
        if (*length > 0 && at[*length] != '(') {
            return at;
        }
    }
    return NULL;
}

int _RcLedger_OriginOfArgument(const char *file, int line, const void *near, char *function, size_t room)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *at = source != NULL ? arguments_of(source, line) : NULL;
    Span span = {source, file, near, 1, line};
    char variable[64];
    size_t length;
    int found = 0;

    while (at != NULL && (at = next_argument(at, &length)) != NULL) {
        snprintf(variable, sizeof variable, "%.*s", (int)length, at);
        int head = head_of_origin(&span, variable);
        Span body = {source, file, near, head, _RcLedger_EndOfFunction(source, head)};
        if (head > 0 && _RcLedger_LastLine(&body, is_return_of_call) > 0) {
            found = _RcLedger_LastLine(&body, is_bare_return);
        }
        at += length;
    }
    snprintf(function, room, "%s", _RcLedger_FunctionAt(file, found));
    return found;
}

/* Is it the variable that a line assigns to or, if that assigns nothing, one that it hands to a call? */
static int is_taken_into(const char *text, const char *name, size_t length)
{
    const char *sign = _RcLedger_Assignment(text), *word;
    char variable[64];

    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    word = _RcLedger_FindWord(text, variable, strlen(variable));
    return word != NULL &&
           (sign == NULL || _RcLedger_Assignment(word) == word + length + strspn(word + length, " "));
}

int _RcLedger_IsGivenUpLater(const char *file, int line, const void *near, int taken_at)
{
    const Source *source = _RcLedger_SourceOf(file);
    Span rest = {source, file, near, line + 1, 0};
    const char *at = source != NULL ? arguments_of(source, line) : NULL;
    size_t length;

    if (at == NULL && source != NULL && strchr(_RcLedger_LineText(source, line), '(') != NULL) {
        at = strchr(_RcLedger_LineText(source, line), '(') + 1; /* of a function of the user's */
    }
    if (at == NULL) {
        return 0;
    }
    rest.last = _RcLedger_EndOfFunction(source, line);
    while ((at = next_argument(at, &length)) != NULL) {
        if (is_given_up_later(&rest, at, length) &&
            (taken_at == line || is_taken_into(_RcLedger_LineText(source, taken_at), at, length))) {
            return 1;
        }
        at += length;
    }
    return 0;
}

/* Does a line before this one assign the result of a function to the variable? */
static int is_result_of(const Source *source, int line, const char *name, size_t length, const char *function)
{
    char variable[64];

    snprintf(variable, sizeof variable, "%.*s", (int)length, name);
    for (int i = line - 1;
         i > 0 && _RcLedger_LineText(source, i)[0] != '}' && _RcLedger_LineText(source, i)[0] != '{'; i--) {
        const char *text = _RcLedger_LineText(source, i), *sign;
        const char *word = _RcLedger_FindWord(text, variable, strlen(variable));
        if (word != NULL && word > text && word[-1] == '&' &&
            _RcLedger_FindWord(text, function, strlen(function)) != NULL) {
            return 1;
        }
        sign = word != NULL ? _RcLedger_Assignment(word) : NULL;
        if (sign != NULL && word + length + strspn(word + length, " ") == sign) {
            return _RcLedger_FindWord(sign, function, strlen(function)) != NULL;
        }
    }
    return 0;
}

static int names_result_of(const Source *source, int line, const char *at, const char *function)
{
    size_t length;

    while (at != NULL && (at = next_argument(at, &length)) != NULL) {
        if (is_result_of(source, line, at, length, function)) {
            return 1;
        }
        at += length;
    }
    return 0;
}

int _RcLedger_UsesResultOf(const char *file, int line, const char *function)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *at = source != NULL && function != NULL ? arguments_of(source, line) : NULL;

    return at != NULL &&
           (_RcLedger_FindWord(at, function, strlen(function)) != NULL || /* handed on at once */
            names_result_of(source, line, at, function));
}

int _RcLedger_ReadsResultOf(const char *file, int line, const char *function)
{
    const Source *source = _RcLedger_SourceOf(file);

    return source != NULL && function != NULL && arguments_of(source, line) == NULL &&
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
             strstr(text, "_Free(") != NULL) &&
            _RcLedger_HasCode(near, file, line)) {
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
