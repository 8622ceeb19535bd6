/* TITLE: a recipe whose dealloc forgets its photo
 * KIND: bad-dealloc|leak
 * SEES: plain
 * MASKED: no
 * STORY: A recipe gets a photo when somebody has cooked it.  The dealloc knows the title and the steps, which each
 * recipe has from the start. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct Recipe {
    RcObject_HEAD
    RcObject *title;
    RcObject *steps;
    RcObject *photo; /* NULL: nobody has cooked it */
} Recipe;

static void recipe_dealloc(RcObject *op)
{
    Recipe *recipe = (Recipe *)op;
    RcTypeObject *type = Rc_TYPE(op);
    Rc_XDECREF(recipe->title);
#ifdef FIXED
    Rc_XDECREF(recipe->photo);
#endif
    Rc_XDECREF(recipe->steps); /* GUILTY */
    type->tp_free(op);
}

static RcTypeObject Recipe_Type = {
    RcVarObject_HEAD_INIT(&RcType_Type, 0).tp_name = "kitchen.Recipe",
    .tp_basicsize = sizeof(Recipe),
    .tp_dealloc = recipe_dealloc,
    .tp_free = RcObject_Del,
};

static Recipe *recipe_new(const char *title)
{
    Recipe *recipe = RcObject_New(Recipe, &Recipe_Type);
    recipe->title = RcStr_FromString(title);
    recipe->steps = RcList_New(0);
    recipe->photo = NULL;
    return recipe;
}

static void recipe_cooked(Recipe *recipe, RcObject *photo)
{
    Rc_XSETREF(recipe->photo, Rc_NewRef(photo)); /* ALSO */
}

int main(void)
{
    if (Rc_Initialize() < 0 || RcType_Ready(&Recipe_Type) < 0) {
        return 1;
    }
    Recipe *soup = recipe_new("soup"), *stew = recipe_new("stew");
    RcObject *photo = RcBytes_FromStringAndSize("JPEG", 4);
    recipe_cooked(stew, photo);
    Rc_DECREF(photo);
    printf("stew has %d bytes of photo\n", (int)RcBytes_GET_SIZE(stew->photo));
    Rc_DECREF(soup);
    Rc_DECREF(stew);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
