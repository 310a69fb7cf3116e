/* SPDX-License-Identifier: ISC */
/* What is in an answer and where it goes, through the core. */
#include "answer.h"
#include "served.h"

static const char *
file_field(void)
{
	return (const char *)bench_action(&b, DHCP_ACTION_SEND)->u.send.bytes +
	       108;
}

START_TEST(answer_to_bios_ipxe_has_all_that_it_needs)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);
	struct dhcp_send *send;
	uint32_t value;

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_OFFER);
	ck_assert_uint_ge(reply.yiaddr, BENCH_POOL);
	ck_assert_uint_lt(reply.yiaddr, BENCH_POOL + BENCH_COUNT);
	ck_assert_uint_eq(reply.siaddr, BENCH_SERVER);
	ck_assert_str_eq(file_field(), "http://10.77.0.1/boot.ipxe");
	check_text(67, "http://10.77.0.1/boot.ipxe");
	check_text(66, "10.77.0.1");
	check_text(60, "PXEClient");
	check_text(15, "localdomain");
	ck_assert(dhcp_message_u32(&reply, 54, &value));
	ck_assert_uint_eq(value, BENCH_SERVER);
	ck_assert(dhcp_message_u32(&reply, 51, &value));
	ck_assert_uint_eq(value, BENCH_LEASE_S);
	ck_assert(dhcp_message_u32(&reply, 1, &value));
	ck_assert_uint_eq(value, 0xffffff00);
	ck_assert(!reply.option_present[28]); /* not asked for */
	ck_assert_mem_eq(option(175).at, "\xb0\1\1", 3);
	ck_assert_uint_eq(option(97).len, 17);
	/* no broadcast flag: to its MAC, at the address it is to have */
	send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
	ck_assert_int_eq(send->way, DHCP_WAY_LINK);
	ck_assert_mem_eq(send->mac, "\x52\x54\0\x77\0\1", 6);
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), reply.yiaddr);
	ck_assert_uint_eq(send->peer.port, 68);
	ck_assert_uint_eq(send->ifindex, BENCH_IFINDEX);
	ck_assert_uint_eq(send->source, BENCH_SERVER);
	ck_assert(!bench_has(&b, DHCP_ACTION_COMMIT));
}
END_TEST

START_TEST(answer_to_uefi_is_broadcast_and_names_a_file)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);
	struct dhcp_send *send;

	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_str_eq(file_field(), "bootx64.efi");
	ck_assert(!reply.option_present[175]);
	/* told to take this file, or it would ask on 4011 */
	ck_assert_mem_eq(option(43).at, "\6\1\10\xff", 4);
	send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
	ck_assert_int_eq(send->way, DHCP_WAY_LINK);
	ck_assert_mem_eq(send->mac, "\xff\xff\xff\xff\xff\xff", 6);
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), DHCP_BROADCAST);
	ck_assert_uint_eq(send->peer.port, 68);
	ck_assert_uint_ge(send->len, 300);
}
END_TEST

START_TEST(answer_to_uefi_http_has_a_url_and_its_class)
{
	struct packet p = packet_captured(CAPTURED_HTTP_DISCOVER);

	b.conf.httpd.port = 8080;
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	check_text(60, "HTTPClient");
	check_text(67, "http://10.77.0.1:8080/bootx64.efi");
	ck_assert_str_eq(file_field(), "http://10.77.0.1:8080/bootx64.efi");
	ck_assert(!reply.option_present[43]);
	/* its device path must end in address and URL, for GRUB's sake */
	ck_assert(!reply.option_present[6]);
}
END_TEST

START_TEST(answer_to_uefi_http_has_name_servers_for_a_name)
{
	struct bw_conf_pair pairs[] = {{"http-x64", "http://boot.test/x.efi"}};
	struct packet p = packet_captured(CAPTURED_HTTP_DISCOVER);

	b.conf.bootpd.bootfile = (struct bw_conf_pairs){.items = pairs, .n = 1};
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	check_text(67, "http://boot.test/x.efi");
	ck_assert(reply.option_present[6]);
}
END_TEST

START_TEST(answer_to_a_raspberry_pi_has_the_words_it_looks_for)
{
	struct packet p = packet_begin(1, 0, 1);

	memcpy(p.bytes + PACKET_CHADDR, "\xdc\xa6\x32\1\2\3", 6);
	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option_u16(&p, 93, 0); /* it says that it is a BIOS */
	packet_option_text(&p, 60, "PXEClient:Arch:00000:UNDI:002001");
	packet_end(&p);
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	check_text(60, "PXEClient");
	check_text(67, "bootcode.bin");
	ck_assert_uint_eq(option(43).len, 32);
	ck_assert_mem_eq(
	    option(43).at + 3, "\12\4\0PXE\11\24\0\0\21Raspberry Pi Boot", 28);
}
END_TEST

