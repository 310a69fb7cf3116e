/* SPDX-License-Identifier: ISC */
/* ProxyDHCP on 67 and 4011, through the core. */
#include "unit.h"

#include "packets.h"

static struct bench b;
static struct dhcp_message reply;

static void
set_up(void)
{
	bench_conf(&b);
	b.conf.bootpd.proxy = true;
	b.conf.bootpd.pool_start = 0;
	b.conf.httpd.enabled = true;
	bench_start(&b);
}

static void
tear_down(void)
{
	bench_stop(&b);
}

static struct dhcp_send *
send_of(void)
{
	return &bench_action(&b, DHCP_ACTION_SEND)->u.send;
}

static void
offer_to(enum captured_name name)
{
	struct packet p = packet_captured(name);

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
	ck_assert_uint_eq(reply.yiaddr, 0);
	ck_assert_uint_eq(reply.siaddr, BENCH_SERVER);
	ck_assert(!reply.option_present[51]);
	ck_assert(!reply.option_present[1]);
	ck_assert(!reply.option_present[3]);
	ck_assert(!reply.option_present[6]);
	ck_assert_uint_eq(reply.flags, DHCP_FLAG_BROADCAST);
	ck_assert_uint_eq(bw_addr_to_ipv4(&send_of()->peer), DHCP_BROADCAST);
}

static void
check_option(enum dhcp_option code, const void *bytes, size_t len)
{
	struct dhcp_bytes option = dhcp_message_option(&reply, code);

	ck_assert_uint_eq(option.len, len);
	ck_assert_mem_eq(option.at, bytes, len);
}

START_TEST(proxy_offers_ipxe_a_file_that_it_may_take_at_once)
{
	offer_to(CAPTURED_IPXE_BIOS_DISCOVER);
	check_option(60, "PXEClient", 9);
	check_option(43, "\6\1\10\xff", 4);
	check_option(67, "http://10.77.0.1/boot.ipxe", 26);
	ck_assert_uint_eq(reply.option_len[97], 17);
	ck_assert(!reply.option_present[175]);
	/* its EFI build neither needs nor gets option 43 */
	offer_to(CAPTURED_IPXE_EFI_DISCOVER);
	ck_assert(!reply.option_present[43]);
	check_option(67, "http://10.77.0.1/boot.ipxe", 26);
}
END_TEST

START_TEST(proxy_offers_bios_a_file_and_discovery_control)
{
	struct packet p = packet_begin(1, 0x8000, 1);

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option_text(&p, 60, "PXEClient:Arch:00000:UNDI:002001");
	packet_end(&p);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	check_option(43, "\6\1\10\xff", 4);
	check_option(67, "pxelinux.0", 10);
}
END_TEST

START_TEST(proxy_offers_uefi_no_option_43_and_no_file)
{
	b.conf.bootpd.settings.next_server = IP(10, 77, 0, 9);
	offer_to(CAPTURED_OVMF_DISCOVER); /* siaddr: it asks there */
	check_option(60, "PXEClient", 9);
	ck_assert(!reply.option_present[43]);
	ck_assert(!reply.option_present[67]);
	ck_assert_uint_eq(send_of()->bytes[108], 0);
}
END_TEST

/* Of a class, say, whose firmware is deaf on port 4011. */
START_TEST(proxy_offers_uefi_its_file_where_a_quirk_says_so)
{
	b.conf.bootpd.settings.quirks = BW_CONF_QUIRK_OFFER_FILE;
	offer_to(CAPTURED_OVMF_DISCOVER);
	check_option(67, "bootx64.efi", 11);
	check_option(43, "\6\1\10\xff", 4);
}
END_TEST

START_TEST(proxy_broadcasts_to_the_subnet_where_a_quirk_says_so)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);

	b.conf.bootpd.settings.quirks = BW_CONF_QUIRK_SUBNET_BROADCAST;
	bench_packet(&b, &p);
	ck_assert_uint_eq(
	    bw_addr_to_ipv4(&send_of()->peer), IP(10, 77, 0, 255));
}
END_TEST

START_TEST(proxy_offers_uefi_http_a_url)
{
	offer_to(CAPTURED_HTTP_DISCOVER);
	check_option(60, "HTTPClient", 10);
	check_option(67, "http://10.77.0.1/bootx64.efi", 28);
}
END_TEST

START_TEST(proxy_leaves_plain_clients_alone)
{
	static const enum captured_name names[] = {CAPTURED_UDHCPC_DISCOVER,
	    CAPTURED_UDHCPC_REQUEST, CAPTURED_SYSLINUX_DISCOVER};

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct packet p = packet_captured(names[i]);

		bench_packet(&b, &p);
		ck_assert_uint_eq(b.out.n, 0);
	}
}
END_TEST

