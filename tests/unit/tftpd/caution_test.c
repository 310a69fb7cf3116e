/* SPDX-License-Identifier: ISC */
/* Windows for those who lose much, and for those who do no more. */
#include "caution.h"
#include "unit.h"

static struct tftp_caution caution;

static struct bw_addr
host(uint32_t number, uint16_t port)
{
	return bw_addr_ipv4(0x0a000000u + number, port);
}

static uint32_t
most_for(uint32_t number, uint32_t max)
{
	struct bw_addr addr = host(number, 2000);

	return tftp_caution_windowsize(&caution, &addr, max);
}

static void
learn(uint32_t number, uint32_t windowsize, uint64_t blocks, uint64_t again)
{
	struct bw_addr addr = host(number, 1000);

	tftp_caution_learn(&caution, &addr, windowsize, blocks, again);
}

START_TEST(tftp_caution_grants_strangers_everything)
{
	ck_assert_uint_eq(most_for(1, 64), 64);
	ck_assert_uint_eq(most_for(1, 4), 4);
}
END_TEST

START_TEST(tftp_caution_halves_for_who_loses_more_than_a_quarter)
{
	learn(1, 64, 1000, 250);
	ck_assert_uint_eq(most_for(1, 64), 64);
	learn(1, 64, 1000, 251);
	ck_assert_uint_eq(most_for(1, 64), 32);
	ck_assert_uint_eq(most_for(1, 16), 16);
	ck_assert_uint_eq(most_for(2, 64), 64);
	learn(1, 2, 1000, 900);
	ck_assert_uint_eq(most_for(1, 64), 1);
	learn(1, 1, 1000, 900); /* in lockstep there is nothing less */
	ck_assert_uint_eq(most_for(1, 64), 1);
}
END_TEST

START_TEST(tftp_caution_doubles_again_when_little_is_lost)
{
	learn(1, 64, 0, 1000);
	ck_assert_uint_eq(most_for(1, 64), 32);
	learn(1, 32, 1000, 21); /* neither much nor little */
	ck_assert_uint_eq(most_for(1, 64), 32);
	learn(1, 32, 1000, 20);
	ck_assert_uint_eq(most_for(1, 64), 64);
	for (int i = 0; i < 100; i++) {
		learn(1, 64, 1000, 0);
	}
	ck_assert_uint_eq(most_for(1, 64), 64);
}
END_TEST

START_TEST(tftp_caution_learns_nothing_from_a_few_blocks)
{
	learn(1, 4, 30, 33);
	ck_assert_uint_eq(most_for(1, 64), 64);
	learn(1, 4, 30, 34);
	ck_assert_uint_eq(most_for(1, 64), 2);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/caution");
	TCase *tc = tcase_create("caution");

	tcase_add_test(tc, tftp_caution_grants_strangers_everything);
	tcase_add_test(
	    tc, tftp_caution_halves_for_who_loses_more_than_a_quarter);
	tcase_add_test(tc, tftp_caution_doubles_again_when_little_is_lost);
	tcase_add_test(tc, tftp_caution_learns_nothing_from_a_few_blocks);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
