/* Texts of which one copy is kept: names of types, of functions and of files.
 *
 * What they are taken from may be gone when they are told: a type, a library, the answer of addr2line.  They are asked for
 * at each operation that is looked at closely, so a copy for each time would fill the memory of a long run. */
#include "ledger/ledger.h"

#include <string.h>

#define BUCKETS ((size_t)512)

typedef struct KeptText {
    struct KeptText *next;
    char text[];
} KeptText;

static RC_THREAD_LOCAL KeptText **buckets; /* NULL: none is kept so far */

/* FNV-1a */
static size_t bucket_of(const char *text, size_t length)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * 16777619u;
    }
    return hash % BUCKETS;
}

static KeptText *find_kept(KeptText *first, const char *text, size_t length)
{
    while (first != NULL && !(strncmp(first->text, text, length) == 0 && first->text[length] == '\0')) {
        first = first->next;
    }
    return first;
}

const char *_RcLedger_KeepPart(const char *text, size_t length)
{
    KeptText **bucket, *kept;

    buckets = buckets != NULL ? buckets : _RcLedger_Allocate(BUCKETS * sizeof(KeptText *));
    if (buckets == NULL) {
        return "?";
    }
    bucket = &buckets[bucket_of(text, length)];
    kept = find_kept(*bucket, text, length);
    if (kept == NULL) {
        kept = _RcLedger_Allocate(sizeof *kept + length + 1);
        if (kept == NULL) {
            return "?";
        }
        memcpy(kept->text, text, length);
        kept->next = *bucket;
        *bucket = kept;
    }
    return kept->text;
}

const char *_RcLedger_Keep(const char *text)
{
    return _RcLedger_KeepPart(text, strlen(text));
}

void _RcLedger_ForgetTexts(void)
{
    buckets = NULL;
}
