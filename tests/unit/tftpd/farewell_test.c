/* SPDX-License-Identifier: ISC */
/* Whose last block is acknowledged again. */
#include "farewell.h"
#include "unit.h"

static struct tftp_farewells farewells;

static bool
due(uint32_t host, uint16_t port, uint16_t block, uint64_t now_us)
{
	struct bw_addr peer = bw_addr_ipv4(host, port);

	return tftp_farewell_due(&farewells, &peer, block, now_us);
}

static void
note(uint32_t host, uint16_t port, uint16_t block, uint64_t now_us)
{
	struct bw_addr peer = bw_addr_ipv4(host, port);

	tftp_farewell_note(&farewells, &peer, block, now_us);
}

START_TEST(tftp_farewell_due_for_the_last_block_of_that_peer_only)
{
	ck_assert(!due(0, 0, 0, 0));
	note(1, 1000, 7, 0);
	ck_assert(due(1, 1000, 7, 0));
	ck_assert(!due(1, 1000, 6, 0));
	ck_assert(!due(1, 1001, 7, 0));
	ck_assert(!due(2, 1000, 7, 0));
}
END_TEST

START_TEST(tftp_farewell_due_for_a_while)
{
	note(1, 1000, 7, 5);
	ck_assert(due(1, 1000, 7, TFTP_FAREWELL_US + 4));
	ck_assert(!due(1, 1000, 7, TFTP_FAREWELL_US + 5));
}
END_TEST

START_TEST(tftp_farewell_note_takes_the_place_of_the_earliest)
{
	for (uint16_t i = 0; i <= TFTP_FAREWELL_ROWS; i++) {
		note(1, i, 7, 0);
	}
	ck_assert(!due(1, 0, 7, 0));
	ck_assert(due(1, 1, 7, 0));
	ck_assert(due(1, TFTP_FAREWELL_ROWS, 7, 0));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/farewell");
	TCase *tc = tcase_create("farewell");

	tcase_add_test(
	    tc, tftp_farewell_due_for_the_last_block_of_that_peer_only);
	tcase_add_test(tc, tftp_farewell_due_for_a_while);
	tcase_add_test(tc, tftp_farewell_note_takes_the_place_of_the_earliest);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
