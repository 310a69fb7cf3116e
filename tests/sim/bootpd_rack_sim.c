/* SPDX-License-Identifier: ISC */
/*
 * The power comes back: 2,000 machines ask within five seconds, on a network
 * that loses a fifth of their packets, of a server that dies now and then.
 */
#define N_CLIENTS  2000u
#define POOL_COUNT 2600u
#include "bootpd_world.h"

#define BAD_MS  60000u
#define GOOD_MS 20000u

START_TEST(machines_of_a_rack_all_get_addresses_after_a_power_cut)
{
	uint32_t n_bound = 0;

	begin((uint32_t)_i);
	bad = true;
	run(BAD_MS);
	for (uint32_t n = 0; n < N_CLIENTS; n++) {
		n_bound += holds(&clients[n], clients[n].address);
	}
	ck_assert_uint_gt(n_bound, N_CLIENTS / 2); /* even so */
	ck_assert_uint_gt(n_restarts, 0);
	bad = false;
	run(BAD_MS + GOOD_MS);
	for (uint32_t n = 0; n < N_CLIENTS; n++) {
		ck_assert_msg(holds(&clients[n], clients[n].address),
		    "machine %u has no address", n);
	}
	bench_stop(&b);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd_rack");
	TCase *tc = tcase_create("rack");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(
	    tc, machines_of_a_rack_all_get_addresses_after_a_power_cut, 0, 2);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
