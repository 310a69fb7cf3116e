/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "pool.h"

#define FIRST 0x0a000010u /* 10.0.0.16 */
#define COUNT 8

static struct dhcp_pool pool;
static struct bw_lease_table leases;
static void *pool_storage;
static void *lease_storage;
static struct dhcp_now now;

static void
start(uint32_t first, uint32_t count)
{
	pool_storage = calloc(1, dhcp_pool_size(count));
	lease_storage = malloc(bw_lease_table_size(count, BW_N_LEASE_KEYS));
	dhcp_pool_init(&pool, pool_storage, first, count);
	bw_lease_table_init(&leases, lease_storage, count, BW_N_LEASE_KEYS, 1);
	now = (struct dhcp_now){.ms = 50000, .wall_s = 1000};
}

static void
set_up(void)
{
	start(FIRST, COUNT);
}

static void
tear_down(void)
{
	free(pool_storage);
	free(lease_storage);
}

static struct bw_client_id
client(uint8_t n)
{
	return (struct bw_client_id){.len = 2, .bytes = {1, n}};
}

static uint32_t
choose(uint8_t n, uint32_t wanted)
{
	struct bw_client_id id = client(n);

	return dhcp_pool_choose(&pool, &leases, &id, wanted, now);
}

static void
lease(uint32_t address, uint8_t n, enum bw_lease_state state, uint64_t until_s)
{
	struct bw_lease l = {
	    .address = address, .state = state, .expires_s = until_s};

	l.client = client(n);
	ck_assert_int_eq(bw_lease_table_put(&leases, &l), 0);
}

static void
offer(uint32_t address, uint8_t n, uint64_t until_ms)
{
	struct bw_client_id id = client(n);

	dhcp_pool_offer(&pool, address, &id, until_ms);
}

START_TEST(pool_choose_depends_on_the_client_alone)
{
	uint32_t first = choose(1, 0);

	ck_assert(dhcp_pool_has(&pool, first));
	for (unsigned i = 0; i < 10; i++) {
		ck_assert_uint_eq(choose(1, 0), first);
	}
}
END_TEST

START_TEST(pool_choose_gives_every_address_once)
{
	bool seen[COUNT] = {false};

	for (uint8_t n = 0; n < COUNT; n++) {
		uint32_t address = choose(n, 0);

		ck_assert_uint_ge(address, FIRST);
		ck_assert_uint_lt(address, FIRST + COUNT);
		ck_assert(!seen[address - FIRST]);
		seen[address - FIRST] = true;
		offer(address, n, now.ms + 1000);
	}
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	ck_assert(dhcp_pool_has(&pool, choose(3, 0)));
}
END_TEST

/* A lease ends behind the pool's back: a walk would find it. */
static void
free_unsaid(uint32_t address)
{
	lease(address, 0, BW_LEASE_STATE_FREE, 0);
}

START_TEST(pool_choose_walks_a_full_pool_once_a_second_at_most)
{
	for (uint8_t n = 0; n < COUNT; n++) {
		offer(choose(n, 0), n, now.ms + 100);
	}
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	now.ms += 999; /* the offers have ended, but that is not looked at */
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	now.ms += 1;
	ck_assert_uint_ne(choose(COUNT, 0), 0);
}
END_TEST

START_TEST(pool_choose_walks_a_full_pool_only_when_an_offer_ends)
{
	for (uint8_t n = 0; n < COUNT; n++) {
		offer(FIRST + n, n, now.ms + 2000 + n);
	}
	lease(FIRST, 0, BW_LEASE_STATE_BOUND, now.wall_s + 30);
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	now.ms += 2000; /* that address is still leased */
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	now.ms += 1;
	ck_assert_uint_eq(choose(COUNT, 0), FIRST + 1);
}
END_TEST

