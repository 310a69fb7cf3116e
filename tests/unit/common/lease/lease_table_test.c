/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "lease/lease_table.h"

#define CAPACITY 64

static struct bw_lease_table table;
static void *storage;

static void
set_up(void)
{
	storage = malloc(bw_lease_table_size(CAPACITY, BW_N_LEASE_KEYS));
	bw_lease_table_init(&table, storage, CAPACITY, BW_N_LEASE_KEYS, 12345);
}

static void
tear_down(void)
{
	free(storage);
}

static struct bw_lease
lease(uint32_t address, uint8_t machine)
{
	struct bw_lease l = {
	    .address = address,
	    .state = BW_LEASE_STATE_BOUND,
	    .expires_s = 100,
	    .mac = {2, 0, 0, 0, 0, machine},
	    .client = {.len = 3, .bytes = {1, 7, machine}},
	};

	return l;
}

static int
put(uint32_t address, uint8_t machine)
{
	struct bw_lease l = lease(address, machine);

	return bw_lease_table_put(&table, &l);
}

START_TEST(lease_table_finds_by_each_key)
{
	for (uint8_t i = 0; i < CAPACITY; i++) {
		ck_assert_int_eq(put(1000u + i, i), 0);
	}
	for (uint8_t i = 0; i < CAPACITY; i++) {
		struct bw_lease l = lease(1000u + i, i);
		const struct bw_lease_row *found =
		    bw_lease_table_by_address(&table, 1000u + i);

		ck_assert_ptr_nonnull(found);
		ck_assert_uint_eq(found->mac[5], i);
		ck_assert_ptr_eq(
		    bw_lease_table_by_client(&table, &l.client), found);
		ck_assert_ptr_eq(bw_lease_table_by_mac(&table, l.mac), found);
		ck_assert_ptr_eq(bw_lease_table_nth(&table, i), found);
	}
	ck_assert_ptr_null(bw_lease_table_by_address(&table, 999));
}
END_TEST

START_TEST(lease_table_refuses_one_too_many_but_still_replaces)
{
	for (uint8_t i = 0; i < CAPACITY; i++) {
		ck_assert_int_eq(put(1000u + i, i), 0);
	}
	ck_assert_int_eq(put(5000, 200), -ENOSPC);
	ck_assert_int_eq(put(1000, 201), 0);
	ck_assert_uint_eq(table.n, CAPACITY);
	ck_assert_uint_eq(bw_lease_table_by_address(&table, 1000)->mac[5], 201);
}
END_TEST

START_TEST(lease_table_forgets_the_former_holder)
{
	struct bw_lease one = lease(1000, 1);
	struct bw_lease two = lease(1000, 2);

	ck_assert_int_eq(bw_lease_table_put(&table, &one), 0);
	ck_assert_int_eq(bw_lease_table_put(&table, &two), 0);
	ck_assert_ptr_null(bw_lease_table_by_client(&table, &one.client));
	ck_assert_ptr_null(bw_lease_table_by_mac(&table, one.mac));
	ck_assert_ptr_nonnull(bw_lease_table_by_client(&table, &two.client));
}
END_TEST

START_TEST(lease_table_by_address_alone_finds_by_nothing_else)
{
	void *room = malloc(bw_lease_table_size(CAPACITY, 1));

	ck_assert_uint_lt(bw_lease_table_size(CAPACITY, 1),
	    bw_lease_table_size(CAPACITY, BW_N_LEASE_KEYS));
	bw_lease_table_init(&table, room, CAPACITY, 1, 0);
	for (uint8_t i = 0; i < CAPACITY; i++) {
		ck_assert_int_eq(put(1000u + i, i), 0);
		ck_assert_int_eq(put(1000u + i, 200), 0);
	}
	ck_assert_uint_eq(table.n, CAPACITY);
	ck_assert_uint_eq(bw_lease_table_by_address(&table, 1000)->mac[5], 200);
	free(room);
}
END_TEST

START_TEST(lease_table_gives_a_lease_back_as_it_was_put)
{
	struct bw_lease l = lease(1000, 1), found;

	memset(l.client.bytes, 0x5a, BW_CLIENT_ID_MAX);
	l.client.len = BW_CLIENT_ID_MAX;
	memset(l.uuid, 0xa5, sizeof(l.uuid));
	memset(l.hostname, 'h', BW_HOSTNAME_MAX - 1);
	for (uint8_t i = 0; i < CAPACITY; i++) { /* all as long as can be */
		l.address = i;
		l.client.bytes[254] = i;
		ck_assert_int_eq(bw_lease_table_put(&table, &l), 0);
		ck_assert_int_eq(bw_lease_table_put(&table, &l), 0);
	}
	for (uint8_t i = 0; i < CAPACITY; i++) {
		l.client.bytes[254] = i;
		bw_lease_table_get(&table,
		    bw_lease_table_by_client(&table, &l.client), &found);
		ck_assert_uint_eq(found.address, i);
		ck_assert(bw_client_id_equal(&found.client, &l.client));
		ck_assert_mem_eq(found.uuid, l.uuid, BW_UUID_LEN);
		ck_assert_str_eq(found.hostname, l.hostname);
	}
}
END_TEST

