/* SPDX-License-Identifier: ISC */
/* Leases that are under way when a clock is set. */
#include "unit.h"

#include "lease/lease_clock.h"

#define CAPACITY 8
#define DAY_S    86400u
#define NOW_S    UINT64_C(1800000000)
#define YEAR_S   (UINT64_C(365) * DAY_S)

static struct bw_lease_table table;
static struct bw_lease_clock clock_seen;
static void *storage;
static uint64_t now_ms;

static void
set_up(void)
{
	storage = calloc(1, bw_lease_table_size(CAPACITY, BW_N_LEASE_KEYS));
	bw_lease_table_init(&table, storage, CAPACITY, BW_N_LEASE_KEYS, 1);
	clock_seen = (struct bw_lease_clock){0};
	now_ms = 5000999;
}

static void
tear_down(void)
{
	free(storage);
}

static void
put(uint32_t address, uint64_t expires_s, enum bw_lease_state state)
{
	struct bw_lease lease = {
	    .address = address, .state = state, .expires_s = expires_s};

	ck_assert_int_eq(bw_lease_table_put(&table, &lease), 0);
}

static uint64_t
expires(uint32_t address)
{
	return bw_lease_table_by_address(&table, address)->expires_s;
}

static void
pass(uint64_t ms, uint64_t wall_s)
{
	now_ms += ms;
	bw_lease_clock_follow(&clock_seen, &table, now_ms, wall_s);
}

START_TEST(lease_clock_set_forward_ends_no_lease)
{
	put(1, NOW_S + 600, BW_LEASE_STATE_BOUND);
	put(2, NOW_S - 600, BW_LEASE_STATE_BOUND);
	put(3, NOW_S + 600, BW_LEASE_STATE_FREE);
	put(4, NOW_S + 60, BW_LEASE_STATE_DECLINED);
	put(5, NOW_S + 2 * YEAR_S, BW_LEASE_STATE_BOUND);
	put(6, NOW_S + 90 * DAY_S, BW_LEASE_STATE_BOUND);
	pass(0, NOW_S);
	pass(1000, NOW_S + YEAR_S);
	ck_assert_uint_eq(expires(1), NOW_S + YEAR_S + 599);
	ck_assert_uint_eq(expires(2), NOW_S - 600); /* was over */
	ck_assert_uint_eq(expires(3), NOW_S + 600); /* nobody's */
	ck_assert_uint_eq(expires(4), NOW_S + YEAR_S + 59);
	ck_assert_uint_eq(expires(5), NOW_S + 2 * YEAR_S); /* goes on */
	ck_assert_uint_eq(expires(6), NOW_S + YEAR_S + 30 * DAY_S);
}
END_TEST

START_TEST(lease_clock_set_back_prolongs_no_lease)
{
	put(1, NOW_S + 600, BW_LEASE_STATE_BOUND);
	put(2, NOW_S - 600, BW_LEASE_STATE_BOUND);
	put(3, BW_LEASE_EXPIRES_MAX, BW_LEASE_STATE_BOUND);
	pass(0, NOW_S);
	pass(2000, 1000);
	ck_assert_uint_eq(expires(1), 1000 + 598);
	ck_assert_uint_eq(expires(2), NOW_S - 600);
	ck_assert_uint_gt(expires(3), NOW_S * 2);
}
END_TEST

START_TEST(lease_clock_that_goes_on_changes_nothing)
{
	put(1, NOW_S + 600, BW_LEASE_STATE_BOUND);
	pass(0, NOW_S);
	for (uint64_t s = 1; s <= 1000; s++) {
		pass(1000, NOW_S + s + s / 2); /* steered, and how */
	}
	ck_assert_uint_eq(expires(1), NOW_S + 600);
	pass(UINT64_C(1000) * 3600, NOW_S + 1500 + 3600); /* suspended */
	ck_assert_uint_eq(expires(1), NOW_S + 600);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/lease/lease_clock");
	TCase *tc = tcase_create("follow");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, lease_clock_set_forward_ends_no_lease);
	tcase_add_test(tc, lease_clock_set_back_prolongs_no_lease);
	tcase_add_test(tc, lease_clock_that_goes_on_changes_nothing);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
