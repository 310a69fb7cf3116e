/* SPDX-License-Identifier: ISC */
/* ICMP echo: a request, and replies of all kinds. */
#include "unit.h"

#include "echo.h"

#define MARK UINT32_C(0x12345678)

/* With an IPv4 header of five words, of which nothing else counts. */
static const uint8_t reply[] = {0x45, 0, 0, 28, 0, 0, 0, 0, 64, 1, 0, 0, /* */
    10, 77, 0, 100, 10, 77, 0, 1, 0, 0, 0x97, 0x53, 0x12, 0x34, 0x56, 0x78};

START_TEST(echo_build_is_a_request_with_its_sum)
{
	static const uint8_t wanted[DHCP_ECHO_LEN] = {
	    8, 0, 0x8f, 0x53, 0x12, 0x34, 0x56, 0x78};
	uint8_t out[DHCP_ECHO_LEN];

	dhcp_echo_build(MARK, out);
	ck_assert_mem_eq(out, wanted, sizeof(wanted));
}
END_TEST

START_TEST(echo_is_reply_knows_its_mark_behind_any_header)
{
	uint8_t longer[sizeof(reply) + 8];

	ck_assert(dhcp_echo_is_reply(reply, sizeof(reply), MARK));
	ck_assert(!dhcp_echo_is_reply(reply, sizeof(reply), MARK + 1));
	memcpy(longer, reply, 20);
	memset(longer + 20, 0, 4); /* options */
	memcpy(longer + 24, reply + 20, 8);
	memset(longer + 32, 7, 4); /* data */
	longer[0] = 0x46;
	ck_assert(dhcp_echo_is_reply(longer, sizeof(longer), MARK));
	longer[24] = 3; /* destination unreachable */
	ck_assert(!dhcp_echo_is_reply(longer, sizeof(longer), MARK));
}
END_TEST

START_TEST(echo_is_reply_refuses_every_prefix)
{
	static const uint8_t no_header[] = {
	    0x40, 0, 0, 0, 0x12, 0x34, 0x56, 0x78};

	for (size_t n = 0; n < sizeof(reply); n++) {
		uint8_t *exact = unit_exact(reply, n);

		ck_assert(!dhcp_echo_is_reply(exact, n, MARK));
		free(exact);
	}
	ck_assert(!dhcp_echo_is_reply(no_header, sizeof(no_header), MARK));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/echo");
	TCase *tc = tcase_create("echo");

	tcase_add_test(tc, echo_build_is_a_request_with_its_sum);
	tcase_add_test(tc, echo_is_reply_knows_its_mark_behind_any_header);
	tcase_add_test(tc, echo_is_reply_refuses_every_prefix);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
