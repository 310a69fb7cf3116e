/* SPDX-License-Identifier: ISC */
/* Messages survive packing; nothing else is taken for one. */
#include "ipc/msg.h"
#include "unit.h"

/* A message of each type with every field filled. */
static struct bw_msg
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

START_TEST(bw_msg_unpack_gives_back_what_was_packed)
{
	for (int type = BW_MSG_HELLO; type < BW_N_MSGS; type++) {
		struct bw_msg in = filled((enum bw_msg_type)type), out;
		uint8_t buf[BW_MSG_SIZE_MAX], again[BW_MSG_SIZE_MAX];
		size_t len = 0, again_len = 0;

		ck_assert_int_eq(bw_msg_pack(&in, buf, sizeof(buf), &len), 0);
		ck_assert_int_eq(bw_msg_unpack(buf, len, &out), 0);
		ck_assert_int_eq(
		    bw_msg_pack(&out, again, sizeof(again), &again_len), 0);
		ck_assert_uint_eq(len, again_len);
		ck_assert_mem_eq(buf, again, len);
		ck_assert_int_eq(out.type, type);
		ck_assert_uint_eq(out.id, 0x01020304);
	}
}
END_TEST

START_TEST(bw_msg_unpack_refuses_every_prefix)
{
	for (int type = BW_MSG_HELLO; type < BW_N_MSGS; type++) {
		struct bw_msg in = filled((enum bw_msg_type)type), out;
		uint8_t buf[BW_MSG_SIZE_MAX];
		size_t len = 0;

		ck_assert_int_eq(bw_msg_pack(&in, buf, sizeof(buf), &len), 0);
		for (size_t n = 0; n < len; n++) {
			uint8_t *block = unit_exact(buf, n);

			ck_assert_int_ne(bw_msg_unpack(block, n, &out), 0);
			free(block);
		}
	}
}
END_TEST

START_TEST(bw_msg_unpack_refuses_bytes_left_over)
{
	struct bw_msg in = filled(BW_MSG_READY), out;
	uint8_t buf[BW_MSG_SIZE_MAX];
	size_t len = 0;

	ck_assert_int_eq(bw_msg_pack(&in, buf, sizeof(buf), &len), 0);
	buf[len] = 0;
	ck_assert_int_eq(bw_msg_unpack(buf, len + 1, &out), -EBADMSG);
}
END_TEST

START_TEST(bw_msg_unpack_refuses_another_length_than_it_says)
{
	struct bw_msg in = filled(BW_MSG_HELLO), out;
	uint8_t buf[BW_MSG_SIZE_MAX];
	size_t len = 0;

	ck_assert_int_eq(bw_msg_pack(&in, buf, sizeof(buf), &len), 0);
	ck_assert_uint_eq(bw_msg_len(buf, len), len);
	ck_assert_uint_eq(bw_msg_len(buf, len - 1), 0);
	buf[3]++;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), -EBADMSG);
	ck_assert_uint_eq(bw_msg_len(buf, len), 0);
	ck_assert_uint_eq(bw_msg_len(buf, len + 1), len + 1);
	buf[3] = BW_MSG_HEADER_SIZE - 1;
	ck_assert_uint_eq(bw_msg_len(buf, len), 0);
}
END_TEST

START_TEST(bw_msg_unpack_refuses_values_out_of_range)
{
	struct bw_msg in = filled(BW_MSG_HELLO), out;
	uint8_t buf[BW_MSG_SIZE_MAX];
	size_t len = 0;

	ck_assert_int_eq(bw_msg_pack(&in, buf, sizeof(buf), &len), 0);
	buf[8] = BW_N_ROLES;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), -ERANGE);
	buf[8] = BW_N_ROLES - 1;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), 0);
	buf[1] = BW_N_MSGS;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), -EBADMSG);
}
END_TEST

/* What a question may hold comes from whoever opened the control socket. */
START_TEST(bw_msg_unpack_refuses_questions_out_of_range)
{
	struct bw_msg in = filled(BW_MSG_CTL_ASK), out;
	uint8_t buf[BW_MSG_SIZE_MAX];
	size_t len = 0;

	ck_assert_int_eq(bw_msg_pack(&in, buf, sizeof(buf), &len), 0);
	buf[8] = BW_CTL_WHAT_MAX + 1;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), -ERANGE);
	buf[8] = BW_CTL_WHAT_MAX;
	buf[9] = BW_CTL_BY_MAX + 1;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), -ERANGE);
	buf[9] = BW_CTL_BY_MAX;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), 0);
}
END_TEST

START_TEST(bw_msg_unpack_refuses_an_event_of_no_kind)
{
	struct bw_msg in = filled(BW_MSG_EVENT_LISTED), out;
	uint8_t buf[BW_MSG_SIZE_MAX];
	size_t len = 0;

	ck_assert_int_eq(bw_msg_pack(&in, buf, sizeof(buf), &len), 0);
	buf[8] = BW_MSG_CLIENT_SEEN - 1;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), -ERANGE);
	buf[8] = BW_MSG_EXPORT_DETACHED + 1;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), -ERANGE);
	buf[8] = BW_MSG_CLIENT_SEEN;
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), 0);
}
END_TEST

START_TEST(bw_msg_unpack_refuses_text_with_a_nul)
{
	struct bw_msg in = filled(BW_MSG_LOG_WRITTEN), out;
	uint8_t buf[BW_MSG_SIZE_MAX];
	size_t len = 0;

	ck_assert_int_eq(bw_msg_pack(&in, buf, sizeof(buf), &len), 0);
	buf[len - 1] = '\0';
	ck_assert_int_eq(bw_msg_unpack(buf, len, &out), -ERANGE);
}
END_TEST

START_TEST(dhcp_type_str_knows_all_and_nothing_else)
{
	ck_assert_str_eq(bw_dhcp_type_str(DHCP_TYPE_BOOTP), "bootp");
	ck_assert_str_eq(bw_dhcp_type_str(DHCP_TYPE_DISCOVER), "discover");
	ck_assert_str_eq(bw_dhcp_type_str(DHCP_TYPE_INFORM), "inform");
	ck_assert_str_eq(bw_dhcp_type_str(9), "other");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("ipc/msg");
	TCase *tc = tcase_create("msg");

	tcase_add_test(tc, bw_msg_unpack_gives_back_what_was_packed);
	tcase_add_test(tc, bw_msg_unpack_refuses_every_prefix);
	tcase_add_test(tc, bw_msg_unpack_refuses_bytes_left_over);
	tcase_add_test(tc, bw_msg_unpack_refuses_another_length_than_it_says);
	tcase_add_test(tc, bw_msg_unpack_refuses_values_out_of_range);
	tcase_add_test(tc, bw_msg_unpack_refuses_questions_out_of_range);
	tcase_add_test(tc, bw_msg_unpack_refuses_an_event_of_no_kind);
	tcase_add_test(tc, bw_msg_unpack_refuses_text_with_a_nul);
	tcase_add_test(tc, dhcp_type_str_knows_all_and_nothing_else);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
