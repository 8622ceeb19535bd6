/* Names in the user's source: one that is given back twice, and two for one reference. */
#include "ledger/lines.h"
#include "ledger/source.h"
#include "ledger/source_says.h"

#include <stdio.h>
#include <string.h>

/* -- what a line gives back -- */

/* A name, or an expression such as `self->items[i]`. */
typedef struct Name {
    const char *text;
    size_t length;
} Name;

/* What the next Rc_DECREF of a text gives back; from: where to look, and then its end.  Rc_CLEAR and Rc_SETREF leave no
 * name for it. */
static Name next_given(const char **from)
{
    const char *open = strstr(*from, "DECREF("), *other = strstr(*from, "DecRef(");
    size_t length = 0;
    int depth = 0;

    open = open == NULL || (other != NULL && other < open) ? other : open;
    if (open == NULL) {
        return (Name){"", 0};
    }
    open += strlen("DECREF(");
    while (open[length] != '\0' && (open[length] != ')' || depth > 0)) {
        depth += (open[length] == '(') - (open[length] == ')');
        length++;
    }
    *from = open + length;
    return (Name){open, length};
}

static int is_same(Name left, Name right)
{
    return left.length == right.length && left.length > 0 && strncmp(left.text, right.text, left.length) == 0;
}

static int givings_of(const char *text, Name name)
{
    int count = 0;

    for (Name given = next_given(&text); given.length > 0; given = next_given(&text)) {
        count += is_same(given, name);
    }
    return count;
}

/* -- assignments -- */

/* The next word of a text that may be a variable's name; NULL: there is none. */
static const char *next_word(const char *text, const char *end, size_t *length)
{
    while (text < end && !_RcLedger_IsNameChar(*text)) {
        text++;
    }
    *length = 0;
    while (text + *length < end && _RcLedger_IsNameChar(text[*length])) {
        ++*length;
    }
    return *length > 0 ? text : NULL;
}

/* Is a word of a line assigned to, stepped on, or handed out by its address? */
static int is_changed_at(const char *line, const char *at, size_t length)
{
    const char *behind = at + length;

    while (*behind == '[') {
        behind += strcspn(behind, "]");
        behind += *behind == ']';
    }
    behind += strspn(behind, " ");
    return (behind[0] == '=' && behind[1] != '=') || strncmp(behind, "++", 2) == 0 ||
           strncmp(behind, "--", 2) == 0 || (at > line && at[-1] == '&') ||
           (at > line + 1 && (strncmp(at - 2, "++", 2) == 0 || strncmp(at - 2, "--", 2) == 0));
}

static int changes_word(const char *line, const char *word, size_t length)
{
    for (const char *at = line; (at = _RcLedger_FindWord(at, word, length)) != NULL; at += length) {
        if (is_changed_at(line, at, length) || strstr(line, "CLEAR(") != NULL ||
            strstr(line, "SETREF(") != NULL) {
            return 1;
        }
    }
    return 0;
}

/* Does a line change what an expression means? */
static int changes(const char *line, Name name)
{
    const char *end = name.text + name.length;
    size_t length;

    for (const char *at = next_word(name.text, end, &length); at != NULL;
         at = next_word(at + length, end, &length)) {
        if (changes_word(line, at, length)) {
            return 1;
        }
    }
    return 0;
}

/* -- one name, given back twice -- */

