/* SPDX-License-Identifier: ISC */
#include "unit.h"

#include "lease/lease_row.h"

static struct bw_cell storage[2 * BW_LEASE_CELLS_MAX];
static struct bw_cells cells;
static struct bw_lease_row row;
static struct bw_lease lease, found;

static void
set_up(void)
{
	bw_cells_init(&cells, storage, ARRAY_LEN(storage));
	row = (struct bw_lease_row){.address = 0};
	lease = (struct bw_lease){
	    .address = 0x0a000001,
	    .state = BW_LEASE_STATE_BOUND,
	    .expires_s = 100,
	    .mac = {2, 0, 0, 0, 0, 1},
	    .client = {.len = 7, .bytes = {1, 2, 0, 0, 0, 0, 1}},
	};
}

static void
put_and_get(void)
{
	bw_cells_drop(&cells, row.more);
	bw_lease_row_put(&row, &cells, &lease);
	memset(&found, 0xff, sizeof(found));
	bw_lease_row_get(&row, &cells, &found);
	ck_assert_uint_eq(found.address, lease.address);
	ck_assert_int_eq(found.state, lease.state);
	ck_assert_mem_eq(found.mac, lease.mac, BW_MAC_LEN);
	ck_assert_mem_eq(found.uuid, lease.uuid, BW_UUID_LEN);
	ck_assert(bw_client_id_equal(&found.client, &lease.client));
	ck_assert_str_eq(found.hostname, lease.hostname);
	ck_assert_int_eq(found.pxe, lease.pxe);
	ck_assert(bw_lease_row_is_of(&row, &cells, &lease.client));
}

START_TEST(lease_row_of_a_mac_needs_no_cells)
{
	put_and_get();
	ck_assert_uint_eq(cells.n, 0);
	lease.state = BW_LEASE_STATE_DECLINED;
	lease.client.len = 0; /* nobody's */
	lease.pxe = true;
	put_and_get();
	ck_assert_uint_eq(cells.n, 0);
}
END_TEST

START_TEST(lease_row_keeps_what_few_leases_have)
{
	memset(lease.uuid, 7, BW_UUID_LEN);
	put_and_get();
	memcpy(lease.hostname, "node-17", sizeof("node-17"));
	put_and_get();
	lease.client.bytes[6] = 2; /* not its MAC any more */
	put_and_get();
	memset(lease.uuid, 0, BW_UUID_LEN);
	put_and_get();
	lease.client.len = 1;
	put_and_get();
}
END_TEST

START_TEST(lease_row_keeps_identities_of_every_length)
{
	memset(lease.client.bytes, 0x61, BW_CLIENT_ID_MAX);
	memset(lease.hostname, 'x', BW_HOSTNAME_MAX - 1);
	memset(lease.uuid, 1, BW_UUID_LEN);
	for (unsigned len = 0; len <= BW_CLIENT_ID_MAX; len++) {
		lease.client.len = (uint8_t)len;
		put_and_get();
	}
	ck_assert_uint_eq(cells.n, BW_LEASE_CELLS_MAX); /* all were reused */
}
END_TEST

START_TEST(lease_row_is_not_that_of_another_client)
{
	struct bw_client_id other = lease.client;

	put_and_get();
	other.bytes[6] ^= 1;
	ck_assert(!bw_lease_row_is_of(&row, &cells, &other));
	other = lease.client;
	other.bytes[0] = 6; /* another kind of hardware */
	ck_assert(!bw_lease_row_is_of(&row, &cells, &other));
	other.len = 0;
	ck_assert(!bw_lease_row_is_of(&row, &cells, &other));
	lease.client.bytes[0] = 255;
	other = lease.client;
	put_and_get();
	other.len--;
	ck_assert(!bw_lease_row_is_of(&row, &cells, &other));
}
END_TEST

START_TEST(lease_row_tells_the_longest_time_from_the_next)
{
	lease.expires_s = BW_LEASE_EXPIRES_MAX - 1;
	put_and_get();
	ck_assert_uint_eq(found.expires_s, BW_LEASE_EXPIRES_MAX - 1);
	lease.expires_s = UINT64_MAX;
	put_and_get();
	ck_assert_uint_eq(found.expires_s, BW_LEASE_EXPIRES_MAX);
}
END_TEST

START_TEST(lease_in_force_ends_with_its_second)
{
	put_and_get();
	ck_assert(bw_lease_in_force(&row, 99));
	ck_assert(!bw_lease_in_force(&row, 100));
	lease.state = BW_LEASE_STATE_DECLINED;
	put_and_get();
	ck_assert(bw_lease_in_force(&row, 99));
	lease.state = BW_LEASE_STATE_FREE;
	put_and_get();
	ck_assert(!bw_lease_in_force(&row, 99));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/lease/lease_row");
	TCase *tc = tcase_create("row");

	tcase_add_checked_fixture(tc, set_up, NULL);
	tcase_add_test(tc, lease_row_of_a_mac_needs_no_cells);
	tcase_add_test(tc, lease_row_keeps_what_few_leases_have);
	tcase_add_test(tc, lease_row_keeps_identities_of_every_length);
	tcase_add_test(tc, lease_row_is_not_that_of_another_client);
	tcase_add_test(tc, lease_row_tells_the_longest_time_from_the_next);
	tcase_add_test(tc, lease_in_force_ends_with_its_second);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
