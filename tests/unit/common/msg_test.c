/* SPDX-License-Identifier: ISC */
/* Messages survive packing; nothing else is taken for one. */
#include "messages.h"
#include "unit.h"

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