START_TEST(proxy_leaves_requests_for_the_dhcp_server_alone)
{
	struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);
	struct packet no_server = packet_begin(1, 0, 1);

	packet_set_u32(&p, 54, IP(10, 77, 0, 2));
	bench_packet(&b, &p);
	ck_assert_uint_eq(b.out.n, 0);
	packet_option_u8(&no_server, 53, DHCP_TYPE_REQUEST);
	packet_option_text(&no_server, 60, "PXEClient");
	packet_option_u32(&no_server, 50, IP(10, 77, 0, 120));
	bench_packet(&b, &no_server);
	ck_assert_uint_eq(b.out.n, 0);
	packet_set_u32(&p, 54, BENCH_SERVER);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(reply.yiaddr, 0);
}
END_TEST

/* RFC 2131 4.1: any address of ours names us, on 67 and on 4011. */
START_TEST(proxy_answers_to_each_of_its_addresses)
{
	static const uint32_t servers[] = {
	    BENCH_SERVER, IP(10, 78, 0, 1), IP(10, 77, 0, 2)};
	struct bw_msg_interface more = bench_interface();

	more.index = BENCH_IFINDEX + 1;
	more.address = servers[1];
	ck_assert_int_eq(dhcp_core_interface_seen(b.core, &more), 0);
	for (size_t i = 0; i < ARRAY_LEN(servers); i++) {
		struct packet p = packet_captured(CAPTURED_OVMF_REQUEST);

		packet_set_u32(&p, 54, servers[i]);
		bench_packet(&b, &p);
		ck_assert_int_eq(bench_reply(&b, &reply), i < 2);
		/* staticDHCPd took both in one request for an error */
		packet_patch_u32(&p, PACKET_CIADDR, IP(10, 77, 0, 9));
		bench_packet_from(&b, &p, DHCP_DOOR_PXE,
		    bw_addr_ipv4(IP(10, 77, 0, 9), 4011));
		ck_assert_int_eq(bench_reply(&b, &reply), i < 2);
	}
}
END_TEST

START_TEST(proxy_never_gives_or_takes_an_address)
{
	for (unsigned type = 0; type <= 8; type++) {
		struct packet p = packet_begin(1, 0, 1);

		packet_option_u8(&p, 53, (uint8_t)type);
		packet_option_text(&p, 60, "PXEClient:Arch:00000");
		packet_option_u32(&p, 50, IP(10, 77, 0, 120));
		bench_packet(&b, &p);
		ck_assert(!bench_has(&b, DHCP_ACTION_COMMIT));
		ck_assert(!bench_reply(&b, &reply) || reply.yiaddr == 0);
	}
}
END_TEST

START_TEST(boot_server_answers_ipxe_at_port_68_with_xid_zero)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_4011);
	struct bw_addr peer = bw_addr_ipv4(IP(10, 77, 0, 173), 68);

	bench_packet_from(&b, &p, DHCP_DOOR_PXE, peer);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert_uint_eq(reply.xid, 0);
	ck_assert_uint_eq(reply.ciaddr, IP(10, 77, 0, 173));
	ck_assert(bw_addr_equal(&send_of()->peer, &peer));
	ck_assert_int_eq(send_of()->door, DHCP_DOOR_PXE);
	check_option(43, "\x47\4\x80\0\0\0\xff", 7); /* the item it asked for */
	check_option(67, "http://10.77.0.1/boot.ipxe", 26);
	ck_assert_uint_eq(
	    bench_action(&b, DHCP_ACTION_EVENT)->u.event.port, 4011);
}
END_TEST

START_TEST(boot_server_answers_uefi_at_its_source_port)
{
	struct packet p = packet_captured(CAPTURED_OVMF_4011);
	struct bw_addr peer = bw_addr_ipv4(IP(10, 77, 0, 173), 4011);

	bench_packet_from(&b, &p, DHCP_DOOR_PXE, peer);
	ck_assert(bench_reply(&b, &reply));
	ck_assert(bw_addr_equal(&send_of()->peer, &peer));
	ck_assert_uint_eq(reply.siaddr, BENCH_SERVER);
	check_option(60, "PXEClient", 9);
	check_option(67, "bootx64.efi", 11);
	ck_assert(!reply.option_present[43]);
	p.bytes[DHCP_HEADER_LEN + 4 + 2] = DHCP_TYPE_INFORM;
	bench_packet_from(&b, &p, DHCP_DOOR_PXE, peer);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
}
END_TEST

