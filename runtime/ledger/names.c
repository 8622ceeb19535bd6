/* What the names say that a function gives a reference back by.
 *
 * The book knows that a function gives back one reference more than it had, or that another one should have taken it; both
 * would balance.  But who gives one variable back twice, and puts nothing into it between, means the same reference
 * twice; and who copies a variable, and gives both back, means two references, and lacks one. */
#include "ledger/blame.h"

#include <stdio.h>
#include <string.h>

static int is_by(const Entry *entry, const char *what)
{
    const char *api = entry->operation.site.api;
    return api != NULL && strstr(api, what) != NULL;
}

/* Has it been given back as what the line names? */
static int is_by_name(const History *history, const Entry *entry)
{
    return entry->kind == ENTRY_GIVEN && is_by(entry, "DEC") && !_RcLedger_IsIndirect(history, entry);
}

static int is_of(const Entry *entry, const Entry *giving)
{
    const char *left = entry->operation.site.file, *right = giving->operation.site.file;
    return entry->operation.activation == giving->operation.activation && left != NULL && right != NULL &&
           strcmp(left, right) == 0;
}

/* May something have come into the function's hands there, besides what the variable had? */
static int has_come(const Entry *entry, const Entry *giving)
{
    return (entry->operation.activation == giving->operation.activation ||
            entry->parent == giving->operation.activation) &&
           (entry->kind == ENTRY_CREATED || entry->kind == ENTRY_TAKEN || entry->kind == ENTRY_RECEIVED ||
            entry->kind == ENTRY_LENT || entry->kind == ENTRY_RETURNED);
}

/* References that its function took by Rc_INCREF before, and has not given back: the variable may stand for more than one. */
static int taken_besides(const History *history, uint32_t index)
{
    const Entry *giving = _RcLedger_Entry(history, index);
    int taken = 0;

    for (uint32_t i = 0; i < index; i++) {
        const Entry *entry = _RcLedger_Entry(history, i);
        if (is_of(entry, giving) && entry->kind == ENTRY_TAKEN &&
            (is_by(entry, "INCREF") || is_by(entry, "IncRef"))) {
            taken++;
        } else if (is_of(entry, giving) && is_by_name(history, entry) && taken > 0 &&
                   _RcLedger_NamesGiven(giving->operation.site.file, entry->operation.site.line,
                                        giving->operation.site.line)) {
            taken--;
        }
    }
    return taken;
}

/* The giving of the same variable before one, if nothing has come into it since; NULL: there is none. */
static const Entry *giving_before(const History *history, uint32_t index)
{
    const Entry *giving = _RcLedger_Entry(history, index);

    for (uint32_t i = index; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if (has_come(entry, giving)) {
            return NULL;
        }
        if (is_by_name(history, entry) && is_of(entry, giving)) {
            return _RcLedger_GivesAgain(giving->operation.site.file, entry->operation.site.line,
                                        giving->operation.site.line) &&
                           taken_besides(history, i - 1) == 0
                       ? entry
                       : NULL;
        }
    }
    return NULL;
}

static int blame_given_again(const Record *record, Blame *blame)
{
    for (uint32_t i = record->history.used; i > 0; i--) {
        const Entry *second = _RcLedger_Entry(&record->history, i - 1);
        const Entry *first =
            is_by_name(&record->history, second) ? giving_before(&record->history, i - 1) : NULL;
        if (first != NULL) {
            blame->kind = "over-decref";
            blame->entry = second;
            blame->site = second->operation.site;
            snprintf(
                blame->what, sizeof blame->what,
                "%s gives back what has been given back at line %d already, by the same name: leave it out",
                second->operation.site.api, first->operation.site.line);
            return 1;
        }
    }
    return 0;
}

/* What a variable was lent is given back by its name. */
static int blame_given_lent(const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *giving = _RcLedger_Entry(history, i - 1);
        for (uint32_t k = i - 1; k > 0 && is_by_name(history, giving); k--) {
            const Entry *lending = _RcLedger_Entry(history, k - 1);
            if (lending->kind == ENTRY_LENT && is_of(lending, giving) &&
                _RcLedger_GivesWhatCame(giving->operation.site.file, giving->operation.site.line,
                                        lending->operation.site.line, giving->operation.site.pc)) {
                _RcLedger_DescribeGiving(history, giving, blame);
                blame->entry = giving;
                return 1;
            }
        }
    }
    return 0;
}

/* A copy of a variable that is given back at `line`, or used there and given back later, as the variable itself is at
 * `other`. */
static int blame_copy(const Site *use, const Entry *other, Blame *blame)
{
    int line =
        use->file != NULL ? _RcLedger_CopyOf(use->file, use->line, other->operation.site.line, use->pc) : 0;

    if (line == 0) {
        return 0;
    }
    blame->kind = "missing-incref";
    blame->entry = other;
    blame->site = *use;
    blame->site.line = line;
    snprintf(
        blame->what, sizeof blame->what,
        "a second variable refers to it from here on, and is given back, too, but no reference was taken "
        "for it: Rc_INCREF is missing");
    return 1;
}

static int blame_copy_given(const Record *record, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *giving = _RcLedger_Entry(history, i - 1);
        for (uint32_t k = i - 1; k > 0 && is_by_name(history, giving); k--) {
            const Entry *other = _RcLedger_Entry(history, k - 1);
            if (is_of(other, giving) && is_by_name(history, other) &&
                blame_copy(&giving->operation.site, other, blame)) {
                return 1;
            }
        }
    }
    return 0;
}

int _RcLedger_BlameNames(const Record *record, Blame *blame)
{
    return blame_given_again(record, blame) || blame_given_lent(record, blame) ||
           blame_copy_given(record, blame);
}

int _RcLedger_BlameUseOfCopy(const Record *record, const Activation *user, Blame *blame)
{
    const History *history = &record->history;

    for (uint32_t i = history->used; i > 0; i--) {
        const Entry *entry = _RcLedger_Entry(history, i - 1);
        if ((is_by_name(history, entry) || entry->kind == ENTRY_LENT) &&
            entry->operation.activation == user->id && blame_copy(user->site, entry, blame)) {
            return 1;
        }
    }
    return 0;
}
