// SPDX-License-Identifier: Apache-2.0
/* The bare cipher, the floor under every pipeline: IPsec-MB's direct AES-128-GCM call, in place, 8 bytes of
 * associated data, 16-byte tag, keys expanded beforehand and taken in turn, the nonces of a burst of 32 written
 * before its first call. A row is named and sized by the Ethernet frame; what is encrypted is the frame without
 * its Ethernet header, with the 2 bytes of the ESP trailer, padded to 4.
 * usage: imbperf [runs] [ms a run]; environment SIZES="64 512 1420" (frames), SAS="1 64 4096" (keys), BUFS=64 (of
 * 2 KiB) */
#define _GNU_SOURCE
#include <intel-ipsec-mb.h>
#include <sys/mman.h>
#include "calib.h"

#define BURST 32
#define BUFFER 2048

static IMB_MGR *m;
static struct gcm_key_data *keys;
static uint8_t *pool;
static unsigned buffers = 64, nkeys, len;
static uint64_t seq;

static void *big(size_t n)
{
    void *p = mmap(0, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) { perror("mmap"); exit(1); }
    madvise(p, n, MADV_HUGEPAGE);
    memset(p, 1, n);
    return p;
}

static void seal(uint64_t bursts, void *unused)
{
    static uint8_t iv[BURST][16], aad[16];
    struct gcm_context_data context;
    (void)unused;
    while (bursts--) {
        for (unsigned i = 0; i < BURST; i++) {
            uint64_t s = seq + i;
            memcpy(iv[i] + 4, &s, 8);
        }
        for (unsigned i = 0; i < BURST; i++, seq++) {
            uint8_t *p = pool + (size_t)(seq % buffers) * BUFFER;
            IMB_AES128_GCM_ENC(m, &keys[seq % nkeys], &context, p, p, len, iv[i], aad, 8, p + len, 16);
        }
    }
}

int main(int argc, char **argv)
{
    unsigned runs = argc > 1 ? atoi(argv[1]) : 7, ms = argc > 2 ? atoi(argv[2]) : 30;
    const char *sizes = getenv("SIZES") ? getenv("SIZES") : "64 512 1420";
    const char *sas = getenv("SAS") ? getenv("SAS") : "1 64 4096";
    if (getenv("BUFS")) buffers = atoi(getenv("BUFS"));
    m = alloc_mb_mgr(0);
    if (!m) { fprintf(stderr, "no manager\n"); return 1; }
    init_mb_mgr_auto(m, NULL);
    pool = big((size_t)buffers * BUFFER + 4096);
    printf("# ipsec-mb %s, architecture %d, %u buffers\n", imb_get_version_str(), (int)m->used_arch, buffers);
    for (char *s1 = strdup(sas), *p = strtok_r(s1, " ", &s1); p; p = strtok_r(NULL, " ", &s1)) {
        nkeys = atoi(p);
        keys = big(nkeys * sizeof *keys);
        for (unsigned i = 0; i < nkeys; i++) {
            uint8_t key[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
            key[14] = i >> 8;
            key[15] = i;
            IMB_AES128_GCM_PRE(m, key, &keys[i]);
        }
        for (char *s2 = strdup(sizes), *q = strtok_r(s2, " ", &s2); q; q = strtok_r(NULL, " ", &s2)) {
            unsigned frame = atoi(q);
            char name[64];
            len = (frame - 14 + 2 + 3) / 4 * 4;
            snprintf(name, sizeof name, "imb-gcm128-sa%u", nkeys);
            calib_row(name, frame, seal, NULL, calib_times(seal, NULL, 2000, ms), BURST, runs);
        }
        munmap(keys, nkeys * sizeof *keys);
    }
    return 0;
}
