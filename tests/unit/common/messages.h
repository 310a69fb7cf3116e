/* SPDX-License-Identifier: ISC */
/* A message of each type: for the tests, and the seeds of the fuzzer. */
#ifndef TEST_MESSAGES_H
#define TEST_MESSAGES_H

#include <string.h>

#include "ipc/msg.h"

/* A message of each type with every field filled. */
static inline struct bw_msg
filled(enum bw_msg_type type)
{
	struct bw_msg msg;

	/* Small values in every byte are in range for every field but text. */
	memset(&msg, 0, sizeof(msg));
	msg.type = type;
	msg.id = 0x01020304;
	switch ((int)type) {
	case BW_MSG_HELLO:
		msg.u.hello.role = BW_ROLE_FETCHD;
		msg.u.hello.master = 1;
		msg.u.hello.index = 7;
		break;
	case BW_MSG_STOP:
		msg.u.stop.drain_ms = BW_DRAIN_UNLIMITED;
		break;
	case BW_MSG_LOG_WRITTEN:
		msg.u.log.level = 4;
		strcpy(msg.u.log.line, "peer=10.0.0.7 error=\"x\"");
		break;
	case BW_MSG_REQUEST_LOGGED:
		memset(msg.u.request.line, 'x', BW_LINE_MAX - 1);
		break;
	case BW_MSG_LEASE_COMMIT:
		msg.u.lease.address = 0x0a4d0064;
		msg.u.lease.state = BW_LEASE_STATE_DECLINED;
		msg.u.lease.expires_s = 1ull << 40;
		msg.u.lease.client.len = 255;
		memset(msg.u.lease.client.bytes, 0xa5, 255);
		strcpy(msg.u.lease.hostname, "node7");
		msg.u.lease.pxe = true;
		break;
	case BW_MSG_TRANSFER_ENDED:
		msg.u.transfer.peer = bw_addr_ipv4(0x0a000007, 2070);
		msg.u.transfer.size = 1ull << 50;
		msg.u.transfer.bytes = (1ull << 50) - 1;
		msg.u.transfer.end = BW_END_STOPPED;
		memset(msg.u.transfer.file, 'f', BW_FILE_MAX - 1);
		strcpy(msg.u.transfer.options, "blksize=1468 windowsize=4");
		break;
	case BW_MSG_ACCESS_ANSWERED:
		msg.u.access_answered.granted = 1;
		msg.u.access_answered.status = 200;
		strcpy(msg.u.access_answered.client, "node7");
		break;
	case BW_MSG_LEASE_REFUSED:
		msg.u.refused.error = -28;
		strcpy(msg.u.refused.reason, "no space left on device");
		break;
	case BW_MSG_CTL_ASK:
		msg.u.ask.what = BW_CTL_WHAT_MAX;
		msg.u.ask.by = BW_CTL_BY_MAX;
		memset(msg.u.ask.uuid, 0xa5, BW_UUID_LEN);
		msg.u.ask.address = bw_addr_ipv4(0x0a4d0064, 0);
		break;
	case BW_MSG_SUSPENSION_LISTED:
		memset(msg.u.suspension.mac, 0xa5, BW_MAC_LEN);
		msg.u.suspension.since_s = 1ull << 40;
		memset(msg.u.suspension.reason, 'r', BW_REASON_MAX - 1);
		break;
	case BW_MSG_PARDON_ASK:
		msg.u.pardon.all = 1;
		memset(msg.u.pardon.mac, 0xa5, BW_MAC_LEN);
		break;
	case BW_MSG_PROCESS_LISTED:
		msg.u.process.role = BW_ROLE_NBDD;
		msg.u.process.uptime_ms = 1ull << 40;
		msg.u.process.peer = bw_addr_ipv4(0x0a000007, 2070);
		break;
	case BW_MSG_SESSION_LISTED:
		msg.u.session.stage = BW_STAGE_MAX;
		msg.u.session.bytes = 1ull << 50;
		break;
	case BW_MSG_EVENT_LISTED:
		msg.u.event.kind = BW_MSG_EXPORT_DETACHED;
		msg.u.event.end = BW_END_MAX;
		(void)bw_addr_parse("fd00::7", &msg.u.event.address);
		memset(msg.u.event.name, 'f', BW_CTL_NAME_MAX - 1);
		strcpy(msg.u.event.reason, "no such file");
		break;
	default:
		break;
	}
	return msg;
}

#endif
