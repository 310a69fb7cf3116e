/* SPDX-License-Identifier: ISC */
/* The retransmission timer; see timer.h.  Pure. */
#include "timer.h"

#include "proto.h"

/* Less is within what a busy machine blurs. */
#define TFTP_PATIENCE_MIN_US 2000
/* While nothing was measured: under the 55 ms of a PXE ROM's clock tick. */
#define TFTP_PATIENCE_FIRST_US 50000

static uint32_t
clamp(uint32_t value, uint32_t min, uint32_t max)
{
	if (value < min) {
		value = min;
	}
	return value < max ? value : max;
}

/* srtt + 4 * rttvar */
static uint32_t
round_trip_us(const struct tftp_timer *timer)
{
	return timer->srtt_8us / 8 + timer->rttvar_4us;
}

void
tftp_timer_init(struct tftp_timer *timer, uint32_t first_us, uint32_t max_us)
{
	*timer = (struct tftp_timer){
	    .rto_us = clamp(first_us, TFTP_RTO_MIN_US, max_us),
	    .max_us = max_us,
	};
}

void
tftp_timer_measure(struct tftp_timer *timer, uint64_t rtt_us)
{
	uint32_t rtt =
	    rtt_us < TFTP_RTO_MAX_US ? (uint32_t)rtt_us : TFTP_RTO_MAX_US;

	if (!timer->measured) {
		timer->measured = true;
		timer->srtt_8us = rtt * 8;
		timer->rttvar_4us = rtt * 2;
	} else {
		uint32_t srtt = timer->srtt_8us / 8;
		uint32_t error = srtt > rtt ? srtt - rtt : rtt - srtt;

		timer->rttvar_4us += error - timer->rttvar_4us / 4;
		timer->srtt_8us += rtt - timer->srtt_8us / 8;
	}
	tftp_timer_relax(timer);
}

void
tftp_timer_relax(struct tftp_timer *timer)
{
	if (timer->measured) {
		timer->rto_us =
		    clamp(round_trip_us(timer), TFTP_RTO_MIN_US, timer->max_us);
	}
}

void
tftp_timer_back_off(struct tftp_timer *timer)
{
	timer->rto_us = clamp(timer->rto_us * 2, 0, timer->max_us);
}

uint32_t
tftp_timer_patience_us(const struct tftp_timer *timer)
{
	if (!timer->measured) {
		return TFTP_PATIENCE_FIRST_US;
	}
	return clamp(
	    round_trip_us(timer), TFTP_PATIENCE_MIN_US, TFTP_RTO_MAX_US);
}
