/* SPDX-License-Identifier: ISC */
/*
 * Hundreds of clients for a long time; see bootpd_world.h.  When the network
 * is good again, every client gets an address.
 */
#define N_CLIENTS  300u
#define POOL_COUNT 700u
#include "bootpd_world.h"

#define BAD_MS  600000u
#define GOOD_MS 300000u

START_TEST(clients_are_served_rightly_on_a_bad_network)
{
	begin((uint32_t)_i);
	bad = true;
	run(BAD_MS);
	bad = false;
	run(BAD_MS + GOOD_MS);
	for (uint32_t n = 0; n < N_CLIENTS; n++) {
		ck_assert_msg(holds(&clients[n], clients[n].address),
		    "client %u has no address in the end", n);
	}
	/* all of it did happen */
	ck_assert_uint_gt(n_acks, 10 * N_CLIENTS / 2);
	ck_assert_uint_gt(n_naks, 0);
	ck_assert_uint_gt(n_restarts, 5);
	ck_assert_uint_gt(n_releases, 20);
	ck_assert_uint_gt(n_declines, 5);
	bench_stop(&b);
}
END_TEST

START_TEST(clients_that_come_back_get_their_addresses_again)
{
	uint32_t had[N_CLIENTS];

	begin(1);
	bad = false;
	run(60000);
	for (uint32_t n = 0; n < N_CLIENTS; n++) {
		ck_assert(holds(&clients[n], clients[n].address));
		had[n] = clients[n].address;
		clients[n].state = STATE_INIT;
		clients[n].due_ms = 60000 + 3 * LEASE_S * 1000 + n;
	}
	run(60000 + 3 * LEASE_S * 1000);
	server_restarts();
	run(60000 + 4 * LEASE_S * 1000);
	for (uint32_t n = 0; n < N_CLIENTS; n++) {
		ck_assert(holds(&clients[n], had[n]));
	}
	bench_stop(&b);
}
END_TEST

START_TEST(addresses_of_clients_that_vanished_are_given_to_others)
{
	begin(2);
	b.conf.bootpd.pool_count = N_CLIENTS / 2;
	bench_start(&b);
	bad = false;
	run(60000);
	for (uint32_t n = 0; n < N_CLIENTS; n++) {
		if (holds(&clients[n], clients[n].address)) {
			clients[n].state = STATE_INIT;
			clients[n].due_ms = UINT64_MAX; /* switched off */
		}
	}
	run(60000 + 2 * LEASE_S * 1000);
	for (uint32_t n = 0; n < N_CLIENTS; n++) {
		ck_assert(clients[n].due_ms == UINT64_MAX ||
			  holds(&clients[n], clients[n].address));
	}
	bench_stop(&b);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd");
	TCase *tc = tcase_create("sim");

	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(
	    tc, clients_are_served_rightly_on_a_bad_network, 0, 8);
	tcase_add_test(tc, clients_that_come_back_get_their_addresses_again);
	tcase_add_test(
	    tc, addresses_of_clients_that_vanished_are_given_to_others);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
