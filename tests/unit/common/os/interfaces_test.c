/* SPDX-License-Identifier: ISC */
/* The interfaces of this machine, as the kernel tells of them. */
#include <string.h>

#include "os/sock.h"
#include "unit.h"

START_TEST(bw_interfaces_list_finds_loopback)
{
	struct bw_interface list[16];
	struct bw_interfaces kernel;
	bool found = false;
	int n;

	ck_assert_int_eq(bw_interfaces_open(&kernel), 0);
	n = bw_interfaces_list(&kernel, list, ARRAY_LEN(list));

	ck_assert_int_ge(n, 1);
	for (int i = 0; i < n; i++) {
		ck_assert_uint_ne(list[i].index, 0);
		ck_assert_uint_ne(list[i].mtu, 0);
		if (strcmp(list[i].name, "lo") == 0 &&
		    list[i].address == 0x7f000001) {
			ck_assert_uint_eq(list[i].netmask, 0xff000000);
			ck_assert(bw_bytes_zero(list[i].mac, BW_MAC_LEN));
			found = true;
		}
	}
	ck_assert(found);
	ck_assert_int_eq(bw_interfaces_list(&kernel, list, 0), 0);
	bw_interfaces_heard(&kernel); /* does not wait */
	bw_interfaces_close(&kernel);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("common/os/interfaces");
	TCase *tcase = tcase_create("interfaces");

	suite_add_tcase(suite, tcase);
	tcase_add_test(tcase, bw_interfaces_list_finds_loopback);
	return unit_main(suite);
}