START_TEST(answer_event_says_that_a_loop_was_broken)
{
	struct bw_conf_pair pairs[] = {{"default", "undionly.kpxe"}};
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);

	b.conf.bootpd.bootfile = (struct bw_conf_pairs){.items = pairs, .n = 1};
	bench_packet(&b, &p);
	ck_assert_ptr_nonnull(strstr(
	    bench_action(&b, DHCP_ACTION_EVENT)->u.event.reason, "loop"));
}
END_TEST

START_TEST(answer_is_broadcast_where_a_quirk_says_so)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);

	b.conf.bootpd.settings.quirks = BW_CONF_QUIRK_BROADCAST;
	bench_packet(&b, &p);
	ck_assert_uint_eq(
	    bw_addr_to_ipv4(&bench_action(&b, DHCP_ACTION_SEND)->u.send.peer),
	    DHCP_BROADCAST);
}
END_TEST

START_TEST(answer_without_packet_socket_is_broadcast)
{
	struct packet p = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);

	b.core->can_link = false;
	bench_packet(&b, &p);
	ck_assert_int_eq(
	    bench_action(&b, DHCP_ACTION_SEND)->u.send.way, DHCP_WAY_UDP);
}
END_TEST

START_TEST(answer_to_a_relayed_request_goes_to_the_relay)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);
	struct dhcp_send *send;

	packet_patch_u32(&p, PACKET_GIADDR, IP(10, 77, 0, 200));
	bench_packet(&b, &p);
	ck_assert(bench_reply(&b, &reply));
	send = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
	ck_assert_uint_eq(bw_addr_to_ipv4(&send->peer), IP(10, 77, 0, 200));
	ck_assert_uint_eq(send->peer.port, 67);
	ck_assert_uint_eq(reply.giaddr, IP(10, 77, 0, 200));
	packet_patch_u32(&p, PACKET_GIADDR, IP(10, 78, 0, 200));
	bench_packet(&b, &p);
	ck_assert(!bench_reply(&b, &reply));
}
END_TEST

START_TEST(answer_tells_the_servername_when_it_says_something)
{
	struct packet p = packet_captured(CAPTURED_OVMF_DISCOVER);

	bench_packet(&b, &p);
	ck_assert_str_eq(
	    (char *)bench_action(&b, DHCP_ACTION_SEND)->u.send.bytes + 44, "");
	b.conf.bootpd.servername = "boot";
	bench_packet(&b, &p);
	ck_assert_str_eq(
	    (char *)bench_action(&b, DHCP_ACTION_SEND)->u.send.bytes + 44,
	    "boot.localdomain");
}
END_TEST

/* All that were captured: who they are, and that they get what they need. */
static const struct {
	enum bw_stage stage;
	enum dhcp_family family;
	uint16_t arch;
	const char *file; /* NULL: none */
} expected[CAPTURED_N] = {
#define IPXE BW_STAGE_IPXE, DHCP_FAMILY_PXE
#define ROM  BW_STAGE_FIRMWARE, DHCP_FAMILY_PXE
#define HTTP BW_STAGE_FIRMWARE, DHCP_FAMILY_HTTP
#define OS   BW_STAGE_OS, DHCP_FAMILY_PLAIN
    [CAPTURED_IPXE_BIOS_DISCOVER] = {IPXE, 0, "http://10.77.0.1/boot.ipxe"},
    [CAPTURED_IPXE_BIOS_REQUEST] = {IPXE, 0, "http://10.77.0.1/boot.ipxe"},
    [CAPTURED_IPXE_BIOS_4011] = {IPXE, 0, "http://10.77.0.1/boot.ipxe"},
    [CAPTURED_IPXE_EFI_DISCOVER] = {IPXE, 7, "http://10.77.0.1/boot.ipxe"},
    [CAPTURED_OVMF_DISCOVER] = {ROM, 7, "bootx64.efi"},
    [CAPTURED_OVMF_REQUEST] = {ROM, 7, "bootx64.efi"},
    [CAPTURED_OVMF_4011] = {ROM, 7, "bootx64.efi"},
    [CAPTURED_HTTP_DISCOVER] = {HTTP, 16, "http://10.77.0.1/bootx64.efi"},
    [CAPTURED_SYSLINUX_DISCOVER] = {OS, PXE_ARCH_NONE, NULL},
    [CAPTURED_UDHCPC_DISCOVER] = {OS, PXE_ARCH_NONE, NULL},
    [CAPTURED_UDHCPC_REQUEST] = {OS, PXE_ARCH_NONE, NULL},
    [CAPTURED_IPXE_E1000_DISCOVER] = {IPXE, 0, "http://10.77.0.1/boot.ipxe"},
    [CAPTURED_IPXE_E1000_REQUEST] = {IPXE, 0, "http://10.77.0.1/boot.ipxe"},
    [CAPTURED_IPXE_EFI_REQUEST] = {IPXE, 7, "http://10.77.0.1/boot.ipxe"},
    [CAPTURED_IPXE_NII_DISCOVER] = {IPXE, 7, "http://10.77.0.1/boot.ipxe"},
    [CAPTURED_IPXE_NII_REQUEST] = {IPXE, 7, "http://10.77.0.1/boot.ipxe"},
    [CAPTURED_HTTP_REQUEST] = {HTTP, 16, "http://10.77.0.1/bootx64.efi"},
    [CAPTURED_SYSLINUX_REQUEST] = {OS, PXE_ARCH_NONE, NULL},
    [CAPTURED_DI_DISCOVER] = {OS, PXE_ARCH_NONE, NULL},
    [CAPTURED_DI_REQUEST] = {OS, PXE_ARCH_NONE, NULL},
};

