/* TITLE: a record that is handed over by value
 * KIND: missing-incref|over-decref|use-after-free
 * SEES: plain
 * MASKED: no
 * STORY: The table gets a copy of the struct, with the same pointers, and its maker clears his own. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *name, *mail;
    int age;
} Person;

typedef struct {
    Person rows[8];
    int n;
} People;

static void person_make(Person *p, const char *name, const char *host, int age)
{
    p->name = RcStr_FromString(name);
    p->mail = RcStr_FromFormat("%s@%s", name, host);
    p->age = age;
}

static void person_clear(Person *p)
{
    Rc_CLEAR(p->name); /* ALSO */
    Rc_CLEAR(p->mail);
}

static void people_add(People *people, Person p)
{
#ifdef FIXED
    Rc_INCREF(p.name);
    Rc_INCREF(p.mail);
#endif
    people->rows[people->n++] = p; /* GUILTY */
}

static void people_clear(People *people)
{
    while (people->n > 0)
        person_clear(&people->rows[--people->n]);
}

int main(void)
{
    if (Rc_Initialize() < 0) {
        return 1;
    }
    People people = {.n = 0};
    static const char *const names[] = {"anna", "bert", "carla"};
    for (int i = 0; i < 3; i++) {
        Person p;
        person_make(&p, names[i], "example.org", 20 + i);
        people_add(&people, p);
        person_clear(&p);
    }
    printf("%d people\n", people.n);
    people_clear(&people);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
