/* SPDX-License-Identifier: ISC */
/*
 * What targets are told about an event: a datagram of pybootd's, in each of
 * the three forms it had, or the event as a JSON object.  Pure.
 */
#ifndef BOOTWARD_NOTICE_H
#define BOOTWARD_NOTICE_H

#include "conf/conf.h"
#include "ipc/msg.h"

#define NOTICE_MAX BW_NOTICE_MAX /* bytes of a datagram */

struct notice {
	const struct bw_msg *event;     /* as the child told it */
	const struct bw_ctl_event *row; /* the same, as it is kept */
	uint8_t uuid[BW_UUID_LEN];      /* the machine's; zeros: not known */
	uint64_t seq;                   /* of the event; from 1 */
};

/*
 * Write the datagram.
 *
 *   out      no NUL, no newline at its end
 *   returns  how many bytes; 0: targets of this format are not told of it.
 *            pybootd's are of a REQUEST that was acknowledged, and a RELEASE
 */
size_t notice_write(const struct notice *notice,
    enum bw_conf_notice_format format, uint8_t out[NOTICE_MAX]);

#endif
