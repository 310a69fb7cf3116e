/* SPDX-License-Identifier: ISC */
/* ARP: a probe as RFC 5227 has it, and replies of all kinds. */
#include "unit.h"

#include "arp.h"

static const uint8_t reply[] = {0, 1, 8, 0, 6, 4, 0, 2, /* a reply */
    2, 0, 0, 0, 0, 9, 10, 77, 0, 100,                   /* from */
    2, 0, 0, 0, 0, 1, 0, 0, 0, 0};

START_TEST(arp_build_asks_without_a_sender)
{
	static const uint8_t wanted[DHCP_ARP_LEN] = {0, 1, 8, 0, 6, 4, 0, 1, 2,
	    0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 77, 0, 100};
	uint8_t mac[BW_MAC_LEN] = {2, 0, 0, 0, 0, 1};
	uint8_t out[DHCP_ARP_LEN];

	dhcp_arp_build(mac, 0x0a4d0064, out);
	ck_assert_mem_eq(out, wanted, sizeof(wanted));
}
END_TEST

START_TEST(arp_parse_tells_who_has_the_address)
{
	struct dhcp_arp arp;

	ck_assert_int_eq(dhcp_arp_parse(reply, sizeof(reply), &arp), 0);
	ck_assert_uint_eq(arp.address, 0x0a4d0064);
	ck_assert_mem_eq(arp.mac, "\2\0\0\0\0\x9", BW_MAC_LEN);
}
END_TEST

START_TEST(arp_parse_refuses_every_prefix_and_other_kinds)
{
	struct dhcp_arp arp;
	uint8_t bytes[sizeof(reply)];

	for (size_t n = 0; n < 18; n++) {
		uint8_t *exact = unit_exact(reply, n);

		ck_assert_int_eq(dhcp_arp_parse(exact, n, &arp), -EBADMSG);
		free(exact);
	}
	for (size_t at = 0; at < 8; at++) {
		memcpy(bytes, reply, sizeof(bytes));
		bytes[at] ^= 1;
		ck_assert_int_eq(
		    dhcp_arp_parse(bytes, sizeof(bytes), &arp), -EBADMSG);
	}
	memcpy(bytes, reply, sizeof(bytes));
	memset(bytes + 14, 0, 4); /* RFC 5227: a probe, no reply */
	ck_assert_int_eq(dhcp_arp_parse(bytes, sizeof(bytes), &arp), -EBADMSG);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/arp");
	TCase *tc = tcase_create("arp");

	tcase_add_test(tc, arp_build_asks_without_a_sender);
	tcase_add_test(tc, arp_parse_tells_who_has_the_address);
	tcase_add_test(tc, arp_parse_refuses_every_prefix_and_other_kinds);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