START_TEST(pool_choose_walks_a_full_pool_only_when_a_lease_ends)
{
	for (uint8_t n = 0; n < COUNT; n++) {
		lease(FIRST + n, n, BW_LEASE_STATE_BOUND, now.wall_s + 30 + n);
	}
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	free_unsaid(FIRST + 1);
	now.ms += 29999;
	now.wall_s += 29;
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	now.ms += 1;
	now.wall_s += 1;
	ck_assert_uint_ne(choose(COUNT, 0), 0);
}
END_TEST

START_TEST(pool_choose_walks_a_full_pool_once_a_minute_at_least)
{
	for (uint8_t n = 0; n < COUNT; n++) {
		lease(FIRST + n, n, BW_LEASE_STATE_BOUND, now.wall_s + 3600);
	}
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	free_unsaid(FIRST + 1);
	now.ms += 59999;
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	now.ms += 1;
	ck_assert_uint_eq(choose(COUNT, 0), FIRST + 1);
}
END_TEST

START_TEST(pool_choose_does_not_wait_for_owners_that_keep_addresses_for_good)
{
	pool.never_reuse = true;
	for (uint8_t n = 0; n < COUNT; n++) {
		lease(FIRST + n, n, BW_LEASE_STATE_BOUND, now.wall_s + 1);
	}
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	ck_assert_uint_eq(pool.full_until_ms, now.ms + 60000);
}
END_TEST

START_TEST(pool_offer_frees_what_the_client_was_offered_before)
{
	for (uint8_t n = 1; n < COUNT; n++) {
		offer(FIRST + n, n, now.ms + 60000);
	}
	offer(FIRST, COUNT, now.ms + 60000);
	ck_assert_uint_eq(choose(COUNT + 1, 0), 0);
	offer(FIRST, 1, now.ms + 60000);
	ck_assert_uint_eq(choose(COUNT + 1, 0), FIRST + 1);
}
END_TEST

START_TEST(pool_commit_of_a_renewal_frees_nothing)
{
	struct bw_client_id one = client(1);

	for (uint8_t n = 0; n < COUNT; n++) {
		lease(FIRST + n, n, BW_LEASE_STATE_BOUND, now.wall_s + 3600);
	}
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	free_unsaid(FIRST);
	dhcp_pool_commit_begin(&pool, FIRST + 1, &one);
	dhcp_pool_commit_end(&pool, FIRST + 1);
	ck_assert_uint_eq(choose(COUNT, 0), 0); /* no walk, that is */
	dhcp_pool_freed(&pool);
	ck_assert_uint_eq(choose(COUNT, 0), FIRST);
}
END_TEST

START_TEST(pool_choose_prefers_what_the_client_had)
{
	uint32_t other = choose(1, 0) == FIRST ? FIRST + 1 : FIRST;

	lease(other, 1, BW_LEASE_STATE_FREE, 900);
	ck_assert_uint_eq(choose(1, 0), other);
	ck_assert_uint_eq(choose(1, FIRST + 5), other);
	lease(other, 1, BW_LEASE_STATE_BOUND, 2000);
	ck_assert_uint_eq(choose(1, 0), other);
}
END_TEST

START_TEST(pool_choose_honours_a_free_wish)
{
	ck_assert_uint_eq(choose(1, FIRST + 3), FIRST + 3);
	lease(FIRST + 3, 2, BW_LEASE_STATE_BOUND, 2000);
	ck_assert_uint_ne(choose(1, FIRST + 3), FIRST + 3);
	now.wall_s = 2000; /* expired */
	ck_assert_uint_eq(choose(1, FIRST + 3), FIRST + 3);
	ck_assert_uint_ne(choose(1, FIRST + COUNT), FIRST + COUNT);
}
END_TEST

START_TEST(pool_choose_leaves_old_addresses_to_their_owners_while_it_can)
{
	for (uint8_t i = 0; i < COUNT - 1; i++) {
		lease(FIRST + i, (uint8_t)(100 + i), BW_LEASE_STATE_FREE, 900);
	}
	ck_assert_uint_eq(choose(1, 0), FIRST + COUNT - 1);
	offer(FIRST + COUNT - 1, 2, now.ms + 1000);
	ck_assert_uint_ne(choose(1, 0), 0); /* now somebody's */
}
END_TEST