START_TEST(boot_server_is_silent_where_pxe_is_not_served)
{
	struct packet p = packet_captured(CAPTURED_OVMF_4011);
	struct bw_addr peer = bw_addr_ipv4(IP(10, 77, 0, 173), 4011);

	b.conf.bootpd.proxy = false;
	b.conf.bootpd.serve = BW_CONF_SERVE_DHCP;
	bench_packet_from(&b, &p, DHCP_DOOR_PXE, peer);
	ck_assert(!bench_reply(&b, &reply));
	ck_assert_str_eq(bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason,
	    "PXE is not served here");
}
END_TEST

START_TEST(boot_server_answers_who_has_no_address_by_broadcast)
{
	struct packet p = packet_captured(CAPTURED_OVMF_4011);

	bench_packet_from(&b, &p, DHCP_DOOR_PXE, bw_addr_ipv4(0, 4011));
	ck_assert_uint_eq(bw_addr_to_ipv4(&send_of()->peer), DHCP_BROADCAST);
	ck_assert_uint_eq(send_of()->peer.port, 4011);
}
END_TEST

START_TEST(boot_server_answers_nothing_else)
{
	struct bw_addr peer = bw_addr_ipv4(IP(10, 77, 0, 173), 4011);
	struct packet plain = packet_captured(CAPTURED_UDHCPC_REQUEST);
	struct packet other = packet_captured(CAPTURED_OVMF_REQUEST);
	struct packet wrong = packet_captured(CAPTURED_OVMF_4011);

	bench_packet_from(&b, &plain, DHCP_DOOR_PXE, peer);
	ck_assert(!bench_reply(&b, &reply));
	packet_set_u32(&other, 54, IP(10, 77, 0, 2));
	bench_packet_from(&b, &other, DHCP_DOOR_PXE, peer);
	ck_assert(!bench_reply(&b, &reply));
	wrong.bytes[DHCP_HEADER_LEN + 4 + 2] = DHCP_TYPE_DISCOVER;
	bench_packet_from(&b, &wrong, DHCP_DOOR_PXE, peer);
	ck_assert(!bench_reply(&b, &reply));
}
END_TEST

START_TEST(boot_server_serves_beside_our_own_dhcp_too)
{
	struct packet p = packet_captured(CAPTURED_OVMF_4011);
	struct bw_addr peer = bw_addr_ipv4(BENCH_POOL, 4011);

	b.conf.bootpd.proxy = false;
	b.conf.bootpd.pool_start = BENCH_POOL;
	bench_start(&b);
	bench_packet_from(&b, &p, DHCP_DOOR_PXE, peer);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.yiaddr, 0);
	ck_assert(!bench_has(&b, DHCP_ACTION_COMMIT));
}
END_TEST

START_TEST(proxy_without_a_file_stays_silent_and_says_why)
{
	struct packet p = packet_captured(CAPTURED_HTTP_DISCOVER);

	b.conf.httpd.enabled = false;
	bench_packet(&b, &p);
	ck_assert(!bench_reply(&b, &reply));
	ck_assert_str_eq(bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason,
	    "wants a URL, and httpd is not running");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/proxy");
	TCase *tc = tcase_create("proxy");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, proxy_offers_ipxe_a_file_that_it_may_take_at_once);
	tcase_add_test(tc, proxy_offers_bios_a_file_and_discovery_control);
	tcase_add_test(tc, proxy_offers_uefi_no_option_43_and_no_file);
	tcase_add_test(tc, proxy_offers_uefi_its_file_where_a_quirk_says_so);
	tcase_add_test(
	    tc, proxy_broadcasts_to_the_subnet_where_a_quirk_says_so);
	tcase_add_test(tc, proxy_offers_uefi_http_a_url);
	tcase_add_test(tc, proxy_leaves_plain_clients_alone);
	tcase_add_test(tc, proxy_leaves_requests_for_the_dhcp_server_alone);
	tcase_add_test(tc, proxy_answers_to_each_of_its_addresses);
	tcase_add_test(tc, proxy_never_gives_or_takes_an_address);
	tcase_add_test(tc, boot_server_answers_ipxe_at_port_68_with_xid_zero);
	tcase_add_test(tc, boot_server_answers_uefi_at_its_source_port);
	tcase_add_test(tc, boot_server_answers_who_has_no_address_by_broadcast);
	tcase_add_test(tc, boot_server_is_silent_where_pxe_is_not_served);
	tcase_add_test(tc, boot_server_answers_nothing_else);
	tcase_add_test(tc, boot_server_serves_beside_our_own_dhcp_too);
	tcase_add_test(tc, proxy_without_a_file_stays_silent_and_says_why);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
