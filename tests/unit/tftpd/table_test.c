/* SPDX-License-Identifier: ISC */
/* Peers to slots, and who gives way when all are taken. */
#include "table.h"
#include "unit.h"

static struct tftp_table table;

static struct bw_addr
peer(uint32_t host, unsigned port)
{
	return bw_addr_ipv4(0x0a000000u + host, (uint16_t)port);
}

static int
add(uint32_t host, unsigned port, uint64_t now_ms)
{
	struct bw_addr addr = peer(host, port);

	return tftp_table_add(&table, &addr, now_ms);
}

static int
find(uint32_t host, unsigned port)
{
	struct bw_addr addr = peer(host, port);

	return tftp_table_find(&table, &addr);
}

static int
victim(uint32_t host, uint64_t now_ms)
{
	struct bw_addr addr = peer(host, 1);

	return tftp_table_victim(&table, &addr, now_ms);
}

START_TEST(tftp_table_find_tells_peers_apart_by_address_and_port)
{
	int a, b, c;

	tftp_table_init(&table, TFTP_TRANSFERS_MAX);
	ck_assert_int_eq(find(1, 1000), TFTP_TABLE_NONE);
	a = add(1, 1000, 0);
	b = add(1, 1001, 0);
	c = add(2, 1000, 0);
	ck_assert_int_eq(find(1, 1000), a);
	ck_assert_int_eq(find(1, 1001), b);
	ck_assert_int_eq(find(2, 1000), c);
	ck_assert_int_eq(find(2, 1001), TFTP_TABLE_NONE);
	tftp_table_remove(&table, b);
	ck_assert_int_eq(find(1, 1000), a);
	ck_assert_int_eq(find(1, 1001), TFTP_TABLE_NONE);
	ck_assert_int_eq(find(2, 1000), c);
}
END_TEST

START_TEST(tftp_table_find_tells_families_apart)
{
	struct bw_addr v4 = bw_addr_ipv4(0x20010db8, 69);
	struct bw_addr v6 = v4;
	int a, b;

	v6.family = BW_FAMILY_IPV6;
	tftp_table_init(&table, TFTP_TRANSFERS_MAX);
	a = tftp_table_add(&table, &v4, 0);
	b = tftp_table_add(&table, &v6, 0);
	ck_assert_int_eq(tftp_table_find(&table, &v4), a);
	ck_assert_int_eq(tftp_table_find(&table, &v6), b);
}
END_TEST

START_TEST(tftp_table_add_takes_as_many_as_there_are_and_again)
{
	tftp_table_init(&table, TFTP_TRANSFERS_MAX);
	for (unsigned round = 0; round < 3; round++) {
		for (unsigned i = 0; i < TFTP_TRANSFERS_MAX; i++) {
			ck_assert_int_ge(add(round, 1 + i, 0), 0);
		}
		ck_assert_int_eq(add(round, 60000, 0), TFTP_TABLE_NONE);
		ck_assert_uint_eq(table.n_used, TFTP_TRANSFERS_MAX);
		for (unsigned i = 0; i < TFTP_TRANSFERS_MAX; i++) {
			int slot = find(round, 1 + i);

			ck_assert_int_ge(slot, 0);
			tftp_table_remove(&table, slot);
		}
		ck_assert_uint_eq(table.n_used, 0);
	}
}
END_TEST

/* One transfer of each of n hosts, begun at 0, 1, 2 ... */
static void
fill(unsigned n, bool confirmed)
{
	for (unsigned i = 0; i < n; i++) {
		int slot = add(100 + i, 2070, i);

		ck_assert_int_ge(slot, 0);
		table.slots[slot].confirmed = confirmed;
	}
}

START_TEST(tftp_table_victim_is_the_oldest_that_never_answered)
{
	int slot;

	tftp_table_init(&table, TFTP_TRANSFERS_MAX);
	fill(TFTP_TRANSFERS_MAX, true);
	ck_assert_int_eq(victim(1, 100000), TFTP_TABLE_NONE);
	slot = find(150, 2070); /* begun at 50 */
	table.slots[slot].confirmed = false;
	table.slots[find(160, 2070)].confirmed = false;
	ck_assert_int_eq(
	    victim(1, 50 + TFTP_HALF_OPEN_MS - 1), TFTP_TABLE_NONE);
	ck_assert_int_eq(victim(1, 50 + TFTP_HALF_OPEN_MS), slot);
	ck_assert_int_eq(victim(1, 100000), slot);
}
END_TEST

START_TEST(tftp_table_victim_is_patient_when_all_peers_are_slow)
{
	tftp_table_init(&table, TFTP_TRANSFERS_MAX);
	fill(TFTP_TRANSFERS_MAX, false);
	for (unsigned i = 0; i < TFTP_TRANSFERS_MAX - 1; i++) {
		/* each answers after 200 ms */
		tftp_table_confirm(&table, find(100 + i, 2070), i + 200);
	}
	/* 100 ms and 4 * 200 ms, within rounding, for the last one */
	ck_assert_int_eq(
	    victim(1, TFTP_TRANSFERS_MAX - 1 + 800), TFTP_TABLE_NONE);
	ck_assert_int_ne(
	    victim(1, TFTP_TRANSFERS_MAX - 1 + 900), TFTP_TABLE_NONE);
}
END_TEST

START_TEST(tftp_table_victim_spares_the_modest)
{
	int first;

	tftp_table_init(&table, TFTP_TRANSFERS_MAX);
	first = add(7, 5000, 5);
	for (unsigned i = 1; i < 100; i++) {
		(void)add(7, 5000 + i, 5 + i);
	}
	fill(TFTP_TRANSFERS_MAX - 100, true);
	for (int i = 0; i < TFTP_TRANSFERS_MAX; i++) {
		table.slots[i].confirmed = true;
	}
	ck_assert_int_eq(victim(1, 100000), first);
	/* the greedy one itself gets nothing by asking again */
	ck_assert_int_eq(victim(7, 100000), TFTP_TABLE_NONE);
}
END_TEST

START_TEST(tftp_table_add_takes_no_more_than_the_limit)
{
	struct bw_addr addr = peer(1, 0);

	tftp_table_init(&table, 3);
	for (unsigned i = 0; i < 3; i++) {
		ck_assert_int_ge(add(1 + i / 2, 1000 + i, 0), 0);
	}
	ck_assert_int_eq(add(3, 1000, 0), TFTP_TABLE_NONE);
	ck_assert_uint_eq(tftp_table_count(&table, &addr), 2);
	tftp_table_remove(&table, find(1, 1000));
	ck_assert_uint_eq(tftp_table_count(&table, &addr), 1);
	ck_assert_int_ge(add(3, 1000, 0), 0);
	ck_assert_int_eq(add(3, 1001, 0), TFTP_TABLE_NONE);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/table");
	TCase *tc = tcase_create("table");

	tcase_add_test(
	    tc, tftp_table_find_tells_peers_apart_by_address_and_port);
	tcase_add_test(tc, tftp_table_find_tells_families_apart);
	tcase_add_test(tc, tftp_table_add_takes_as_many_as_there_are_and_again);
	tcase_add_test(tc, tftp_table_victim_is_the_oldest_that_never_answered);
	tcase_add_test(
	    tc, tftp_table_victim_is_patient_when_all_peers_are_slow);
	tcase_add_test(tc, tftp_table_victim_spares_the_modest);
	tcase_add_test(tc, tftp_table_add_takes_no_more_than_the_limit);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
