/* The founding story of recount, with the counts after each step.
 *
 * A hash table owns its hash function.  How does one see that it does?  By the count of the function: it goes
 * up by one while the table lives, and comes back.  From there: what set, get and pop do to the counts of
 * keys and values, what borrowed and new mean, and what happens when an INCREF or a DECREF is forgotten.
 *
 * Run it and read; then change it and see whether you know the numbers before it prints them. */
#include "counts.h"

/* Our hash function: the length of a string.  Not a good one, but easy to follow. */
static RcObject *length_of(RcObject *self, RcObject *argument)
{
    Rc_UNUSED(self);
    Rc_ssize_t length = RcObject_Length(argument);
    return length < 0 ? NULL : RcInt_FromSsize_t(length);
}

static RcMethodDef length_definition = {"length_of", length_of, RC_METH_O, "The length of a string."};

static void a_count_is_a_number_of_promises(void)
{
    puts("1. A count is a number of promises\n\n"
         "Who holds a reference to an object has promised to give it back.  The count is the number of\n"
         "these promises.  A new object comes with one, and it is ours:\n");
    RcObject *number = must(RcFloat_FromDouble(2.5));
    COUNT(number, 1);
    puts("\nRc_NewRef takes a second reference, Rc_DECREF gives it back:\n");
    RcObject *same = Rc_NewRef(number);
    COUNT(number, 2);
    Rc_DECREF(same);
    COUNT(number, 1);
    Rc_ssize_t alive = Rc_LiveObjects();
    puts("\nWith the last one the object is gone, at once:\n");
    Rc_DECREF(number);
    show_number("objects that have gone", alive - Rc_LiveObjects(), 1);
}

static void the_table_owns_its_hash_function(void)
{
    puts("\n2. The table owns its hash function\n\n"
         "A hash function is an object as well.  We make one, and hold the only reference:\n");
    RcObject *hash_func = must(RcCFunction_New(&length_definition, NULL));
    COUNT(hash_func, 1);
    puts("\nNow a table that uses it.  The table keeps a reference of its own:\n");
    RcObject *table = must(RcHashTable_NewWith(8, 0.5, hash_func));
    COUNT(hash_func, 2);
    puts("\nIt calls the function whenever it is given a key.  A call gives back what it takes:\n");
    must_be_0(RcHashTable_SetItemString(table, "hello", Rc_None));
    must_be_0(RcHashTable_SetItemString(table, "goodbye", Rc_None));
    COUNT(hash_func, 2);
    RcObject *drawing = must(RcObject_Str(table));
    printf("\nThe bins, one line each: a word of 5 letters is in bin 5, one of 7 in bin 7.\n\n%s\n",
           RcStr_AsUTF8(drawing));
    Rc_DECREF(drawing);
    puts("\nThe table goes, and so does its reference.  Up by one, and back:\n");
    Rc_DECREF(table);
    COUNT(hash_func, 1);
    Rc_DECREF(hash_func);
}

static void a_table_outlives_our_reference(void)
{
    puts("\n3. What is owned stays\n\n"
         "We may give our reference to the function back as soon as the table has its own:\n");
    RcObject *hash_func = must(RcCFunction_New(&length_definition, NULL));
    RcObject *table = must(RcHashTable_NewWith(8, 0.5, hash_func));
    Rc_DECREF(hash_func);
    show_count("count of hash_func", RcHashTable_HashFunc(table), 1);
    must_be_0(RcHashTable_SetItemString(table, "hello", Rc_None));
    puts("\nThe table goes on hashing with it, and takes it along when it goes:\n");
    Rc_ssize_t alive = Rc_LiveObjects();
    Rc_DECREF(table);
    show_number("objects that have gone", alive - Rc_LiveObjects(), 3);
    puts("\n(The table, the function, and the key \"hello\".)");
}

static void set(RcObject *table, RcObject *key, RcObject *value)
{
    puts("\n4. set\n\n"
         "A key and a value of our own, before:\n");
    COUNT(key, 1);
    COUNT(value, 1);
    puts("\nset: the table keeps both.\n");
    must_be_0(RcHashTable_SetItem(table, key, value));
    COUNT(key, 2);
    COUNT(value, 2);
    puts("\nset with an equal key, which is another object: the table has a key already, so it keeps the\n"
         "new value, gives the old one back, and leaves the second key alone.\n");
    RcObject *equal_key = must(RcStr_FromString("hello"));
    RcObject *new_value = must(RcFloat_FromDouble(3.5));
    must_be_0(RcHashTable_SetItem(table, equal_key, new_value));
    COUNT(key, 2);
    COUNT(equal_key, 1);
    COUNT(value, 1);
    COUNT(new_value, 2);
    must_be_0(RcHashTable_SetItem(table, key, value));
    Rc_DECREF(equal_key);
    Rc_DECREF(new_value);
}

