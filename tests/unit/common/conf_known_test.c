/* SPDX-License-Identifier: ISC */
/* What filters are told of a client. */
#include "conf/known.h"
#include "unit.h"

static const struct bw_addr peer = {
    .family = BW_FAMILY_IPV4,
    .port = 2070,
    .ip = {10, 0, 0, 7},
};

START_TEST(bw_known_init_has_all_that_the_parent_answered)
{
	static const struct bw_msg_client_checked checked = {
	    .mac = {0x02, 0, 0, 0xab, 0xcd, 0xef},
	    .uuid = {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09,
		0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f},
	    .arch = 7,
	    .hostname = "node7",
	    .file = "access.cfg",
	};
	static const struct {
		enum bw_filter_variable variable;
		const char *value;
	} rows[] = {
	    {BW_FILTER_MAC, "02:00:00:ab:cd:ef"},
	    {BW_FILTER_MAC_DASH, "02-00-00-ab-cd-ef"},
	    {BW_FILTER_IP, "10.0.0.7"},
	    {BW_FILTER_UUID, "00010203-0405-0607-0809-0a0b0c0d0e0f"},
	    {BW_FILTER_ARCH, "00007"},
	    {BW_FILTER_HOSTNAME, "node7"},
	    {BW_FILTER_CLIENT_FILE, "access.cfg"},
	};
	struct bw_known known;

	bw_known_init(&known, &checked, &peer);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		ck_assert_str_eq(
		    known.client.of[rows[i].variable], rows[i].value);
	}
}
END_TEST

START_TEST(bw_known_init_leaves_out_what_is_not_known)
{
	static const struct bw_msg_client_checked checked = {
	    .arch = BW_ARCH_NONE,
	};
	struct bw_known known;

	bw_known_init(&known, &checked, &peer);
	ck_assert_str_eq(known.client.of[BW_FILTER_IP], "10.0.0.7");
	ck_assert_ptr_null(known.client.of[BW_FILTER_MAC]);
	ck_assert_ptr_null(known.client.of[BW_FILTER_MAC_DASH]);
	ck_assert_ptr_null(known.client.of[BW_FILTER_UUID]);
	ck_assert_ptr_null(known.client.of[BW_FILTER_ARCH]);
	ck_assert_str_eq(known.client.of[BW_FILTER_HOSTNAME], "");
	ck_assert_str_eq(known.client.of[BW_FILTER_CLIENT_FILE], "");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("conf/known");
	TCase *tc = tcase_create("known");

	tcase_add_test(tc, bw_known_init_has_all_that_the_parent_answered);
	tcase_add_test(tc, bw_known_init_leaves_out_what_is_not_known);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
