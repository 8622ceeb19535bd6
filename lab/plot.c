/* Two charts beside each other: probes a hit, and time a hit, over the load; a line for each hash function.
 * Lines differ by colour, by dashes and by the name at their end. */
#include "plot.h"

#include "hashes.h"
#include "measure.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LOADS = 10, WIDTH = 380, HEIGHT = 300, TOP = 60, LEFT = 60, NEXT = 530 };

typedef struct Curves {
    int first;
    int end;
    double y[HASHES][LOADS];
} Curves;

/* Distinguishable with the usual kinds of colour blindness; by their lightness as well. */
static const char *const colours[HASHES] = {"#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8a6d00"};
static const char *const dashes[HASHES] = {"", "8 3", "2 3", "10 3 2 3", "5 5", "1 4"};

static double load_of(int step)
{
    return (double)(step + 1) / LOADS;
}

/* -- figures -- */

static int measure_curve(const KeySet *keys, int hash, Rc_ssize_t bins, Curves *probes, Curves *times)
{
    const Setup setup = {.size = bins, .max_load = 1.0, .hash = hash};
    for (int step = 0; step < LOADS; step++) {
        Rc_ssize_t count = (Rc_ssize_t)(load_of(step) * (double)bins);
        Measured measured;
        if (measure(&setup, keys, count > 0 ? count : 1, &measured) < 0) {
            lab_exception("table", NULL);
            return -1;
        }
        probes->y[hash][step] = measured.stats.mean_probes_hit;
        times->y[hash][step] = measured.times.hit;
    }
    return 0;
}

static Rc_ssize_t power_of_two_up_to(Rc_ssize_t number)
{
    Rc_ssize_t power = 1;
    while (power * 2 <= number) {
        power *= 2;
    }
    return power;
}

/* -- drawing -- */

/* Powers of ten around all figures. */
static void range_of(const Curves *curves, double *lowest, double *highest)
{
    double low = INFINITY;
    double high = 0;
    for (int hash = curves->first; hash < curves->end; hash++) {
        for (int step = 0; step < LOADS; step++) {
            low = fmin(low, curves->y[hash][step]);
            high = fmax(high, curves->y[hash][step]);
        }
    }
    *lowest = floor(log10(fmax(low, 1e-3)));
    *highest = fmax(ceil(log10(fmax(high, 1e-3))), *lowest + 1);
}

static double y_of(double value, double lowest, double highest)
{
    return TOP + HEIGHT - (log10(fmax(value, 1e-3)) - lowest) / (highest - lowest) * HEIGHT;
}

static double x_of(int left, double load)
{
    return left + load * WIDTH;
}

static void draw_axes(FILE *file, int left, const char *title, double lowest, double highest)
{
    fprintf(file, "<text x='%d' y='%d' class='title'>%s</text>\n", left, TOP - 18, title);
    for (double power = lowest; power <= highest + 0.5; power++) {
        double y = y_of(pow(10, power), lowest, highest);
        fprintf(file, "<path class='grid' d='M%d %.1fh%d'/><text x='%d' y='%.1f' class='end'>%g</text>\n",
                left, y, WIDTH, left - 6, y + 4, pow(10, power));
    }
    for (int step = 1; step < LOADS; step += 2) {
        fprintf(file, "<text x='%.1f' y='%d' class='middle'>%.1f</text>\n", x_of(left, load_of(step)),
                TOP + HEIGHT + 18, load_of(step));
    }
    fprintf(file, "<text x='%d' y='%d' class='middle'>load: keys / bins</text>\n", left + WIDTH / 2,
            TOP + HEIGHT + 38);
}

/* Names stand below each other where lines end at the same height. */
static void draw_names(FILE *file, int left, const Curves *curves, double lowest, double highest)
{
    double at[HASHES];
    for (int hash = curves->first; hash < curves->end; hash++) {
        at[hash] = y_of(curves->y[hash][LOADS - 1], lowest, highest) + 4;
    }
    for (int pass = 0; pass < 20; pass++) {
        for (int a = curves->first; a < curves->end; a++) {
            for (int b = curves->first; b < curves->end; b++) {
                if (a != b && fabs(at[a] - at[b]) < 13 && (at[a] < at[b] || (at[a] == at[b] && a < b))) {
                    at[a] -= 2;
                    at[b] += 2;
                }
            }
        }
    }
    for (int hash = curves->first; hash < curves->end; hash++) {
        fprintf(file, "<text x='%d' y='%.1f' fill='%s'>%s</text>\n", left + WIDTH + 6, at[hash],
                colours[hash], hash_name(hash));
    }
}

static void draw_chart(FILE *file, int left, const char *title, const Curves *curves)
{
    double lowest;
    double highest;
    range_of(curves, &lowest, &highest);
    draw_axes(file, left, title, lowest, highest);
    for (int hash = curves->first; hash < curves->end; hash++) {
        fprintf(file, "<path class='line' stroke='%s' stroke-dasharray='%s' d='", colours[hash],
                dashes[hash]);
        for (int step = 0; step < LOADS; step++) {
            fprintf(file, "%c%.1f %.1f", step == 0 ? 'M' : 'L', x_of(left, load_of(step)),
                    y_of(curves->y[hash][step], lowest, highest));
        }
        fprintf(file, "'><title>%s</title></path>\n", hash_name(hash));
    }
    draw_names(file, left, curves, lowest, highest);
}

static void draw(FILE *file, const Curves *probes, const Curves *times, Rc_ssize_t bins)
{
    fprintf(file,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1000 %d' width='1000' role='img'>\n"
            "<title>Probes and time of a hit over the load, by hash function; a table of %zd bins</title>\n"
            "<style>text{font:12px "
            "sans-serif}.title{font-size:15px}.end{text-anchor:end}.middle{text-anchor:middle}"
            ".grid{stroke:#ccc}.line{fill:none;stroke-width:2}</style>\n"
            "<rect width='1000' height='%d' fill='white'/>\n"
            "<text x='%d' y='22'>a table of %zd bins as it fills; logarithmic scales</text>\n",
            TOP + HEIGHT + 60, bins, TOP + HEIGHT + 60, LEFT, bins);
    draw_chart(file, LEFT, "probes a hit", probes);
    draw_chart(file, NEXT, "time of a hit, ns", times);
    fputs("</svg>\n", file);
}

int plot_loads(const char *path, const KeySet *keys, int first, int end)
{
    Curves probes = {.first = first, .end = end};
    Curves times = {.first = first, .end = end};
    Rc_ssize_t bins = power_of_two_up_to(RcList_GET_SIZE(keys->distinct));
    FILE *file = fopen(path, "w"); /* before the work: a name that cannot be is told at once */
    if (file == NULL) {
        lab_error("table", "%s: %s", path, strerror(errno));
        return -1;
    }
    int status = 0;
    for (int hash = first; status == 0 && hash < end; hash++) {
        status = measure_curve(keys, hash, bins, &probes, &times);
    }
    if (status == 0) {
        draw(file, &probes, &times, bins);
    }
    if (fclose(file) != 0 && status == 0) {
        lab_error("table", "%s: %s", path, strerror(errno));
        status = -1;
    }
    return status;
}
