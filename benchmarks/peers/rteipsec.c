// SPDX-License-Identifier: Apache-2.0
/* The C pipeline: DPDK's librte_ipsec, rte_acl and the crypto_aesni_gcm device in one loop on one core, without
 * ports. Outbound ESP tunnel, AES-128-GCM, bursts of 32, one rule and one SA a destination, SAs in turn. Stages,
 * each adding to the one before:
 *   buf   32 buffers taken, a frame copied into each, given back
 *   acl   + frame parsed, policy looked up by rte_acl, which gives the SA
 *   async + librte_ipsec prepares, crypto device's queue, librte_ipsec processes, new Ethernet header
 *   cpu   the same, synchronously
 * usage: rteipsec EAL... -- [runs] [ms a run]; environment SIZES="64 512 1420" SAS="1 64 4096"
 * MODES="buf acl async cpu" */
#include <arpa/inet.h>
#include <rte_acl.h>
#include <rte_cryptodev.h>
#include <rte_eal.h>
#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_ipsec.h>
#include <rte_ipsec_group.h>
#include <rte_ipsec_sa.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "calib.h"

#define B 32
enum { BUF, ACL, ASYNC, CPU };
static struct rte_mempool *mp, *cop, *sp;
static struct rte_ipsec_session *ss;
static struct rte_acl_ctx *acl;
static uint8_t frame[2048];
static unsigned nsa, len;
static uint32_t seq;
static uint64_t okc, badc;

struct tuple { uint8_t proto; uint32_t src, dst; uint16_t sp, dp; } __attribute__((packed));
static struct rte_acl_field_def defs[5] = {
    { .type = RTE_ACL_FIELD_TYPE_BITMASK, .size = 1, .field_index = 0, .input_index = 0, .offset = 0 },
    { .type = RTE_ACL_FIELD_TYPE_MASK, .size = 4, .field_index = 1, .input_index = 1, .offset = 3 },
    { .type = RTE_ACL_FIELD_TYPE_MASK, .size = 4, .field_index = 2, .input_index = 2, .offset = 7 },
    { .type = RTE_ACL_FIELD_TYPE_RANGE, .size = 2, .field_index = 3, .input_index = 3, .offset = 11 },
    { .type = RTE_ACL_FIELD_TYPE_RANGE, .size = 2, .field_index = 4, .input_index = 3, .offset = 13 },
};
RTE_ACL_RULE_DEF(rule5, 5);
/* offsets as in an IPv4 header from its protocol byte (9): src at +3, dst at +7, ports at +11 */

static void die(const char *s) { rte_exit(EXIT_FAILURE, "%s: %s\n", s, rte_strerror(rte_errno)); }

static void setup(int cpu)
{
    static struct rte_ipv4_hdr outer;
    struct rte_crypto_sym_xform x = { .type = RTE_CRYPTO_SYM_XFORM_AEAD };
    static uint8_t key[16] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    outer = (struct rte_ipv4_hdr){ .version_ihl = 0x45, .time_to_live = 64, .next_proto_id = IPPROTO_ESP,
        .src_addr = htonl(0xac100105), .dst_addr = htonl(0xac100205) };
    x.aead.op = RTE_CRYPTO_AEAD_OP_ENCRYPT;
    x.aead.algo = RTE_CRYPTO_AEAD_AES_GCM;
    x.aead.key.data = key;
    x.aead.key.length = 16;
    x.aead.iv.offset = sizeof(struct rte_crypto_op) + sizeof(struct rte_crypto_sym_op);
    x.aead.iv.length = 12;
    x.aead.digest_length = 16;
    x.aead.aad_length = 8;
    ss = rte_zmalloc(NULL, sizeof(*ss) * nsa, 64);
    for (unsigned i = 0; i < nsa; i++) {
        struct rte_ipsec_sa_prm p;
        memset(&p, 0, sizeof p);
        p.ipsec_xform.spi = 1000 + i;
        p.ipsec_xform.salt = 0xdeadbeef;
        p.ipsec_xform.direction = RTE_SECURITY_IPSEC_SA_DIR_EGRESS;
        p.ipsec_xform.proto = RTE_SECURITY_IPSEC_SA_PROTO_ESP;
        p.ipsec_xform.mode = RTE_SECURITY_IPSEC_SA_MODE_TUNNEL;
        p.ipsec_xform.tunnel.type = RTE_SECURITY_IPSEC_TUNNEL_IPV4;
        p.tun.hdr_len = sizeof outer;
        p.tun.next_proto = IPPROTO_IPIP;
        p.tun.hdr = &outer;
        p.crypto_xform = &x;
        int sz = rte_ipsec_sa_size(&p);
        struct rte_ipsec_sa *sa = rte_zmalloc(NULL, sz, 64);
        if (rte_ipsec_sa_init(sa, &p, sz) < 0) die("sa");
        key[15] = i; key[14] = i >> 8;
        ss[i].sa = sa;
        ss[i].type = cpu ? RTE_SECURITY_ACTION_TYPE_CPU_CRYPTO : RTE_SECURITY_ACTION_TYPE_NONE;
        ss[i].crypto.dev_id = 0;
        ss[i].crypto.ses = rte_cryptodev_sym_session_create(0, &x, sp);
        if (!ss[i].crypto.ses) die("session");
        if (rte_ipsec_session_prepare(&ss[i])) die("prepare");
    }
}

