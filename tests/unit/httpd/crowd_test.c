/* SPDX-License-Identifier: ISC */
/* Counting connections per address. */
#include "unit.h"

#include "crowd.h"

static struct http_crowd crowd;

static void
setup(void)
{
	memset(&crowd, 0, sizeof(crowd));
}

START_TEST(http_crowd_counts_addresses_not_ports)
{
	struct bw_addr a = bw_addr_ipv4(0x0a000001, 1000);
	struct bw_addr a2 = bw_addr_ipv4(0x0a000001, 1001);
	struct bw_addr b = bw_addr_ipv4(0x0a000002, 1000);

	ck_assert_uint_eq(http_crowd_count(&crowd, &a), 0);
	http_crowd_add(&crowd, &a);
	http_crowd_add(&crowd, &a2);
	http_crowd_add(&crowd, &b);
	ck_assert_uint_eq(http_crowd_count(&crowd, &a2), 2);
	ck_assert_uint_eq(http_crowd_count(&crowd, &b), 1);
	http_crowd_remove(&crowd, &a);
	ck_assert_uint_eq(http_crowd_count(&crowd, &a), 1);
	http_crowd_remove(&crowd, &a2);
	ck_assert_uint_eq(http_crowd_count(&crowd, &a), 0);
	ck_assert_uint_eq(http_crowd_count(&crowd, &b), 1);
}
END_TEST

/* Every entry taken, given back in another order and taken again. */
START_TEST(http_crowd_holds_as_many_addresses_as_connections)
{
	for (int round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
			struct bw_addr addr = bw_addr_ipv4(i * 7 + 1, 0);

			http_crowd_add(&crowd, &addr);
			ck_assert_uint_eq(http_crowd_count(&crowd, &addr), 1);
		}
		for (uint32_t i = 0; i < HTTP_CONNECTIONS_MAX; i++) {
			uint32_t j = (i * 5 + 3) % HTTP_CONNECTIONS_MAX;
			struct bw_addr addr = bw_addr_ipv4(j * 7 + 1, 0);

			http_crowd_remove(&crowd, &addr);
			ck_assert_uint_eq(http_crowd_count(&crowd, &addr), 0);
		}
	}
	ck_assert_uint_eq(crowd.n_fresh, HTTP_CONNECTIONS_MAX);
}
END_TEST

START_TEST(http_crowd_counts_all_connections_of_one_address)
{
	struct bw_addr addr = bw_addr_ipv4(0x7f000001, 0);

	for (unsigned i = 1; i <= HTTP_CONNECTIONS_MAX; i++) {
		http_crowd_add(&crowd, &addr);
		ck_assert_uint_eq(http_crowd_count(&crowd, &addr), i);
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("httpd/crowd");
	TCase *tc = tcase_create("crowd");

	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_test(tc, http_crowd_counts_addresses_not_ports);
	tcase_add_test(tc, http_crowd_holds_as_many_addresses_as_connections);
	tcase_add_test(tc, http_crowd_counts_all_connections_of_one_address);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
