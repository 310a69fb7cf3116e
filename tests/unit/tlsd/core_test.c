/* SPDX-License-Identifier: ISC */
/* tlsd/core.c */
#include "core.h"

#include "unit.h"

static unsigned
taken(struct tls_rate *rate, uint64_t now_ms)
{
	unsigned n = 0;

	while (tls_rate_take(rate, now_ms)) {
		n++;
	}
	return n;
}

START_TEST(rate_gives_a_second_s_worth_at_once)
{
	struct tls_rate rate;

	tls_rate_init(&rate, 100, 5000);
	ck_assert_uint_eq(taken(&rate, 5000), 100);
	ck_assert_uint_eq(taken(&rate, 5009), 0);
	ck_assert_uint_eq(taken(&rate, 5010), 1);
}
END_TEST

START_TEST(rate_fills_no_further_than_a_second)
{
	struct tls_rate rate;

	tls_rate_init(&rate, 7, 0);
	ck_assert_uint_eq(taken(&rate, 0), 7);
	ck_assert_uint_eq(taken(&rate, UINT64_MAX / 2), 7);
	ck_assert_uint_eq(taken(&rate, UINT64_MAX / 2 + 999), 6);
}
END_TEST

START_TEST(rate_is_kept_however_often_it_is_asked)
{
	struct tls_rate rate;
	unsigned n = 0;

	tls_rate_init(&rate, 3, 0);
	(void)taken(&rate, 0);
	for (uint64_t ms = 1; ms <= 10000; ms++) {
		n += taken(&rate, ms);
	}
	ck_assert_uint_eq(n, 30);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("tlsd/core");
	TCase *rate = tcase_create("rate");

	tcase_add_test(rate, rate_gives_a_second_s_worth_at_once);
	tcase_add_test(rate, rate_fills_no_further_than_a_second);
	tcase_add_test(rate, rate_is_kept_however_often_it_is_asked);
	suite_add_tcase(suite, rate);
	return unit_main(suite);
}
