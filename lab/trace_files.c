/* One file, one name.  An operation tells its file as the compiler was given it (__FILE__), debug information the whole
 * path: where both are of one file, it has the name that was given; else, or if that is none of the program's folder, it
 * is told from that folder where it is within it. */
#include "trace_reading.h"

#include <string.h>
#include <unistd.h>

/* Takes "." and "..", and doubled slashes, out of an absolute path. */
static void tidy_path(char *path)
{
    char *to = path;
    for (const char *from = path; *from != '\0';) {
        size_t size = strcspn(from + 1, "/") + 1;
        if (size == 3 && memcmp(from, "/..", 3) == 0) {
            while (to > path && *--to != '/') {
            }
        } else if (size > 2 || (size == 2 && from[1] != '.')) {
            memmove(to, from, size);
            to += size;
        }
        from += size;
    }
    *to = '\0';
}

/* New.  Where the folder is not known, that is the path as it was given. */
static RcObject *whole_path(const char *folder, RcObject *file)
{
    const char *given = RcStr_AsUTF8(file);
    if (given[0] != '/' && folder[0] != '/') {
        return Rc_NewRef(file);
    }
    char *path = RcMem_New(char, strlen(folder) + strlen(given) + 2);
    if (path == NULL) {
        return RcErr_NoMemory();
    }
    strcpy(path, given[0] == '/' ? "" : folder);
    strcat(path, given[0] == '/' ? "" : "/");
    strcat(path, given);
    tidy_path(path);
    RcObject *whole = RcStr_FromString(path);
    RcMem_Free(path);
    return whole;
}

/* Without the program's folder in front; new. */
static RcObject *seen_from(const char *folder, RcObject *whole)
{
    const char *path = RcStr_AsUTF8(whole);
    size_t size = strlen(folder);
    int is_within = size > 0 && strncmp(path, folder, size) == 0 && path[size] == '/';
    return is_within ? RcStr_FromString(path + size + 1) : Rc_NewRef(whole);
}

/* Does debug information tell the path that was given, with the folder of the compilation before it? */
static int is_given_there(const TraceSite *site, RcObject *given)
{
    const char *path = site->file != NULL ? RcStr_AsUTF8(site->file) : "";
    size_t size = strlen(path), rest = strlen(RcStr_AsUTF8(given));
    return path[0] == '/' && size > rest && path[size - rest - 1] == '/' &&
           strcmp(path + size - rest, RcStr_AsUTF8(given)) == 0;
}

/* The name of a file that was given to the compiler in another folder than the program ran in; new.  NULL: there is no
 * such, or an exception. */
static RcObject *name_from_elsewhere(const Trace *trace, RcObject *names, const char *folder, RcObject *given)
{
    RcObject *name = NULL;
    for (int i = 1; name == NULL && RcErr_Occurred() == NULL && i < trace->site_count; i++) {
        if (is_given_there(&trace->sites[i], given)) {
            RcObject *whole = whole_path(folder, trace->sites[i].file);
            name = whole != NULL ? seen_from(folder, whole) : NULL;
            if (name != NULL && RcHashTable_SetItem(names, whole, name) < 0) {
                Rc_CLEAR(name);
            }
            Rc_XDECREF(whole);
        }
    }
    return name;
}

/* Notes which name a file gets that an operation tells: the one that the compiler was given, the first if there are
 * several. */
static int note_name(const Trace *trace, RcObject *names, const char *folder, const TraceSite *site)
{
    RcObject *whole = site->api != NULL && site->file != NULL ? whole_path(folder, site->file) : NULL;
    RcObject *name = NULL;
    if (whole != NULL && RcHashTable_Contains(names, whole) == 0) {
        if (RcStr_AsUTF8(site->file)[0] != '/' && access(RcStr_AsUTF8(whole), R_OK) != 0) {
            name = name_from_elsewhere(trace, names, folder, site->file);
        }
        if (RcErr_Occurred() == NULL) {
            (void)RcHashTable_SetItem(names, whole, name != NULL ? name : site->file);
        }
    }
    Rc_XDECREF(whole);
    Rc_XDECREF(name);
    return RcErr_Occurred() != NULL ? -1 : 0;
}

/* New; NULL with an exception.  What tells of no operation, as the library's own files, has no name yet. */
static RcObject *name_of(RcObject *names, const char *folder, TraceSite *site)
{
    RcObject *whole = whole_path(folder, site->file), *name = NULL;
    if (whole != NULL) {
        site->is_users = RcHashTable_GetItemRef(names, whole, &name) == 1;
    }
    if (whole != NULL && name == NULL && RcErr_Occurred() == NULL) {
        name = seen_from(folder, whole);
    }
    Rc_XDECREF(whole);
    return name;
}

static int give_name(Trace *trace, RcObject *names, const char *folder, TraceSite *site)
{
    RcObject *name = site->file != NULL ? name_of(names, folder, site) : NULL;
    int status = site->file != NULL && name == NULL ? -1 : 0;
    if (name != NULL && !RcStr_Equal(name, site->file)) {
        status = RcHashTable_SetItem(trace->renamed, site->file, name);
    }
    Rc_XSETREF(site->file, name);
    return status;
}

int name_files(Trace *trace)
{
    const char *folder = trace_header_text(trace, "folder");
    RcObject *names = RcHashTable_New();
    int status = names != NULL ? 0 : -1;
    for (int i = 1; status == 0 && i < trace->site_count; i++) {
        status = note_name(trace, names, folder, &trace->sites[i]);
    }
    if (status == 0) {
        status = RcHashTable_Update(trace->renamed, names);
    }
    for (int i = 1; status == 0 && i < trace->site_count; i++) {
        status = give_name(trace, names, folder, &trace->sites[i]);
    }
    Rc_XDECREF(names);
    return status;
}
