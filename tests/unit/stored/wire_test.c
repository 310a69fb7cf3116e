/* SPDX-License-Identifier: ISC */
/* stored/wire.c */
#include "wire.h"

#include "unit.h"

static const uint8_t mac[BW_MAC_LEN] = {0x52, 0x54, 0, 0x77, 0, 1};
static const uint8_t uuid[BW_UUID_LEN] = {1, 2, 3};
static uint8_t client[BW_CLIENT_ID_MAX + 1];
static char hostname[BW_HOSTNAME_MAX + 1];
static struct store_row row;
static struct bw_lease lease;

static void
setup(void)
{
	memset(client, 0xc1, sizeof(client));
	memset(hostname, 'h', sizeof(hostname));
	memset(&lease, 0, sizeof(lease));
	row = (struct store_row){
	    .address = 0x0a000001,
	    .state = BW_LEASE_STATE_BOUND,
	    .expires_s = 1000,
	    .mac = {mac, sizeof(mac)},
	    .uuid = {uuid, sizeof(uuid)},
	    .client = {client, 7},
	    .hostname = {"lab-7", 5},
	    .pxe = 1,
	};
}

static void
expect_parse(int expected)
{
	struct bw_lease before = lease;

	ck_assert_int_eq(store_row_parse(&row, &lease), expected);
	if (expected != 0) {
		ck_assert_mem_eq(&lease, &before, sizeof(lease));
	}
}

START_TEST(row_parse_fills_every_field)
{
	expect_parse(0);
	ck_assert_uint_eq(lease.address, 0x0a000001);
	ck_assert_int_eq(lease.state, BW_LEASE_STATE_BOUND);
	ck_assert_uint_eq(lease.expires_s, 1000);
	ck_assert_mem_eq(lease.mac, mac, sizeof(mac));
	ck_assert_mem_eq(lease.uuid, uuid, sizeof(uuid));
	ck_assert_uint_eq(lease.client.len, 7);
	ck_assert_mem_eq(lease.client.bytes, client, 7);
	ck_assert_str_eq(lease.hostname, "lab-7");
	ck_assert(lease.pxe);
}
END_TEST

START_TEST(row_parse_holds_addresses_to_ipv4)
{
	row.address = 1;
	expect_parse(0);
	row.address = UINT32_MAX;
	expect_parse(0);
	row.address = 0;
	expect_parse(-EBADMSG);
	row.address = -1;
	expect_parse(-EBADMSG);
	row.address = (int64_t)UINT32_MAX + 1;
	expect_parse(-EBADMSG);
	row.address = INT64_MIN;
	expect_parse(-EBADMSG);
}
END_TEST

START_TEST(row_parse_holds_numbers_to_their_ranges)
{
	row.state = BW_LEASE_STATE_MAX;
	expect_parse(0);
	row.state = BW_LEASE_STATE_MAX + 1;
	expect_parse(-EBADMSG);
	row.state = -1;
	expect_parse(-EBADMSG);
	row.state = 0;
	row.expires_s = INT64_MAX;
	expect_parse(0);
	row.expires_s = -1;
	expect_parse(-EBADMSG);
	row.expires_s = 0;
	row.pxe = 2;
	expect_parse(-EBADMSG);
	row.pxe = -1;
	expect_parse(-EBADMSG);
	row.pxe = 0;
	expect_parse(0);
	ck_assert(!lease.pxe);
}
END_TEST

START_TEST(row_parse_holds_bytes_to_their_lengths)
{
	row.mac.len = BW_MAC_LEN - 1;
	expect_parse(-EBADMSG);
	row.mac.len = BW_MAC_LEN;
	row.uuid.len = BW_UUID_LEN - 1;
	expect_parse(-EBADMSG);
	row.uuid.len = 0;
	row.uuid.at = NULL;
	expect_parse(-EBADMSG);
	row.uuid = (struct store_bytes){uuid, sizeof(uuid)};
	row.client.len = BW_CLIENT_ID_MAX;
	expect_parse(0);
	row.client.len = BW_CLIENT_ID_MAX + 1;
	expect_parse(-EBADMSG);
	row.client = (struct store_bytes){NULL, 0};
	expect_parse(0);
	ck_assert_uint_eq(lease.client.len, 0);
}
END_TEST

START_TEST(row_parse_takes_printable_hostnames_that_fit)
{
	row.hostname = (struct store_bytes){hostname, BW_HOSTNAME_MAX - 1};
	expect_parse(0);
	ck_assert_uint_eq(strlen(lease.hostname), BW_HOSTNAME_MAX - 1);
	row.hostname.len = BW_HOSTNAME_MAX;
	expect_parse(-EBADMSG);
	row.hostname = (struct store_bytes){"a\nb", 3};
	expect_parse(-EBADMSG);
	row.hostname = (struct store_bytes){"a\0b", 3};
	expect_parse(-EBADMSG);
	row.hostname = (struct store_bytes){"a\x7f", 2};
	expect_parse(-EBADMSG);
	row.hostname = (struct store_bytes){"\xc3\xa4", 2};
	expect_parse(-EBADMSG);
	row.hostname = (struct store_bytes){NULL, 0};
	expect_parse(0);
	ck_assert_str_eq(lease.hostname, "");
}
END_TEST

START_TEST(row_build_is_the_inverse)
{
	struct bw_lease again;

	for (int pass = 0; pass < 2; pass++) {
		expect_parse(0);
		store_row_build(&lease, &row);
		ck_assert_int_eq(store_row_parse(&row, &again), 0);
		ck_assert_mem_eq(&again, &lease, sizeof(lease));
		setup();
		row.client.len = BW_CLIENT_ID_MAX;
		row.hostname =
		    (struct store_bytes){hostname, BW_HOSTNAME_MAX - 1};
		row.pxe = 0;
	}
}
END_TEST

START_TEST(row_build_keeps_a_lease_without_end)
{
	struct bw_lease again;

	expect_parse(0);
	lease.expires_s = UINT64_MAX;
	store_row_build(&lease, &row);
	ck_assert_int_eq(store_row_parse(&row, &again), 0);
	ck_assert_uint_eq(again.expires_s, INT64_MAX);
}
END_TEST

static Suite *
wire_suite(void)
{
	Suite *suite = suite_create("stored/wire");
	TCase *tcase = tcase_create("wire");

	tcase_add_checked_fixture(tcase, setup, NULL);
	tcase_add_test(tcase, row_parse_fills_every_field);
	tcase_add_test(tcase, row_parse_holds_addresses_to_ipv4);
	tcase_add_test(tcase, row_parse_holds_numbers_to_their_ranges);
	tcase_add_test(tcase, row_parse_holds_bytes_to_their_lengths);
	tcase_add_test(tcase, row_parse_takes_printable_hostnames_that_fit);
	tcase_add_test(tcase, row_build_is_the_inverse);
	tcase_add_test(tcase, row_build_keeps_a_lease_without_end);
	suite_add_tcase(suite, tcase);
	return suite;
}

int
main(void)
{
	return unit_main(wire_suite());
}