START_TEST(lease_table_prefers_the_lease_that_lasts_longest)
{
	struct bw_lease early = lease(1000, 1);
	struct bw_lease late = lease(1001, 1);

	late.expires_s = 200;
	ck_assert_int_eq(bw_lease_table_put(&table, &late), 0);
	ck_assert_int_eq(bw_lease_table_put(&table, &early), 0);
	ck_assert_uint_eq(
	    bw_lease_table_by_client(&table, &early.client)->address, 1001);
	/* by MAC it is the newest */
	ck_assert_uint_eq(
	    bw_lease_table_by_mac(&table, early.mac)->address, 1000);
}
END_TEST

START_TEST(lease_table_never_finds_an_empty_identity)
{
	struct bw_lease l = lease(1000, 1);

	l.client.len = 0;
	ck_assert_int_eq(bw_lease_table_put(&table, &l), 0);
	ck_assert_ptr_null(bw_lease_table_by_client(&table, &l.client));
	ck_assert_ptr_nonnull(bw_lease_table_by_address(&table, 1000));
	ck_assert_int_eq(put(1000, 1), 0); /* and back to somebody */
	l = lease(1000, 1);
	ck_assert_ptr_nonnull(bw_lease_table_by_client(&table, &l.client));
}
END_TEST

START_TEST(lease_table_of_no_capacity_is_always_full)
{
	uint8_t *none = malloc(bw_lease_table_size(0, BW_N_LEASE_KEYS));

	bw_lease_table_init(&table, none, 0, BW_N_LEASE_KEYS, 0);
	ck_assert_int_eq(put(1, 1), -ENOSPC);
	ck_assert_ptr_null(bw_lease_table_by_address(&table, 1));
	free(none);
}
END_TEST

/* Against a plain array, for every seed another way of colliding. */
START_TEST(lease_table_agrees_with_a_plain_list)
{
	uint32_t random = (uint32_t)_i * 2654435761u + 1;
	uint8_t holder[CAPACITY] = {0};

	bw_lease_table_init(
	    &table, storage, CAPACITY, BW_N_LEASE_KEYS, (uint32_t)_i);
	for (unsigned step = 0; step < 5000; step++) {
		uint32_t address;
		uint8_t machine;

		random = random * 1664525u + 1013904223u;
		address = random >> 24 & (CAPACITY - 1);
		machine = (uint8_t)(1 + (random >> 16) % 200);
		ck_assert_int_eq(put(address, machine), 0);
		holder[address] = machine;
	}
	for (uint32_t i = 0; i < CAPACITY; i++) {
		struct bw_lease l = lease(i, holder[i]);

		if (holder[i] != 0) {
			ck_assert_uint_eq(
			    bw_lease_table_by_address(&table, i)->mac[5],
			    holder[i]);
			ck_assert_ptr_nonnull(
			    bw_lease_table_by_client(&table, &l.client));
			ck_assert_ptr_nonnull(
			    bw_lease_table_by_mac(&table, l.mac));
		}
	}
}
END_TEST

START_TEST(lease_line_gives_each_its_turn_in_order_and_none_twice)
{
	struct bw_lease_line line = {0};
	const struct bw_lease *turn;
	uint32_t n_put = 0;

	for (uint32_t i = 0; i < (uint32_t)_i; i++) {
		struct bw_lease l = lease(1000 + i, (uint8_t)i);

		turn = bw_lease_line_turn(&line, &table, &l);
		ck_assert(turn != NULL || i < BW_LEASE_LINE);
		if (turn != NULL) {
			ck_assert_uint_eq(turn->address, 1000 + n_put++);
			ck_assert_int_eq(bw_lease_table_put(&table, turn), 0);
		}
	}
	while ((turn = bw_lease_line_take(&line)) != NULL) {
		ck_assert_uint_eq(turn->address, 1000 + n_put++);
		ck_assert_int_eq(bw_lease_table_put(&table, turn), 0);
	}
	ck_assert_uint_eq(n_put, (uint32_t)_i);
	ck_assert_uint_eq(table.n, (uint32_t)_i);
	ck_assert_ptr_null(bw_lease_line_take(&line));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/lease/lease_table");
	TCase *tc = tcase_create("table");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, lease_table_finds_by_each_key);
	tcase_add_test(tc, lease_table_refuses_one_too_many_but_still_replaces);
	tcase_add_test(tc, lease_table_forgets_the_former_holder);
	tcase_add_test(tc, lease_table_by_address_alone_finds_by_nothing_else);
	tcase_add_test(tc, lease_table_gives_a_lease_back_as_it_was_put);
	tcase_add_test(tc, lease_table_prefers_the_lease_that_lasts_longest);
	tcase_add_test(tc, lease_table_never_finds_an_empty_identity);
	tcase_add_test(tc, lease_table_of_no_capacity_is_always_full);
	tcase_add_loop_test(tc, lease_table_agrees_with_a_plain_list, 0, 8);
	tcase_add_loop_test(
	    tc, lease_line_gives_each_its_turn_in_order_and_none_twice, 0, 33);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
