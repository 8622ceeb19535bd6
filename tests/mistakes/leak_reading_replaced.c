/* TITLE: a reading that replaces the last one
 * KIND: lost-reference|leak
 * SEES: plain
 * MASKED: no
 * STORY: The gauge lies in a variable of main's. gauge_read() stores the newest reading in it and does not give the last one
 * back. */
#include <recount/recount.h>
#include <stdio.h>

typedef struct {
    RcObject *reading; /* owned, or NULL */
    int readings;
} Gauge;

/* 1 if there was something to read. */
static int gauge_read(Gauge *gauge, double value)
{
    if (value < 0)
        return 0;
    RcObject *reading = RcFloat_FromDouble(value);
    if (reading == NULL)
        return -1;
    gauge->readings++;
#ifdef FIXED
    Rc_XSETREF(gauge->reading, reading);
#else
    gauge->reading = reading; /* GUILTY */
#endif
    return 1;
}

static double gauge_mean(Gauge *gauge, const double *values, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++) {
        if (gauge_read(gauge, values[i]) > 0)
            sum += RcFloat_AsDouble(gauge->reading);
    }
    return gauge->readings > 0 ? sum / gauge->readings : 0.0;
}

int main(void)
{
    static const double morning[] = {17.5, -1, 18.25, 19.75}, evening[] = {21.5, 20.25};
    if (Rc_Initialize() < 0)
        return 1;
    Gauge gauge = {NULL, 0};
    printf("%.2f\n", gauge_mean(&gauge, morning, 4));
    printf("%.2f\n", gauge_mean(&gauge, evening, 2));
    Rc_CLEAR(gauge.reading);
    printf("objects left: %d\n", Rc_Finalize());
    return 0;
}
