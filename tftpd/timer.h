/* SPDX-License-Identifier: ISC */
/*
 * How long to wait for an acknowledgement: from the measured round trip, as
 * RFC 6298 has it for TCP, doubled while nothing comes.  Pure.
 */
#ifndef TFTPD_TIMER_H
#define TFTPD_TIMER_H

#include "base/base.h"

struct tftp_timer {
	bool measured;
	uint32_t srtt_8us;   /* smoothed round trip, in eighths of 1 us */
	uint32_t rttvar_4us; /* its variation, in quarters of 1 us */
	uint32_t rto_us;     /* wait this long now */
	uint32_t max_us;     /* but never longer than this */
};

/*
 *   first_us  the wait before anything was measured
 *   max_us    the longest wait
 */
void
tftp_timer_init(struct tftp_timer *timer, uint32_t first_us, uint32_t max_us);

/* A round trip whose packet was sent once only (Karn).  RFC 6298 section 2. */
void tftp_timer_measure(struct tftp_timer *timer, uint64_t rtt_us);

/* It ran out.  RFC 6298 5.5. */
void tftp_timer_back_off(struct tftp_timer *timer);

/* The peer did hear us: forget the doubling, as far as anything is measured. */
void tftp_timer_relax(struct tftp_timer *timer);

/*
 * How long an answer may take before a repeated question means that it was
 * lost, not that it crossed: one round trip and its variation.
 */
uint32_t tftp_timer_patience_us(const struct tftp_timer *timer);

#endif