START_TEST(answer_to_everything_captured_has_what_it_needs)
{
	struct packet p = packet_captured((enum captured_name)_i);
	bool at_4011 =
	    _i == CAPTURED_IPXE_BIOS_4011 || _i == CAPTURED_OVMF_4011;
	struct bw_addr peer = bw_addr_ipv4(
	    IP(10, 77, 0, 173), _i == CAPTURED_OVMF_4011 ? 4011 : 68);
	struct dhcp_message message;
	struct dhcp_client client;
	uint32_t asked = 0;

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	ck_assert_int_eq(dhcp_message_parse(p.bytes, p.len, &message), 0);
	ck_assert_int_eq(dhcp_client_identify(&message, &client), 0);
	ck_assert_int_eq(client.stage, expected[_i].stage);
	ck_assert_int_eq(client.family, expected[_i].family);
	ck_assert_uint_eq(client.arch, expected[_i].arch);
	if (dhcp_message_u32(&message, 50, &asked)) {
		packet_set_u32(&p, 50, BENCH_POOL);
	}
	bench_packet_from(
	    &b, &p, at_4011 ? DHCP_DOOR_PXE : DHCP_DOOR_DHCP, peer);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, message.type == DHCP_TYPE_DISCOVER
					  ? DHCP_TYPE_OFFER
					  : DHCP_TYPE_ACK);
	ck_assert_uint_eq(reply.xid, message.xid);
	ck_assert_uint_eq(reply.yiaddr != 0, !at_4011);
	ck_assert_uint_eq(option(97).len, message.option_len[97]);
	if (expected[_i].file != NULL) {
		check_text(67, expected[_i].file);
		ck_assert_str_eq(file_field(), expected[_i].file);
		ck_assert_uint_eq(reply.siaddr, BENCH_SERVER);
	} else {
		ck_assert(!reply.option_present[67]);
	}
	if (at_4011) { /* whoever asks there is answered at its port */
		ck_assert(bw_addr_equal(
		    &bench_action(&b, DHCP_ACTION_SEND)->u.send.peer, &peer));
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/answer");
	TCase *tc = tcase_create("answer");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, answer_to_bios_ipxe_has_all_that_it_needs);
	tcase_add_test(tc, answer_to_uefi_is_broadcast_and_names_a_file);
	tcase_add_test(tc, answer_to_uefi_http_has_a_url_and_its_class);
	tcase_add_test(tc, answer_to_uefi_http_has_name_servers_for_a_name);
	tcase_add_test(tc, answer_to_a_raspberry_pi_has_the_words_it_looks_for);
	tcase_add_test(tc, answer_event_says_that_a_loop_was_broken);
	tcase_add_loop_test(
	    tc, answer_to_everything_captured_has_what_it_needs, 0, CAPTURED_N);
	tcase_add_test(tc, answer_is_broadcast_where_a_quirk_says_so);
	tcase_add_test(tc, answer_without_packet_socket_is_broadcast);
	tcase_add_test(tc, answer_to_a_relayed_request_goes_to_the_relay);
	tcase_add_test(tc, answer_tells_the_servername_when_it_says_something);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