int _RcLedger_GivesAgain(const char *file, int first, int second)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *from = source != NULL ? _RcLedger_LineText(source, first) : "";
    const char *text = source != NULL ? _RcLedger_LineText(source, second) : "";

    for (Name given = next_given(&from); given.length > 0; given = next_given(&from)) {
        int is_kept = givings_of(text, given) > (first == second) && first <= second;
        for (int line = first; line <= second && is_kept; line++) {
            is_kept = !changes(_RcLedger_LineText(source, line), given);
        }
        if (is_kept) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_NamesGiven(const char *file, int line, int giving)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *from = source != NULL ? _RcLedger_LineText(source, giving) : "";

    for (Name given = next_given(&from); given.length > 0; given = next_given(&from)) {
        if (_RcLedger_FindWord(_RcLedger_LineText(source, line), given.text, given.length) != NULL) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_ChangesGiven(const char *file, int first, int last, int giving)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *from = source != NULL ? _RcLedger_LineText(source, giving) : "";

    for (Name given = next_given(&from); given.length > 0; given = next_given(&from)) {
        for (int line = first; line <= last; line++) {
            if (changes(_RcLedger_LineText(source, line), given)) {
                return 1;
            }
        }
    }
    return 0;
}

/* -- where a name's reference came from -- */

/* `same = price;`: the variable that a line copies to another as it is. */
static Name copied(const char *line, const char *to, size_t length)
{
    const char *sign = _RcLedger_Assignment(line), *name = "";
    Name from = {sign != NULL ? sign + 1 + strspn(sign + 1, " ") : "", 0};

    while (_RcLedger_IsNameChar(from.text[from.length])) {
        from.length++;
    }
    while (sign != NULL && sign > line && sign[-1] == ' ') {
        sign--;
    }
    if (from.length == 0 || from.text[from.length] != ';' ||
        _RcLedger_NameBefore(line, sign, &name) != length || strncmp(name, to, length) != 0 ||
        _RcLedger_TextStores(line) || strncmp(from.text, "NULL", 4) == 0) {
        from.length = 0;
    }
    return from;
}

/* The last line before one, in its function, that changes a variable. */
static int last_change(const Span *span, const char *name, size_t length)
{
    for (int line = span->last - 1; line > span->first; line--) {
        if (changes_word(_RcLedger_LineText(span->source, line), name, length) &&
            _RcLedger_HasCode(span->near, span->file, line)) {
            return line;
        }
    }
    return 0;
}

static int is_taken_between(const Span *lines, Name left, const char *right, size_t length)
{
    for (int line = lines->first; line <= lines->last; line++) {
        const char *text = _RcLedger_LineText(lines->source, line), *at = strstr(text, "INCREF(");
        if (at != NULL && (_RcLedger_FindWord(at, left.text, left.length) != NULL ||
                           _RcLedger_FindWord(at, right, length) != NULL)) {
            return 1;
        }
    }
    return 0;
}

static int is_given_up_from(const Span *span, int line, const char *name, size_t length)
{
    for (int end = _RcLedger_EndOfFunction(span->source, line); line < end; line++) {
        if (_RcLedger_GivesUp(_RcLedger_LineText(span->source, line), name, length) &&
            _RcLedger_HasCode(span->near, span->file, line)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_GivesWhatCame(const char *file, int line, int from, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    Span span = {source, file, near, _RcLedger_HeadBefore(file, line), line};
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "";

    for (Name given = next_given(&text); given.length > 0; given = next_given(&text)) {
        Span between = {source, file, near, from, line};
        if (strcspn(given.text, "(->.[") >= given.length &&
            last_change(&span, given.text, given.length) == from &&
            !is_taken_between(&between, given, given.text, given.length)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_CopyOf(const char *file, int line, int other, const void *near)
{
    const Source *source = _RcLedger_SourceOf(file);
    Span span = {source, file, near, _RcLedger_HeadBefore(file, line), line};
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "";
    const char *end = text + strlen(text);
    size_t length;

    for (const char *at = next_word(text, end, &length); at != NULL;
         at = next_word(at + length, end, &length)) {
        int copy = at[length] != '(' ? last_change(&span, at, length) : 0;
        Name from = copied(_RcLedger_LineText(source, copy), at, length);
        const char *giving = _RcLedger_LineText(source, other);
        Span between = {source, file, near, copy, line};
        if (copy > 0 && from.length > 0 &&
            (givings_of(giving, from) > 0 || (other < copy && changes(giving, from))) &&
            !is_taken_between(&between, from, at, length) && is_given_up_from(&span, line, at, length)) {
            return copy;
        }
    }
    return 0;
}

/* -- what a variable was lent -- */

/* The variable whose address is a call's argument with this number. */
static Name lent_argument(const char *line, const char *api, int argument)
{
    const char *at = strstr(line, api);
    Name name = {"", 0};
    int depth = 0;

    at = at != NULL ? strchr(at, '(') : NULL;
    for (at = at != NULL ? at + 1 : ""; *at != '\0' && depth >= 0 && argument > 1; at++) {
        depth += (*at == '(') - (*at == ')');
        argument -= *at == ',' && depth == 0;
    }
    at += strspn(at, " ");
    if (argument == 1 && *at == '&') {
        name.text = at + 1;
        name.length = 0;
        while (_RcLedger_IsNameChar(name.text[name.length])) {
            name.length++;
        }
    }
    return name;
}

/* Is a text the call itself, perhaps cast to another type? */
static int is_call_of(const char *text, const char *api)
{
    text += strspn(text, " ");
    if (*text == '(') {
        text += strcspn(text, ")");
        text += *text == ')';
        text += strspn(text, " ");
    }
    return strncmp(text, api, strlen(api)) == 0 && text[strlen(api)] == '(';
}

/* The variable that a line assigns a call's result to; of several such calls the last one's. */
static Name lent_result(const char *line, const char *api, int is_last)
{
    Name name = {"", 0};
    int count = 0;

    for (const char *sign = _RcLedger_TextStores(line) ? NULL : _RcLedger_Assignment(line); sign != NULL;
         sign = _RcLedger_Assignment(sign + 1)) {
        const char *end = sign;
        while (end > line && end[-1] == ' ') {
            end--;
        }
        if (is_call_of(sign + 1, api)) {
            name.length = _RcLedger_NameBefore(line, end, &name.text);
            count++;
        }
    }
    return count <= 1 || is_last ? name : (Name){"", 0};
}

/* `RcObject *callback = self->callback;` */
static Name loaded_variable(const char *line)
{
    const char *sign = _RcLedger_TextStores(line) ? NULL : _RcLedger_Assignment(line), *end = sign;
    const char *value = sign != NULL ? _RcLedger_BehindCast(sign + 1) : "";
    Name name = {"", 0};

    while (end != NULL && end > line && end[-1] == ' ') {
        end--;
    }
    if (strstr(value, "->") != NULL && value[strcspn(value, ",(?;")] == ';') {
        name.length = _RcLedger_NameBefore(line, end, &name.text);
    }
    return name;
}

/* The variable that a line has lent something to, by a line of the same file after it; its length, 0: not known. */
static size_t lent_variable(const Source *source, const Site *use, const Site *lending, int argument,
                            int is_last, char *word, size_t room)
{
    const char *text = source != NULL ? _RcLedger_LineText(source, lending->line) : "";
    Name name = lending->api == NULL ? loaded_variable(text)
                : argument > 0       ? lent_argument(text, lending->api, argument)
                                     : lent_result(text, lending->api, is_last);

    snprintf(word, room, "%.*s", (int)name.length, name.text);
    return name.length < room && use->line > lending->line && use->file != NULL && lending->file != NULL &&
                   _RcLedger_IsSameFile(use->file, lending->file)
               ? name.length
               : 0;
}

int _RcLedger_ReturnsLent(const char *file, int line, const char *api)
{
    const Source *source = _RcLedger_SourceOf(file);
    const char *text = source != NULL ? _RcLedger_LineText(source, line) : "";

    text = _RcLedger_FindWord(text, "return", 6);
    return text != NULL && api != NULL && is_call_of(text + 6, api) && strchr(text, '?') == NULL;
}

int _RcLedger_HandsOnLent(const Site *use, const Site *lending, int argument, int is_last)
{
    const Source *source = _RcLedger_SourceOf(lending->file);
    char word[64];
    size_t length = lent_variable(source, use, lending, argument, is_last, word, sizeof word);

    for (int line = lending->line + 1; length > 0 && line <= use->line; line++) {
        const char *text = _RcLedger_LineText(source, line);
        if (_RcLedger_FindWord(text, word, length) != NULL && strstr(text, "= NULL") == NULL &&
            _RcLedger_HasCode(lending->pc, lending->file, line)) {
            return 1;
        }
    }
    return length == 0;
}

/* `type == wanted`: what is gone may be compared. */
static int is_compared(const char *line, const char *at, size_t length)
{
    const char *behind = at + length + strspn(at + length, " ");

    while (at > line && at[-1] == ' ') {
        at--;
    }
    return strncmp(behind, "==", 2) == 0 || strncmp(behind, "!=", 2) == 0 ||
           (at > line + 1 && at[-1] == '=' && strchr("=!", at[-2]) != NULL);
}

/* An operation of the line has its own arguments; those of a call within it were used when that was announced. */
static int is_of_other_call(const char *line, const char *at, const char *api)
{
    const char *name = "";
    size_t length = api != NULL ? _RcLedger_CallAround(line, at, &name) : 0;

    return length > 2 && _RcLedger_IsLibrarysName(name) && _RcLedger_IsAnnounced(name, length) &&
           (strlen(api) != length || strncmp(name + 2, api + 2, length - 2) != 0);
}

static int uses_word(const char *line, const char *word, size_t length, const char *api)
{
    for (const char *at = line; (at = _RcLedger_FindWord(at, word, length)) != NULL; at += length) {
        if (!is_compared(line, at, length) && !is_of_other_call(line, at, api)) {
            return 1;
        }
    }
    return 0;
}

int _RcLedger_LineOfUse(const Site *use, const Site *lending)
{
    const Source *source = _RcLedger_SourceOf(lending->file);
    char word[64];
    size_t length = use->file != NULL && lending->api != NULL
                        ? lent_variable(source, use, lending, 0, 1, word, sizeof word)
                        : 0;

    for (int line = use->line; length > 0 && line <= use->line + MOST_LINES_BESIDE; line++) {
        const char *text = _RcLedger_LineText(source, line);
        if (_RcLedger_FindWord(text, word, length) != NULL) {
            return line;
        }
        if (strpbrk(text, ";{}") != NULL) {
            break;
        }
    }
    return use->line;
}

int _RcLedger_UsesLent(const Site *use, const Site *lending, int argument, int is_last)
{
    const Source *source = _RcLedger_SourceOf(lending->file);
    char word[64];
    size_t length = lent_variable(source, use, lending, argument, is_last, word, sizeof word);

    if (length == 0 || !uses_word(_RcLedger_LineText(source, use->line), word, length, use->api)) {
        return 0;
    }
    for (int line = lending->line + 1; line <= use->line; line++) {
        if (changes_word(_RcLedger_LineText(source, line), word, length)) {
            return 0;
        }
    }
    return 1;
}
