/* SPDX-License-Identifier: ISC */
/* Retransmission timeouts. */
#include "proto.h"
#include "timer.h"
#include "unit.h"

START_TEST(tftp_timer_init_waits_as_configured)
{
	struct tftp_timer timer;

	tftp_timer_init(&timer, 2000000, 5000000);
	ck_assert_uint_eq(timer.rto_us, 2000000);
	tftp_timer_init(&timer, 2000000, 1000000);
	ck_assert_uint_eq(timer.rto_us, 1000000);
	tftp_timer_init(&timer, 0, 5000000);
	ck_assert_uint_eq(timer.rto_us, TFTP_RTO_MIN_US);
}
END_TEST

START_TEST(tftp_timer_measure_follows_the_round_trip)
{
	struct tftp_timer timer;

	tftp_timer_init(&timer, 2000000, 5000000);
	tftp_timer_measure(&timer, 100000); /* 100 ms + 4 * 50 ms */
	ck_assert_uint_eq(timer.rto_us, 300000);
	for (int i = 0; i < 100; i++) {
		tftp_timer_measure(&timer, 100000);
	}
	ck_assert_uint_ge(timer.rto_us, 100000);
	ck_assert_uint_le(timer.rto_us, 101000);
	for (int i = 0; i < 100; i++) {
		tftp_timer_measure(&timer, 100);
	}
	ck_assert_uint_eq(timer.rto_us, TFTP_RTO_MIN_US);
}
END_TEST

START_TEST(tftp_timer_measure_grows_with_variation)
{
	struct tftp_timer timer;

	tftp_timer_init(&timer, 2000000, 5000000);
	for (int i = 0; i < 100; i++) {
		tftp_timer_measure(&timer, i % 2 == 0 ? 20000 : 220000);
	}
	ck_assert_uint_gt(timer.rto_us, 220000);
	ck_assert_uint_lt(timer.rto_us, 1000000);
}
END_TEST

START_TEST(tftp_timer_back_off_doubles_up_to_the_longest)
{
	struct tftp_timer timer;
	static const uint32_t waits[] = {
	    200000, 400000, 800000, 1000000, 1000000};

	tftp_timer_init(&timer, 100000, 1000000);
	for (size_t i = 0; i < ARRAY_LEN(waits); i++) {
		tftp_timer_back_off(&timer);
		ck_assert_uint_eq(timer.rto_us, waits[i]);
	}
	/* kept until a packet sent once is acknowledged, as Karn has it */
	tftp_timer_measure(&timer, 1);
	ck_assert_uint_eq(timer.rto_us, TFTP_RTO_MIN_US);
}
END_TEST

START_TEST(tftp_timer_measure_survives_absurd_times)
{
	struct tftp_timer timer;

	tftp_timer_init(&timer, 2000000, 5000000);
	for (int i = 0; i < 1000; i++) {
		tftp_timer_measure(&timer, i % 2 == 0 ? UINT64_MAX : 0);
		ck_assert_uint_ge(timer.rto_us, TFTP_RTO_MIN_US);
		ck_assert_uint_le(timer.rto_us, 5000000);
		ck_assert_uint_le(
		    tftp_timer_patience_us(&timer), TFTP_RTO_MAX_US);
	}
}
END_TEST

START_TEST(tftp_timer_patience_is_a_round_trip)
{
	struct tftp_timer timer;

	tftp_timer_init(&timer, 2000000, 5000000);
	ck_assert_uint_eq(tftp_timer_patience_us(&timer), 50000);
	tftp_timer_measure(&timer, 0);
	ck_assert_uint_eq(tftp_timer_patience_us(&timer), 2000);
	tftp_timer_init(&timer, 2000000, 5000000);
	tftp_timer_measure(&timer, 100000);
	ck_assert_uint_eq(tftp_timer_patience_us(&timer), 300000);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tftpd/timer");
	TCase *tc = tcase_create("timer");

	tcase_add_test(tc, tftp_timer_init_waits_as_configured);
	tcase_add_test(tc, tftp_timer_measure_follows_the_round_trip);
	tcase_add_test(tc, tftp_timer_measure_grows_with_variation);
	tcase_add_test(tc, tftp_timer_back_off_doubles_up_to_the_longest);
	tcase_add_test(tc, tftp_timer_measure_survives_absurd_times);
	tcase_add_test(tc, tftp_timer_patience_is_a_round_trip);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