static void mkacl(void)
{
    struct rte_acl_param p = { .name = "spd", .socket_id = SOCKET_ID_ANY, .rule_size = RTE_ACL_RULE_SZ(5),
        .max_rule_num = nsa };
    struct rte_acl_config cfg = { .num_categories = 1, .num_fields = 5 };
    memcpy(cfg.defs, defs, sizeof defs);
    acl = rte_acl_create(&p);
    if (!acl) die("acl");
    for (unsigned i = 0; i < nsa; i++) {
        struct rule5 r;
        memset(&r, 0, sizeof r);
        r.data.category_mask = 1;
        r.data.priority = 1;
        r.data.userdata = i + 1;
        r.field[2].value.u32 = 0x0a800000 | i;
        r.field[2].mask_range.u32 = 32;
        r.field[3].mask_range.u16 = 0xffff;
        r.field[4].mask_range.u16 = 0xffff;
        if (rte_acl_add_rules(acl, (struct rte_acl_rule *)&r, 1)) die("rule");
    }
    if (rte_acl_build(acl, &cfg)) die("build");
}

static void put(struct rte_mbuf **m, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        struct rte_ether_hdr *e = (struct rte_ether_hdr *)rte_pktmbuf_prepend(m[i], 14);
        memcpy(e, frame, 14);
    }
    rte_pktmbuf_free_bulk(m, n);
}

static void burst(int mode)
{
    struct rte_mbuf *m[B], *o[B];
    const uint8_t *data[B];
    uint32_t res[B], n, k;
    if (rte_pktmbuf_alloc_bulk(mp, m, B)) die("mbuf");
    for (int i = 0; i < B; i++) {
        uint8_t *f = rte_pktmbuf_mtod(m[i], uint8_t *);
        rte_memcpy(f, frame, len);
        *(uint32_t *)(f + 30) = htonl(0x0a800000 | (seq++ % nsa));
        m[i]->data_len = len;
        m[i]->pkt_len = len;
    }
    if (mode == BUF) { rte_pktmbuf_free_bulk(m, B); okc += B; return; }
    for (int i = 0; i < B; i++) {
        struct rte_ether_hdr *e = rte_pktmbuf_mtod(m[i], struct rte_ether_hdr *);
        if (e->ether_type != htons(0x0800)) die("eth");
        struct rte_ipv4_hdr *ip = (struct rte_ipv4_hdr *)rte_pktmbuf_adj(m[i], 14);
        if (ip->version_ihl != 0x45 || ntohs(ip->total_length) > m[i]->data_len) die("ip");
        m[i]->l2_len = 0;
        m[i]->l3_len = 20;
        data[i] = (const uint8_t *)ip + 9;
    }
    if (rte_acl_classify(acl, data, res, B, 1)) die("classify");
    if (mode == ACL) {
        for (int i = 0; i < B; i++) okc += res[i] != 0;
        put(m, B);
        return;
    }
    for (unsigned i = 0; i < B; i += k) {
        struct rte_ipsec_session *s = &ss[res[i] - 1];
        for (k = 1; i + k < B && res[i + k] == res[i]; k++) ;
        if (mode == CPU) {
            n = rte_ipsec_pkt_cpu_prepare(s, m + i, k);
            if (n != k) die("cpu prepare");
            n = rte_ipsec_pkt_process(s, m + i, n);
            okc += n;
            badc += k - n;
            put(m + i, k);
        } else {
            static struct rte_crypto_op *op[B];
            if (rte_crypto_op_bulk_alloc(cop, RTE_CRYPTO_OP_TYPE_SYMMETRIC, op, k) != k) die("op");
            n = rte_ipsec_pkt_crypto_prepare(s, m + i, op, k);
            if (n != k || rte_cryptodev_enqueue_burst(0, 0, op, k) != k) die("enqueue");
        }
    }
    if (mode == ASYNC) {
        struct rte_crypto_op *op[B];
        struct rte_ipsec_group g[B];
        unsigned got = rte_cryptodev_dequeue_burst(0, 0, op, B);
        unsigned ng = rte_ipsec_pkt_crypto_group((const struct rte_crypto_op **)(uintptr_t)op, o, g, got);
        for (unsigned i = 0; i < ng; i++) {
            n = rte_ipsec_pkt_process(g[i].id.ptr, g[i].m, g[i].cnt);
            okc += n;
            badc += g[i].cnt - n;
            put(g[i].m, g[i].cnt);
        }
        rte_mempool_put_bulk(cop, (void **)op, got);
    }
}

