/* TITLE: a request that borrows its user from a table that changes
 * KIND: stale-borrow|use-after-free|missing-incref
 * SEES: plain
 * MASKED: no
 * STORY: The struct on the stack has only a borrowed pointer. Logging in again replaces the entry of the
 * table while the request goes on. */
#include <recount/recount.h>
#include <stdio.h>

struct request {
    RcObject *user;
    const char *path;
};

static RcObject *users;

static int login(const char *name, const char *full)
{
    RcObject *user = Rc_BuildValue("{s:s,s:s}", "name", name, "full", full);
    if (user == NULL)
        return -1;
    int rc = RcHashTable_SetItemString(users, name, user);
    Rc_DECREF(user);
    return rc;
}

static int request_begin(struct request *r, const char *name, const char *path)
{
    r->path = path;
    r->user = RcHashTable_GetItemString(users, name); /* GUILTY */
#ifdef FIXED
    Rc_XINCREF(r->user);
#endif
    return r->user == NULL ? -1 : 0;
}

static void request_end(struct request *r)
{
    RcObject *full = RcHashTable_GetItemString(r->user, "full"); /* ALSO */
    printf("%s for %s\n", r->path, full != NULL ? RcStr_AsUTF8(full) : "?");
#ifdef FIXED
    Rc_CLEAR(r->user);
#endif
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    users = RcHashTable_New();
    login("anna", "Anna A.");
    login("bert", "Bert B.");
    struct request one, two;
    request_begin(&one, "bert", "/index");
    request_begin(&two, "anna", "/home");
    login("anna", "Anna A. (new)");
    request_end(&one);
    request_end(&two);
    Rc_CLEAR(users);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
