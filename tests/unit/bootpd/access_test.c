/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "access.h"

#define EXACT                                                                  \
	{                                                                      \
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff                             \
	}

static const uint8_t mac[BW_MAC_LEN] = {0xaa, 0xbb, 0xcc, 1, 2, 3};
static const uint8_t bytes[] = "packet";
static const struct dhcp_packet packet = {
    .ifindex = 3, .bytes = bytes, .len = sizeof(bytes)};

START_TEST(mac_allowed_denies_who_is_in_no_entry)
{
	struct bw_conf_matches list = {0};

	ck_assert(!dhcp_access_mac_allowed(&list, mac));
}
END_TEST

START_TEST(mac_allowed_takes_exact_entries_before_masked_ones)
{
	struct bw_conf_match rows[] = {
	    {.id = {0xaa, 0xbb, 0xcc},
		.mask = {0xff, 0xff, 0xff},
		.value = true},
	    {.id = {0xaa, 0xbb, 0xcc, 1, 2, 3},
		.mask = EXACT,
		.exact = true,
		.value = false},
	};
	struct bw_conf_matches list = {rows, ARRAY_LEN(rows)};
	uint8_t sibling[BW_MAC_LEN] = {0xaa, 0xbb, 0xcc, 9, 9, 9};
	uint8_t other[BW_MAC_LEN] = {0xaa, 0xbb, 0xcd, 1, 2, 3};

	ck_assert(!dhcp_access_mac_allowed(&list, mac));
	ck_assert(dhcp_access_mac_allowed(&list, sibling));
	ck_assert(!dhcp_access_mac_allowed(&list, other));
}
END_TEST

START_TEST(mac_allowed_takes_masked_entries_in_their_order)
{
	struct bw_conf_match rows[] = {
	    {.id = {0xaa}, .mask = {0xff}, .value = false},
	    {.id = {0xaa, 0xbb}, .mask = {0xff, 0xff}, .value = true},
	};
	struct bw_conf_matches list = {rows, ARRAY_LEN(rows)};

	ck_assert(!dhcp_access_mac_allowed(&list, mac));
	list.items = rows + 1;
	list.n = 1;
	ck_assert(dhcp_access_mac_allowed(&list, mac));
}
END_TEST

