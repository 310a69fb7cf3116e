/* SPDX-License-Identifier: ISC */
/* Where a boot stopped. */
#include "advice.h"
#include "unit.h"

static const char *
client(uint8_t asked, uint8_t answer, enum bw_stage stage)
{
	struct bw_ctl_event event = {
	    .kind = BW_MSG_CLIENT_SEEN,
	    .asked = asked,
	    .answer = answer,
	    .stage = (uint8_t)stage,
	};

	return advice_of(&event).at;
}

START_TEST(advice_of_tells_the_stages_of_dhcp)
{
	ck_assert_str_eq(client(1, 0, BW_STAGE_FIRMWARE), "unanswered");
	ck_assert_str_eq(client(1, 2, BW_STAGE_FIRMWARE), "offered");
	ck_assert_str_eq(client(3, 6, BW_STAGE_OS), "refused");
	ck_assert_str_eq(client(3, 5, BW_STAGE_FIRMWARE), "acknowledged");
	ck_assert_str_eq(client(3, 5, BW_STAGE_OS), "running");
	ck_assert_str_eq(client(4, 0, BW_STAGE_OS), "declined");
	ck_assert_str_eq(client(7, 0, BW_STAGE_OS), "released");
}
END_TEST

START_TEST(advice_of_has_help_for_every_end_of_a_transfer)
{
	for (int end = 0; end <= BW_END_MAX; end++) {
		struct bw_ctl_event event = {
		    .kind = BW_MSG_TRANSFER_ENDED, .end = (uint8_t)end};

		ck_assert_mem_eq(advice_of(&event).at, "file-", 5);
		ck_assert_uint_gt(strlen(advice_of(&event).help), 20);
	}
}
END_TEST

START_TEST(advice_of_tells_an_export_in_use_from_one_let_go)
{
	struct bw_ctl_event event = {.kind = BW_MSG_EXPORT_ATTACHED};

	ck_assert_str_eq(advice_of(&event).at, "attached");
	event.kind = BW_MSG_EXPORT_DETACHED;
	ck_assert_str_eq(advice_of(&event).at, "detached");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootwardctl/advice");
	TCase *tc = tcase_create("advice");

	tcase_add_test(tc, advice_of_tells_the_stages_of_dhcp);
	tcase_add_test(tc, advice_of_has_help_for_every_end_of_a_transfer);
	tcase_add_test(tc, advice_of_tells_an_export_in_use_from_one_let_go);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
