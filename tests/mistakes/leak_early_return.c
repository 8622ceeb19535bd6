/* TITLE: the error path returns without the key
 * KIND: leak|lost-reference
 * SEES: plain
 * MASKED: no
 * STORY: The author releases key at the end of the function and forgets that there is another way out. Each
 * line of the configuration whose value is no number leaks one string. */
#include <recount/recount.h>
#include <stdio.h>
#include <string.h>

/* "name=number" into the table: 0, or -1 with an error. */
static int load_line(RcObject *config, const char *line)
{
    const char *equals = strchr(line, '=');
    RcObject *key = RcStr_FromStringAndSize(line, equals - line); /* GUILTY */
    if (key == NULL) {
        return -1;
    }
    RcObject *value = RcInt_FromString(equals + 1, NULL, 10);
    if (value == NULL) {
#ifdef FIXED
        Rc_DECREF(key);
#endif
        return -1;
    }
    int result = RcHashTable_SetItem(config, key, value);
    Rc_DECREF(value);
    Rc_DECREF(key);
    return result;
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    RcObject *config = RcHashTable_New();
    if (load_line(config, "port=8080") < 0 || load_line(config, "timeout=soon") < 0) {
        RcErr_Clear();
    }
    Rc_DECREF(config);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
