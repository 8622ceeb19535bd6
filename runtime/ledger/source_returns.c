/* Lines of the user's source that return an object, and whose that is. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

#define MOST_LINES_READ 60
#define MOST_LINES_OF_HEAD 6

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

int _RcLedger_IsAssigned(const char *text, const char *variable)
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
        if (_RcLedger_IsAssigned(_RcLedger_LineText(source, i), variable)) {
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

/* -- whose is what a function returns? -- */

static int is_part_of_head(const char *text)
{
    return _RcLedger_IsNameChar(text[strspn(text, " \t")]) && strpbrk(text, ";}{") == NULL;
}

/* Where a text has either of two words, without their first letter; NULL: nowhere. */
static const char *either_of(const char *text, const char *first, const char *second)
{
    const char *at = strstr(text, first);
    return at != NULL ? at : strstr(text, second);
}

int _RcLedger_SaysBorrowed(const char *line)
{
    const char *comment = either_of(line, "/*", "//");
    return comment != NULL && either_of(comment, "orrowed", "orrows") != NULL;
}

/* The line of the comments above a function that has either of two words, and where; 0: none. */
static int line_above(const Span *body, const char *first, const char *second, const char **at)
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
        if ((*at = either_of(whole, first, second)) != NULL) {
            return line;
        }
    }
    return 0;
}

/* Do the comments above a function, or beside its returns, say that what it returns is borrowed? */
static int is_said_to_lend(const Span *body)
{
    const char *at;

    if (line_above(body, "orrowed", "orrows", &at) > 0) {
        return 1;
    }
    for (int line = body->first; line <= body->last; line++) {
        if ((line == body->first || _RcLedger_IsReturn(_RcLedger_LineText(body->source, line))) &&
            _RcLedger_SaysBorrowed(_RcLedger_WholeLine(body->source, line))) {
            return 1;
        }
    }
    return 0;
}

/* Does a line, or the comment above its function, say that what it has is taken over? */
int _RcLedger_IsSaidToTakeOver(const Span *file, int line)
{
    Span function = _RcLedger_FunctionAround(file, line);
    const char *at;

    function.first = _RcLedger_HeadOf(file->file, function.first);
    return either_of(_RcLedger_WholeLine(file->source, line), "teals", "akes over") != NULL ||
           line_above(&function, "teals", "akes over", &at) > 0;
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
    return length == 0 || _RcLedger_TextStores(text)    ? 0
           : _RcLedger_IsGivenUpIn(&rest, name, length) ? -1
                                                        : 1;
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

int _RcLedger_IsSaidToSteal(const char *path, int line, const void *near)
{
    const Source *source = _RcLedger_SourceOf(path);
    int head = source != NULL ? _RcLedger_HeadOf(path, _RcLedger_HeadBefore(path, line)) : 0, is_field = 0;
    Span body = {source, path, near, head, source != NULL ? _RcLedger_EndOfFunction(source, line) : 0};
    const char *name = "", *at = "";
    size_t length =
        source != NULL ? _RcLedger_GivenPlace(_RcLedger_LineText(source, line), &name, &is_field) : 0;

    return length > 0 && !is_field && line_above(&body, "teals", "tolen", &at) > 0 &&
           _RcLedger_FindWord(at, name, length) != NULL;
}
