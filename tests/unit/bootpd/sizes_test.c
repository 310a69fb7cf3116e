/* SPDX-License-Identifier: ISC */
/* Option 13: what is remembered of files, and who is told. */
#include <stdio.h>

#include "served.h"
#include "sizes.h"

#define FILE_NAME "bootx64.efi"

static struct dhcp_sizes sizes;

static void
set_up_sizes(void)
{
	memset(&sizes, 0, sizeof(sizes));
}

/* Ask about a file, and be told. */
static void
measure(const char *name, uint64_t size, uint64_t now_ms)
{
	ck_assert(dhcp_sizes_ask(&sizes, name, now_ms));
	dhcp_sizes_told(&sizes, name, true, size, now_ms);
}

START_TEST(sizes_are_blocks_of_512_bytes_rounded_up)
{
	static const struct {
		uint64_t size;
		uint16_t blocks;
	} rows[] = {{1, 1}, {512, 1}, {513, 2}, {UINT64_C(65535) * 512, 65535},
	    {UINT64_C(65535) * 512 + 1, 0}, {UINT64_MAX, 0}, {0, 0}};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		measure("f", rows[i].size, 5000 * i);
		ck_assert_uint_eq(
		    dhcp_sizes_of(&sizes, "f", 5000 * i), rows[i].blocks);
	}
}
END_TEST

START_TEST(sizes_are_not_told_for_long)
{
	measure("f", 512, 1000);
	ck_assert_uint_eq(
	    dhcp_sizes_of(&sizes, "f", 1000 + DHCP_SIZES_GOOD_MS - 1), 1);
	ck_assert_uint_eq(
	    dhcp_sizes_of(&sizes, "f", 1000 + DHCP_SIZES_GOOD_MS), 0);
}
END_TEST

START_TEST(sizes_are_asked_for_once_a_second)
{
	ck_assert(dhcp_sizes_ask(&sizes, "f", 1000));
	ck_assert(!dhcp_sizes_ask(&sizes, "f", 1999));
	ck_assert(dhcp_sizes_ask(&sizes, "f", 2000));
}
END_TEST

START_TEST(sizes_of_files_that_are_not_known_are_forgotten)
{
	measure("f", 512, 1000);
	dhcp_sizes_told(&sizes, "f", false, 0, 1500);
	ck_assert_uint_eq(dhcp_sizes_of(&sizes, "f", 1500), 0);
	dhcp_sizes_told(&sizes, "g", true, 512, 1500); /* nobody asked */
	ck_assert_uint_eq(dhcp_sizes_of(&sizes, "g", 1500), 0);
}
END_TEST

/* Never one file's size for another, however many there are. */
START_TEST(sizes_of_many_files_are_their_own)
{
	char name[16];

	for (unsigned i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "file%u", i);
		if (dhcp_sizes_ask(&sizes, name, 1000 + i)) {
			dhcp_sizes_told(
			    &sizes, name, true, UINT64_C(512) * i, 1000 + i);
		}
	}
	for (unsigned i = 0; i < 1000; i++) {
		unsigned blocks;

		(void)snprintf(name, sizeof(name), "file%u", i);
		blocks = dhcp_sizes_of(&sizes, name, 2000);
		ck_assert(blocks == 0 || blocks == i);
	}
}
END_TEST

/* OVMF's DISCOVER, which asks for option 13; what it is told, or -1. */
static int
told(void)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	return option(DHCP_OPTION_BOOT_FILE_SIZE).len == 2
		   ? option(DHCP_OPTION_BOOT_FILE_SIZE).at[0] << 8 |
			 option(DHCP_OPTION_BOOT_FILE_SIZE).at[1]
		   : -1;
}

static void
answer_measure(bool known)
{
	struct bw_msg_file_measured measured = {.known = known, .size = 1000};

	strcpy(measured.name,
	    bench_action(&b, DHCP_ACTION_MEASURE)->u.measure.name);
	ck_assert_str_eq(measured.name, FILE_NAME);
	dhcp_core_measured(b.core, &measured, b.now);
}

START_TEST(boot_file_size_is_told_once_it_is_known)
{
	b.conf.tftpd.enabled = true;
	ck_assert_int_eq(told(), -1); /* and nothing waits for it */
	answer_measure(true);
	ck_assert_int_eq(told(), 2);
	ck_assert(!bench_has(&b, DHCP_ACTION_MEASURE));
	b.now.ms += DHCP_SIZES_AGAIN_MS;
	ck_assert_int_eq(told(), 2);
	answer_measure(false); /* it is gone */
	ck_assert_int_eq(told(), -1);
}
END_TEST

START_TEST(boot_file_size_is_not_asked_where_another_sends_the_file)
{
	ck_assert_int_eq(told(), -1); /* tftpd does not run */
	ck_assert(!bench_has(&b, DHCP_ACTION_MEASURE));
	b.conf.tftpd.enabled = true;
	b.conf.bootpd.settings.next_server = IP(10, 77, 0, 9);
	told();
	ck_assert(!bench_has(&b, DHCP_ACTION_MEASURE));
	b.conf.bootpd.settings.next_server = 0;
	b.conf.bootpd.settings.boot_file = "http://10.77.0.9/f";
	told();
	ck_assert(!bench_has(&b, DHCP_ACTION_MEASURE));
	b.conf.bootpd.settings.boot_file = NULL;
	told();
	ck_assert(bench_has(&b, DHCP_ACTION_MEASURE));
}
END_TEST

START_TEST(boot_file_size_is_not_told_to_who_does_not_ask)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);

	b.conf.tftpd.enabled = true;
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert(!bench_has(&b, DHCP_ACTION_MEASURE));
	ck_assert(!reply.option_present[DHCP_OPTION_BOOT_FILE_SIZE]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/sizes");
	TCase *tc = tcase_create("table");

	tcase_add_checked_fixture(tc, set_up_sizes, NULL);
	tcase_add_test(tc, sizes_are_blocks_of_512_bytes_rounded_up);
	tcase_add_test(tc, sizes_are_not_told_for_long);
	tcase_add_test(tc, sizes_are_asked_for_once_a_second);
	tcase_add_test(tc, sizes_of_files_that_are_not_known_are_forgotten);
	tcase_add_test(tc, sizes_of_many_files_are_their_own);
	suite_add_tcase(suite, tc);
	tc = tcase_create("told");
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, boot_file_size_is_told_once_it_is_known);
	tcase_add_test(
	    tc, boot_file_size_is_not_asked_where_another_sends_the_file);
	tcase_add_test(tc, boot_file_size_is_not_told_to_who_does_not_ask);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