static void bursts(uint64_t n, void *mode)
{
    while (n--) burst(*(int *)mode);
}

int main(int argc, char **argv)
{
    int a = rte_eal_init(argc, argv), reps = 7, ms = 30;
    if (a < 0) die("eal");
    if (argc - a > 1) reps = atoi(argv[a + 1]);
    if (argc - a > 2) ms = atoi(argv[a + 2]);
    const char *sizes = getenv("SIZES") ? getenv("SIZES") : "64 512 1420";
    const char *sas = getenv("SAS") ? getenv("SAS") : "1 64 4096";
    const char *modes = getenv("MODES") ? getenv("MODES") : "buf acl async cpu";
    static const char *name[] = { "buf", "acl", "async", "cpu" };
    struct rte_cryptodev_config cc = { .nb_queue_pairs = 1, .socket_id = 0 };
    struct rte_cryptodev_qp_conf qc = { .nb_descriptors = 2048 };
    mp = rte_pktmbuf_pool_create("mp", 8191, 256, 0, RTE_MBUF_DEFAULT_BUF_SIZE, SOCKET_ID_ANY);
    cop = rte_crypto_op_pool_create("cop", RTE_CRYPTO_OP_TYPE_SYMMETRIC, 4095, 256, 32, SOCKET_ID_ANY);
    sp = rte_cryptodev_sym_session_pool_create("sp", 16384, rte_cryptodev_sym_get_private_session_size(0), 0, 0,
        SOCKET_ID_ANY);
    qc.mp_session = sp;
    if (!mp || !cop || !sp) die("pools");
    if (rte_cryptodev_configure(0, &cc) || rte_cryptodev_queue_pair_setup(0, 0, &qc, 0) || rte_cryptodev_start(0))
        die("dev");
    for (int i = 0; i < 2048; i++) frame[i] = i;
    memcpy(frame + 12, "\x08\x00", 2);
    for (char *s1 = strdup(sas), *p = strtok_r(s1, " ", &s1); p; p = strtok_r(NULL, " ", &s1)) {
        nsa = atoi(p);
        mkacl();
        for (int mode = 0; mode < 4; mode++) {
            if (!strstr(modes, name[mode])) continue;
            if (mode >= ASYNC) setup(mode == CPU);
            for (char *s2 = strdup(sizes), *q = strtok_r(s2, " ", &s2); q; q = strtok_r(NULL, " ", &s2)) {
                len = atoi(q);
                struct rte_ipv4_hdr ip = { .version_ihl = 0x45, .total_length = htons(len - 14), .time_to_live = 64,
                    .next_proto_id = 17, .src_addr = htonl(0x0a000001) };
                memcpy(frame + 14, &ip, 20);
                okc = badc = 0;
                char nm[64];
                snprintf(nm, sizeof nm, "rteipsec-%s-out-sa%u", name[mode], nsa);
                calib_row(nm, len, bursts, &mode, calib_times(bursts, &mode, 2000, ms), B, reps);
                if (badc) die("bad packets");
            }
            if (mode >= ASYNC)
                for (unsigned i = 0; i < nsa; i++) {
                    rte_cryptodev_sym_session_free(0, ss[i].crypto.ses);
                    rte_free(ss[i].sa);
                }
        }
        rte_acl_free(acl);
    }
    return 0;
}