START_TEST(pool_choose_takes_the_address_that_was_free_for_longest)
{
	for (uint8_t i = 0; i < COUNT; i++) {
		lease(FIRST + i, (uint8_t)(100 + i), BW_LEASE_STATE_BOUND,
		    i == 5 ? 100 : 900 - i);
	}
	for (uint8_t n = 1; n < 20; n++) {
		ck_assert_uint_eq(choose(n, 0), FIRST + 5);
	}
}
END_TEST

START_TEST(pool_that_is_never_reused_keeps_addresses_for_their_owners)
{
	pool.never_reuse = true;
	for (uint8_t i = 0; i < COUNT; i++) {
		lease(FIRST + i, (uint8_t)(100 + i), BW_LEASE_STATE_FREE, 900);
	}
	ck_assert_uint_eq(choose(1, 0), 0);
	ck_assert_uint_eq(choose(103, 0), FIRST + 3);
}
END_TEST

START_TEST(pool_is_free_until_the_exact_end_of_offer_and_lease)
{
	struct bw_client_id one = client(1);

	offer(FIRST, 2, now.ms + 10);
	lease(FIRST + 1, 2, BW_LEASE_STATE_BOUND, now.wall_s + 10);
	lease(FIRST + 2, 2, BW_LEASE_STATE_DECLINED, now.wall_s + 10);
	now.ms += 9;
	now.wall_s += 9;
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert(
		    !dhcp_pool_is_free(&pool, &leases, FIRST + i, &one, now));
	}
	now.ms += 1;
	now.wall_s += 1;
	for (uint32_t i = 0; i < 3; i++) {
		ck_assert(
		    dhcp_pool_is_free(&pool, &leases, FIRST + i, &one, now));
	}
}
END_TEST

START_TEST(pool_offer_leaves_a_client_one_offer)
{
	struct bw_client_id two = client(2);

	offer(FIRST, 1, now.ms + 1000);
	offer(FIRST + 1, 1, now.ms + 1000);
	ck_assert(dhcp_pool_is_free(&pool, &leases, FIRST, &two, now));
	ck_assert(!dhcp_pool_is_free(&pool, &leases, FIRST + 1, &two, now));
}
END_TEST

START_TEST(pool_withdraw_frees_at_once)
{
	struct bw_client_id one = client(1);

	for (uint8_t n = 0; n < COUNT; n++) {
		offer(FIRST + n, n, now.ms + 60000);
	}
	ck_assert_uint_eq(choose(COUNT, 0), 0);
	dhcp_pool_withdraw(&pool, &one);
	ck_assert_uint_eq(choose(COUNT, 0), FIRST + 1);
	dhcp_pool_withdraw(&pool, &one); /* nothing left to withdraw */
}
END_TEST

START_TEST(pool_commit_holds_an_address_for_as_long_as_it_takes)
{
	struct bw_client_id one = client(1);
	struct bw_client_id two = client(2);

	dhcp_pool_commit_begin(&pool, FIRST, &one);
	now.ms += 1000000;
	ck_assert(dhcp_pool_is_committing(&pool, FIRST));
	ck_assert(!dhcp_pool_is_free(&pool, &leases, FIRST, &two, now));
	ck_assert(dhcp_pool_is_free(&pool, &leases, FIRST, &one, now));
	offer(FIRST, 2, now.ms + 1000); /* has no effect */
	dhcp_pool_withdraw(&pool, &one);
	ck_assert(!dhcp_pool_is_free(&pool, &leases, FIRST, &two, now));
	dhcp_pool_commit_end(&pool, FIRST);
	ck_assert(!dhcp_pool_is_committing(&pool, FIRST));
	ck_assert(dhcp_pool_is_free(&pool, &leases, FIRST, &two, now));
	dhcp_pool_commit_begin(&pool, FIRST + COUNT, &one); /* not ours */
	dhcp_pool_commit_end(&pool, FIRST + COUNT);
}
END_TEST

