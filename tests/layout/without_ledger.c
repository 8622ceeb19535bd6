/* What <recount/ledger.h> offers does nothing in a program of the release library, and RC_BALANCED is a block. */
#include <recount/recount.h>

#include <stdio.h>

static int wrong;

static void check_at(int line, int condition)
{
    if (!condition) {
        printf("line %d: not as it should be\n", line);
        wrong++;
    }
}
#define CHECK(condition) check_at(__LINE__, condition)

static void reporter(const RcFinding *finding, void *arg)
{
    Rc_UNUSED(finding);
    Rc_UNUSED(arg);
}

static void test_functions(void)
{
    FILE *out = tmpfile();
    RcLedger_Place place;
    RcObject *op = RcFloat_FromDouble(1.5);

    CHECK(Rc_AuditHeap() == 0);
    CHECK(RcLedger_ExternalRefs(op) == -1);
    CHECK(RcLedger_SetReporter(reporter, NULL) == -1);
    RcMem_SetFailAfter(1);
    CHECK(RcMem_Malloc(1) == NULL);
    CHECK(RcLedger_FailedAllocation(&place) == 0);
    if (out != NULL) {
        RcLedger_Explain(op, out);
        CHECK(ftell(out) == 0);
        fclose(out);
    }
    Rc_DECREF(op);
}

static int leave_by_return(void)
{
    RC_BALANCED
    {
        return 1;
    }
    return 0;
}

static void test_blocks(void)
{
    int steps = 0;

    RC_BALANCED
    {
        steps += 1;
        RC_BALANCED
        {
            steps += 10;
        }
    }
    for (int i = 0; i < 2; i++) {
        RC_BALANCED
        {
            if (i == 0) {
                break;
            }
            if (i == 1) {
                continue;
            }
            steps += 1000;
        }
        steps += 100; /* break and continue leave the block, not the loop */
    }
    CHECK(steps == 211);
    CHECK(leave_by_return());
}

int main(void)
{
    CHECK(Rc_Initialize() == 0);
    test_functions();
    test_blocks();
    CHECK(Rc_Finalize() == 0);
    return wrong == 0 ? 0 : 1;
}
