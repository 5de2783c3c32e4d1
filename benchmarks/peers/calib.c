// SPDX-License-Identifier: Apache-2.0
/* Is this core ours? Prints cycles an iteration, GHz and the share of the time that others had the core, one
 * sample a line; see calib.h. usage: calib [samples] [ms between] */
#define _GNU_SOURCE
#include <unistd.h>
#include "calib.h"

int main(int argc, char **argv)
{
    int n = argc > 1 ? atoi(argv[1]) : 1, ms = argc > 2 ? atoi(argv[2]) : 0;
    (void)calib_row, (void)calib_times;
    for (int i = 0; i < n; i++) {
        double ghz, wall = calib_now(), cpu = calib_clock(CLOCK_THREAD_CPUTIME_ID), cycles = calib(&ghz);
        cpu = calib_clock(CLOCK_THREAD_CPUTIME_ID) - cpu;
        wall = calib_now() - wall;
        printf("%.2f %.2f %.3f\n", cycles, ghz, wall > cpu ? (wall - cpu) / wall : 0);
        if (ms) usleep(ms * 1000);
    }
    return 0;
}