START_TEST(pool_exclude_takes_an_address_out_for_ever)
{
	dhcp_pool_exclude(&pool, FIRST + 2);
	dhcp_pool_exclude(&pool, FIRST - 1);
	dhcp_pool_exclude(&pool, FIRST + COUNT);
	ck_assert(!dhcp_pool_has(&pool, FIRST + 2));
	for (uint8_t n = 0; n < COUNT - 1; n++) {
		uint32_t address = choose(n, FIRST + 2);

		ck_assert_uint_ne(address, 0);
		ck_assert_uint_ne(address, FIRST + 2);
		offer(address, n, now.ms + 1000);
	}
	ck_assert_uint_eq(choose(COUNT, 0), 0);
}
END_TEST

START_TEST(pool_fit_leaves_the_ends_of_the_network_out)
{
	tear_down();
	start(0x0a000000, 600);
	dhcp_pool_fit(&pool, 0xffffff00);
	ck_assert(!dhcp_pool_has(&pool, 0x0a000000));
	ck_assert(dhcp_pool_has(&pool, 0x0a000001));
	ck_assert(dhcp_pool_has(&pool, 0x0a0000fe));
	ck_assert(!dhcp_pool_has(&pool, 0x0a0000ff));
	ck_assert(!dhcp_pool_has(&pool, 0x0a000101));
	ck_assert_uint_eq(pool.count, 256);
}
END_TEST

START_TEST(pool_fit_keeps_both_addresses_of_a_link)
{
	tear_down();
	start(0x0a000002, 2);
	dhcp_pool_fit(&pool, 0xfffffffe);
	ck_assert(dhcp_pool_has(&pool, 0x0a000002));
	ck_assert(dhcp_pool_has(&pool, 0x0a000003));
}
END_TEST

START_TEST(pool_of_no_addresses_has_none)
{
	tear_down();
	start(0, 0);
	ck_assert(!dhcp_pool_has(&pool, 0));
	ck_assert_uint_eq(choose(1, 5), 0);
	offer(0, 1, 1);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/pool");
	TCase *tc = tcase_create("pool");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, pool_choose_depends_on_the_client_alone);
	tcase_add_test(tc, pool_choose_gives_every_address_once);
	tcase_add_test(tc, pool_choose_walks_a_full_pool_once_a_second_at_most);
	tcase_add_test(
	    tc, pool_choose_walks_a_full_pool_only_when_an_offer_ends);
	tcase_add_test(
	    tc, pool_choose_walks_a_full_pool_only_when_a_lease_ends);
	tcase_add_test(
	    tc, pool_choose_walks_a_full_pool_once_a_minute_at_least);
	tcase_add_test(tc,
	    pool_choose_does_not_wait_for_owners_that_keep_addresses_for_good);
	tcase_add_test(tc, pool_offer_frees_what_the_client_was_offered_before);
	tcase_add_test(tc, pool_commit_of_a_renewal_frees_nothing);
	tcase_add_test(tc, pool_choose_prefers_what_the_client_had);
	tcase_add_test(tc, pool_choose_honours_a_free_wish);
	tcase_add_test(
	    tc, pool_choose_leaves_old_addresses_to_their_owners_while_it_can);
	tcase_add_test(
	    tc, pool_choose_takes_the_address_that_was_free_for_longest);
	tcase_add_test(
	    tc, pool_that_is_never_reused_keeps_addresses_for_their_owners);
	tcase_add_test(tc, pool_is_free_until_the_exact_end_of_offer_and_lease);
	tcase_add_test(tc, pool_offer_leaves_a_client_one_offer);
	tcase_add_test(tc, pool_withdraw_frees_at_once);
	tcase_add_test(
	    tc, pool_commit_holds_an_address_for_as_long_as_it_takes);
	tcase_add_test(tc, pool_exclude_takes_an_address_out_for_ever);
	tcase_add_test(tc, pool_fit_leaves_the_ends_of_the_network_out);
	tcase_add_test(tc, pool_fit_keeps_both_addresses_of_a_link);
	tcase_add_test(tc, pool_of_no_addresses_has_none);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