static void get(RcObject *table, RcObject *key, RcObject *value)
{
    puts("\n5. get: borrowed or new\n\n"
         "RcHashTable_GetItem lends us the value: no count changes, and we must not give back what is\n"
         "the table's.  It is ours to look at for as long as the table has it.\n");
    RcObject *borrowed = must(RcHashTable_GetItem(table, key));
    COUNT(value, 2);
    printf("    the value is %g\n", RcFloat_AsDouble(borrowed));
    puts("\nRcHashTable_GetItemRef gives us a reference of our own: whatever happens to the table, the\n"
         "value stays until we give it back.\n");
    RcObject *owned;
    if (RcHashTable_GetItemRef(table, key, &owned) != 1) {
        counts_wrong = 1;
        return;
    }
    COUNT(value, 3);
    Rc_DECREF(owned);
    COUNT(value, 2);
}

static void pop(RcObject *table, RcObject *key, RcObject *value)
{
    puts("\n6. pop\n\n"
         "pop hands over: the table's reference to the value becomes ours, so the count stays.  Its\n"
         "reference to the key is given back.\n");
    RcObject *popped;
    if (RcHashTable_Pop(table, key, &popped) != 1) {
        counts_wrong = 1;
        return;
    }
    COUNT(value, 2);
    COUNT(key, 1);
    puts("\nIt is ours, so we give it back:\n");
    Rc_DECREF(popped);
    COUNT(value, 1);
}

static void set_get_pop(void)
{
    RcObject *table = must(RcHashTable_New());
    RcObject *key = must(RcStr_FromString("hello"));
    RcObject *value = must(RcFloat_FromDouble(2.5));
    set(table, key, value);
    get(table, key, value);
    pop(table, key, value);
    Rc_DECREF(value);
    Rc_DECREF(key);
    Rc_DECREF(table);
}

/* The mistakes are shown with a guard: one more reference, which is left out of the numbers.  So a count that
 * is told as 0 is 1 in truth, and nothing is used after it is gone. */
static void show_guarded(const char *name, RcObject *op, Rc_ssize_t expected)
{
    show_number(name, Rc_REFCNT(op) - 1, expected);
}

static void without_the_incref(void)
{
    puts("\n7. Without the INCREF\n\n"
         "A container that stores a pointer and takes no reference has made no promise, so nobody knows\n"
         "of it.  Two pointers, one promise:\n");
    RcObject *value = must(RcFloat_FromDouble(2.5));
    RcObject *guard = Rc_NewRef(value);
    RcObject *slot = value; /* the mistake: Rc_NewRef(value) is right */
    show_guarded("count of value", value, 1);
    puts("\nWe give back our own reference, as we have to:\n");
    Rc_DECREF(value);
    show_guarded("count of value", slot, 0);
    puts("\nHere the object would be gone, and the container would hold a pointer to nothing.  Not this\n"
         "line would crash, but a later one, somewhere else.  (Our guard has kept it alive.)");
    Rc_DECREF(guard);
}

static void without_the_decref(void)
{
    puts("\n8. Without the DECREF\n\n"
         "Who takes references and does not give them back is owed nothing, but the object does not know:\n");
    RcObject *value = must(RcFloat_FromDouble(2.5));
    /* The mistake: three calls of something that returns a new reference, none given back. */
    Rc_INCREF(value);
    COUNT(value, 2);
    Rc_INCREF(value);
    COUNT(value, 3);
    Rc_INCREF(value);
    COUNT(value, 4);
    puts("\nWe give back our own reference.  Nobody uses the object any more, and it cannot go:\n");
    Rc_ssize_t alive = Rc_LiveObjects();
    Rc_DECREF(value);
    COUNT(value, 3);
    show_number("objects that have gone", alive - Rc_LiveObjects(), 0);
    puts("\nThat is a leak.  Rc_Finalize would tell of one object left.  We pay the debt:\n");
    for (int i = 0; i < 3; i++) {
        Rc_DECREF(value);
    }
    show_number("objects that have gone", alive - Rc_LiveObjects(), 1);
}

static void immortal_objects(void)
{
    puts("\n9. What is not counted\n\n"
         "None, True, False and the small ints are immortal: no operation changes their counts, so a\n"
         "mistake with them cannot be seen.  Study with objects that are mortal.\n");
    Rc_ssize_t before = Rc_REFCNT(Rc_None);
    Rc_INCREF(Rc_None);
    show_number("change of the count of None", Rc_REFCNT(Rc_None) - before, 0);
    Rc_DECREF(Rc_None);
}

int main(void)
{
    start();
    a_count_is_a_number_of_promises();
    the_table_owns_its_hash_function();
    a_table_outlives_our_reference();
    set_get_pop();
    without_the_incref();
    without_the_decref();
    immortal_objects();
    puts("\n10. The end\n\n"
         "When the runtime ends, every promise has been kept:\n");
    return finish();
}
