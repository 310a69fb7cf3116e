/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "pending.h"

static struct dhcp_pending pending;

static void
set_up(void)
{
	memset(&pending, 0, sizeof(pending));
	dhcp_pending_init(&pending);
}

START_TEST(pending_takes_out_what_was_put_in_once)
{
	struct dhcp_pending_reply *reply = dhcp_pending_add(&pending, 10);
	const struct dhcp_pending_reply *taken;
	uint32_t id;

	ck_assert_ptr_nonnull(reply);
	reply->lease.address = 77;
	id = reply->id;
	ck_assert_uint_ne(id, 0);
	ck_assert_uint_eq(dhcp_pending_n(&pending), 1);
	taken = dhcp_pending_take(&pending, id);
	ck_assert_ptr_nonnull(taken);
	ck_assert_uint_eq(taken->lease.address, 77);
	ck_assert_ptr_null(dhcp_pending_take(&pending, id));
	ck_assert_uint_eq(dhcp_pending_n(&pending), 0);
}
END_TEST

START_TEST(pending_does_not_take_a_late_answer_for_the_next_user)
{
	uint32_t old = dhcp_pending_add(&pending, 10)->id;
	struct dhcp_pending_reply *next;

	(void)dhcp_pending_take(&pending, old);
	next = dhcp_pending_add(&pending, 10);
	ck_assert_uint_ne(next->id, old);
	ck_assert_ptr_null(dhcp_pending_take(&pending, old));
	ck_assert_ptr_nonnull(dhcp_pending_take(&pending, next->id));
}
END_TEST

START_TEST(pending_is_bounded)
{
	uint32_t id = 0;

	for (size_t i = 0; i < DHCP_PENDING_MAX; i++) {
		struct dhcp_pending_reply *reply =
		    dhcp_pending_add(&pending, 10);

		ck_assert_ptr_nonnull(reply);
		id = reply->id;
	}
	ck_assert_ptr_null(dhcp_pending_add(&pending, 10));
	ck_assert_ptr_nonnull(dhcp_pending_take(&pending, id));
	ck_assert_ptr_nonnull(dhcp_pending_add(&pending, 10));
}
END_TEST

START_TEST(pending_refuses_ids_that_it_never_gave)
{
	uint32_t unwatched = dhcp_pending_unwatched(&pending);

	(void)dhcp_pending_add(&pending, 10);
	ck_assert_uint_ne(unwatched, 0);
	ck_assert_ptr_null(dhcp_pending_take(&pending, unwatched));
	ck_assert_ptr_null(dhcp_pending_take(&pending, 0));
	ck_assert_ptr_null(dhcp_pending_take(&pending, UINT32_MAX));
	for (uint32_t id = 0; id < 2048; id++) {
		if (pending.replies[0].id != id) {
			ck_assert_ptr_null(dhcp_pending_take(&pending, id));
		}
	}
}
END_TEST

START_TEST(pending_serials_wrap_without_a_zero)
{
	pending.serial = UINT32_MAX >> 10;
	ck_assert_uint_ne(dhcp_pending_unwatched(&pending), 0);
	ck_assert_uint_ne(dhcp_pending_add(&pending, 1)->id, 0);
}
END_TEST

START_TEST(pending_is_overdue_from_its_very_millisecond)
{
	uint32_t id = dhcp_pending_add(&pending, 10)->id;

	uint64_t due_ms = 10 + DHCP_PENDING_MS;

	ck_assert_uint_eq(dhcp_pending_overdue(&pending, due_ms - 1), 0);
	ck_assert_uint_eq(dhcp_pending_overdue(&pending, due_ms), id);
	(void)dhcp_pending_take(&pending, id);
	ck_assert_uint_eq(dhcp_pending_overdue(&pending, due_ms), 0);
}
END_TEST

START_TEST(pending_is_stuck_when_the_disk_refuses_or_is_silent)
{
	uint64_t late_ms = 5000 + DHCP_PENDING_PATIENCE_MS;

	ck_assert(!dhcp_pending_is_stuck(&pending, 5000)); /* never asked */
	(void)dhcp_pending_add(&pending, 5000);
	ck_assert(!dhcp_pending_is_stuck(&pending, late_ms));
	ck_assert(dhcp_pending_is_stuck(&pending, late_ms + 1));
	dhcp_pending_heard(&pending, false, late_ms);
	ck_assert(!dhcp_pending_is_stuck(&pending, late_ms + 1));
	dhcp_pending_heard(&pending, true, late_ms);
	ck_assert(dhcp_pending_is_stuck(&pending, late_ms));
	dhcp_pending_heard(&pending, false, late_ms);
	ck_assert(!dhcp_pending_is_stuck(&pending, late_ms));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/pending");
	TCase *tc = tcase_create("pending");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, pending_takes_out_what_was_put_in_once);
	tcase_add_test(
	    tc, pending_does_not_take_a_late_answer_for_the_next_user);
	tcase_add_test(tc, pending_is_bounded);
	tcase_add_test(tc, pending_refuses_ids_that_it_never_gave);
	tcase_add_test(tc, pending_serials_wrap_without_a_zero);
	tcase_add_test(tc, pending_is_overdue_from_its_very_millisecond);
	tcase_add_test(tc, pending_is_stuck_when_the_disk_refuses_or_is_silent);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
