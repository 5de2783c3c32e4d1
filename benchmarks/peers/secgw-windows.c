// SPDX-License-Identifier: Apache-2.0
/*
 * Built into ipsec-secgw for receiving: an endless capture brings the same sequence numbers again and again, so each
 * time it begins anew the replay windows of all inbound SAs do, too; its length is a multiple of the burst. Between two
 * beginnings a window works as always. Called with no packet under way; costs a few ns a packet at most, as an SA has
 * one packet or more in each round.
 */
#include <stdlib.h>
#include <string.h>

#include "ipsec.h"
#include "sa.h"

void windows_received(struct sa_ctx *sas, uint32_t packets);

void
windows_received(struct sa_ctx *sas, uint32_t packets)
{
	static uint64_t capture, round;
	uint32_t i, k;

	if (capture == 0) {
		const char *text = getenv("SECGW_CAPTURE");
		capture = text == NULL ? UINT64_MAX : strtoull(text, NULL, 10);
	}
	if (packets == 0)
		return;
	if (round < capture) {
		round += packets;
		return;
	}
	round = packets;
	for (i = 0; sas != NULL && i < sas->nb_sa; i++) {
		struct rte_ipsec_sa *sa = ipsec_get_primary_session(&sas->sa[i])->sa;
		for (k = 0; sa != NULL && sa->replay.win_sz != 0 && k < REPLAY_SQN_NUM; k++) {
			struct replay_sqn *rsn = sa->sqn.inb.rsn[k];
			if (rsn != NULL) {
				rsn->sqn = 0;
				memset(rsn->window, 0, sa->replay.nb_bucket * sizeof(rsn->window[0]));
			}
		}
	}
}