START_TEST(uuid_allowed_takes_both_byte_orders)
{
	static const uint8_t written[BW_UUID_LEN] = {
	    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
	static const uint8_t smbios[BW_UUID_LEN] = {
	    3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
	uint8_t other[BW_UUID_LEN] = {1};
	uint8_t none[BW_UUID_LEN] = {0};
	struct bw_conf_match row = {.exact = true, .value = true};
	struct bw_conf_matches list = {&row, 1};

	memcpy(row.id, written, BW_UUID_LEN);
	memset(row.mask, 0xff, BW_UUID_LEN);
	ck_assert(dhcp_access_uuid_allowed(&list, written));
	ck_assert(dhcp_access_uuid_allowed(&list, smbios));
	ck_assert(!dhcp_access_uuid_allowed(&list, other));
	ck_assert(!dhcp_access_uuid_allowed(&list, none));
	row.value = false;
	ck_assert(!dhcp_access_uuid_allowed(&list, smbios));
}
END_TEST

START_TEST(uuid_allowed_denies_if_either_order_is_denied)
{
	static const uint8_t smbios[BW_UUID_LEN] = {
	    3, 2, 1, 0, 5, 4, 7, 6, 8, 9};
	struct bw_conf_match rows[] = {
	    {.id = {0, 1, 2, 3}, .mask = EXACT, .value = false},
	    {.id = {3}, .mask = {0xff}, .value = true},
	};
	struct bw_conf_matches list = {rows, ARRAY_LEN(rows)};

	memset(rows[0].mask, 0, BW_UUID_LEN);
	memset(rows[0].mask, 0xff, 4);
	ck_assert(!dhcp_access_uuid_allowed(&list, smbios));
	rows[0].value = true;
	ck_assert(dhcp_access_uuid_allowed(&list, smbios));
}
END_TEST

START_TEST(question_is_asked_once_and_keeps_the_newest_packet)
{
	static struct dhcp_access access;
	const struct dhcp_access_question *q;
	struct bw_msg_access_answered yes = {.granted = 1, .client = "n1"};
	struct dhcp_packet newer = {
	    .bytes = (const uint8_t *)"newer", .len = 5};
	const struct dhcp_access_verdict *verdict;
	uint32_t id;

	ck_assert(!dhcp_access_is_asked(&access, mac, 0, &packet));
	id = dhcp_access_ask(&access, mac, 0, &packet, 100);
	ck_assert_uint_ne(id, 0);
	ck_assert(dhcp_access_is_asked(&access, mac, 0, &newer));
	ck_assert(!dhcp_access_is_asked(&access, mac, 1, &newer));
	q = dhcp_access_answered(&access, id, &yes, 50);
	ck_assert_ptr_nonnull(q);
	ck_assert_uint_eq(q->packet.len, 5);
	ck_assert_mem_eq(q->packet.bytes, "newer", 5);
	ck_assert_ptr_null(dhcp_access_answered(&access, id, &yes, 50));
	ck_assert_ptr_null(dhcp_access_answered(&access, 0, &yes, 50));
	verdict = dhcp_access_granted(&access, mac, 0, 0, 60);
	ck_assert_ptr_nonnull(verdict);
	ck_assert_str_eq(verdict->hostname, "n1");
	ck_assert_ptr_null(dhcp_access_granted(&access, mac, 1, 0, 60));
}
END_TEST

START_TEST(denial_and_silence_forget_an_older_verdict)
{
	static struct dhcp_access access;
	struct bw_msg_access_answered answer = {.granted = 1};
	uint32_t id;

	for (unsigned silent = 0; silent < 2; silent++) {
		id = dhcp_access_ask(&access, mac, 0, &packet, 100);
		answer.granted = 1;
		(void)dhcp_access_answered(&access, id, &answer, 1);
		ck_assert_ptr_nonnull(
		    dhcp_access_granted(&access, mac, 0, 0, 1));
		id = dhcp_access_ask(&access, mac, 1, &packet, 100);
		answer.granted = 0;
		(void)dhcp_access_answered(
		    &access, id, silent ? NULL : &answer, 1);
		ck_assert_ptr_null(dhcp_access_granted(&access, mac, 0, 0, 1));
	}
}
END_TEST

START_TEST(questions_are_bounded)
{
	static struct dhcp_access access;
	uint32_t first = 0;

	for (uint8_t i = 0; i < DHCP_ACCESS_QUESTIONS_MAX; i++) {
		uint8_t one[BW_MAC_LEN] = {i};
		uint32_t id = dhcp_access_ask(&access, one, 0, &packet, 100);

		ck_assert_uint_ne(id, 0);
		first = first == 0 ? id : first;
	}
	ck_assert_uint_eq(dhcp_access_ask(&access, mac, 0, &packet, 100), 0);
	(void)dhcp_access_answered(&access, first, NULL, 1);
	ck_assert_uint_ne(dhcp_access_ask(&access, mac, 0, &packet, 100), 0);
}
END_TEST

START_TEST(question_is_overdue_from_its_very_millisecond)
{
	static struct dhcp_access access;
	uint32_t id = dhcp_access_ask(&access, mac, 0, &packet, 100);

	ck_assert_uint_eq(dhcp_access_overdue(&access, 99), 0);
	ck_assert_uint_eq(dhcp_access_overdue(&access, 100), id);
	(void)dhcp_access_answered(&access, id, NULL, 100);
	ck_assert_uint_eq(dhcp_access_overdue(&access, 100), 0);
}
END_TEST

START_TEST(verdicts_are_bounded_and_the_oldest_goes)
{
	static struct dhcp_access access;
	struct bw_msg_access_answered yes = {.granted = 1};
	unsigned known = 0;

	for (unsigned i = 0; i < 4096; i++) {
		uint8_t one[BW_MAC_LEN] = {
		    (uint8_t)(i >> 8), (uint8_t)i, 7, 7, 7, 7};
		uint32_t id = dhcp_access_ask(&access, one, 0, &packet, 100);

		(void)dhcp_access_answered(&access, id, &yes, i);
		ck_assert_ptr_nonnull(
		    dhcp_access_granted(&access, one, 0, 0, i));
	}
	for (unsigned i = 0; i < 4096; i++) {
		uint8_t one[BW_MAC_LEN] = {
		    (uint8_t)(i >> 8), (uint8_t)i, 7, 7, 7, 7};

		known += dhcp_access_granted(&access, one, 0, 0, 5000) != NULL;
	}
	ck_assert_uint_le(known, DHCP_ACCESS_SETS * DHCP_ACCESS_WAYS);
	ck_assert_uint_gt(known, DHCP_ACCESS_SETS);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/access");
	TCase *tc = tcase_create("access");

	tcase_add_test(tc, mac_allowed_denies_who_is_in_no_entry);
	tcase_add_test(tc, mac_allowed_takes_exact_entries_before_masked_ones);
	tcase_add_test(tc, mac_allowed_takes_masked_entries_in_their_order);
	tcase_add_test(tc, uuid_allowed_takes_both_byte_orders);
	tcase_add_test(tc, uuid_allowed_denies_if_either_order_is_denied);
	tcase_add_test(tc, question_is_asked_once_and_keeps_the_newest_packet);
	tcase_add_test(tc, denial_and_silence_forget_an_older_verdict);
	tcase_add_test(tc, questions_are_bounded);
	tcase_add_test(tc, question_is_overdue_from_its_very_millisecond);
	tcase_add_test(tc, verdicts_are_bounded_and_the_oldest_goes);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
