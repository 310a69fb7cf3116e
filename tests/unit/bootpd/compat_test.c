/* SPDX-License-Identifier: ISC */
/*
 * Packets as predecessors sent them, byte for byte as they were observed; and
 * that by default we do not share their defects.
 */
#include "unit.h"

#include "packets.h"

#define OPTIONS_AT (DHCP_HEADER_LEN + 4)
#define FILE_AT    (DHCP_HEADER_LEN - DHCP_FILE_LEN)
#define SNAME_AT   (FILE_AT - DHCP_SNAME_LEN)

static struct bench b;
static struct bw_addr dns[2];
static struct bw_conf_pair pairs[] = {{"default", "pxelinux.0"}};
static const struct dhcp_send *sent;

static void
set_up(void)
{
	bench_conf(&b);
	b.conf.bootpd.settings.lease_time_s = 86400;
	b.conf.bootpd.bootfile = (struct bw_conf_pairs){.items = pairs, .n = 1};
}

static void
tear_down(void)
{
	bench_stop(&b);
}

static void
as(enum bw_conf_compat compat)
{
	b.conf.bootpd.compat = compat;
	bench_start(&b);
}

/* Let it be sent; what comes back is in sent. */
static void
ask(const struct packet *p)
{
	bench_packet(&b, p);
	sent = &bench_action(&b, DHCP_ACTION_SEND)->u.send;
}

static void
check_options(const void *bytes, size_t len)
{
	ck_assert_uint_eq(sent->len - OPTIONS_AT, len);
	ck_assert_mem_eq(sent->bytes + OPTIONS_AT, bytes, len);
}

/* A PXE ROM that asks for all of pybootd's options. */
static struct packet
rom(uint8_t type)
{
	static const uint8_t asked[] = {
	    1, 2, 3, 5, 6, 11, 12, 13, 15, 16, 17, 18, 43, 54, 60, 66, 67, 97};
	struct packet p = packet_begin(7, 0x8000, 0x00770001);

	packet_option_u8(&p, 53, type);
	packet_option_u16(&p, 57, 1464);
	packet_option(&p, 55, asked, sizeof(asked));
	packet_option_u16(&p, 93, 0);
	packet_option_text(&p, 60, "PXEClient:Arch:00000:UNDI:002001");
	packet_option(&p, 97, "\0abcdefghijklmnop", 17);
	packet_end(&p);
	return p;
}

/* What it then requests is acknowledged in the same bytes. */
static void
check_ack_is_as_the_offer(void)
{
	struct dhcp_send offer = *sent;
	struct packet p = rom(DHCP_TYPE_REQUEST);

	p.len--; /* END */
	packet_option(&p, 50, offer.bytes + 16, 4);
	packet_option_u32(&p, 54, BENCH_SERVER);
	packet_end(&p);
	ask(&p);
	ck_assert_uint_eq(sent->bytes[OPTIONS_AT + 2], DHCP_TYPE_ACK);
	offer.bytes[OPTIONS_AT + 2] = DHCP_TYPE_ACK;
	ck_assert_uint_eq(sent->len, offer.len);
	ck_assert_mem_eq(sent->bytes, offer.bytes, offer.len);
}

START_TEST(compat_pypxe_offers_as_pypxe_did)
{
	struct packet p = rom(DHCP_TYPE_DISCOVER);

	as(BW_CONF_COMPAT_PYPXE);
	ask(&p);
	ck_assert_uint_eq(sent->bytes[10], 0); /* flags */
	ck_assert_mem_eq(sent->bytes + 20, "\12\115\0\1", 4);
	ck_assert(bw_bytes_zero(sent->bytes + SNAME_AT, 64 + 128));
	check_options("\x35\1\2\x36\4\12\115\0\1\1\4\xff\xff\xff\0"
		      "\3\4\12\115\0\1\6\4\12\115\0\1\x33\4\0\1\x51\x80"
		      "\x42\11"
		      "10.77.0.1\x43\13pxelinux.0\0\xff",
	    58);
	check_ack_is_as_the_offer();
}
END_TEST

START_TEST(compat_pypxe_offers_as_its_proxy_did)
{
	struct packet p = rom(DHCP_TYPE_DISCOVER);

	b.conf.bootpd.proxy = true;
	b.conf.bootpd.pool_start = 0;
	as(BW_CONF_COMPAT_PYPXE);
	ask(&p);
	ck_assert_uint_eq(sent->bytes[10], 0x80);
	ck_assert_str_eq((const char *)sent->bytes + FILE_AT, "pxelinux.0");
	check_options("\x35\1\2\x36\4\12\115\0\1\x42\11"
		      "10.77.0.1\x43\13pxelinux.0\0"
		      "\x3c\11PXEClient\x2b\12\6\1\10\12\4\0PXE\xff\xff",
	    57);
}
END_TEST

/* In PyPXE a flag decided, which the second power-on found set. */
START_TEST(compat_default_tells_ipxe_from_a_rom_by_what_it_sends)
{
	struct packet first = rom(DHCP_TYPE_DISCOVER);
	struct packet ipxe = packet_captured(CAPTURED_IPXE_BIOS_DISCOVER);
	struct bw_conf_pair chain[] = {
	    {"default", "chainload.kpxe"}, {"ipxe", "http://h/x.ipxe"}};

	b.conf.bootpd.bootfile = (struct bw_conf_pairs){.items = chain, .n = 2};
	as(BW_CONF_COMPAT_NONE);
	for (int i = 0; i < 2; i++) {
		ask(&first);
		ck_assert_str_eq(
		    (const char *)sent->bytes + FILE_AT, "chainload.kpxe");
		ask(&ipxe);
		ck_assert_str_eq(
		    (const char *)sent->bytes + FILE_AT, "http://h/x.ipxe");
	}
}
END_TEST

/* Its 66 and 67 are the header's fields, whole. */
static size_t
put_pybootd_fields(uint8_t *at)
{
	at[0] = 66;
	at[1] = 64;
	memcpy(at + 2, "unknown.localdomain", 19);
	at[66] = 67;
	at[67] = 128;
	memcpy(at + 68, "pxelinux.0", 10);
	return 2 + 64 + 2 + 128;
}

START_TEST(compat_pybootd_offers_as_pybootd_did)
{
	static const char head[] =
	    "\x35\1\2\x36\4\12\115\0\1\1\4\xff\xff\xff\0\3\4\12\115\0\1"
	    "\6\4\12\115\0\1\6\4\12\115\0\2\x33\4\0\1\x51\x80"
	    "\x61\21\0abcdefghijklmnop\x3c\11PXEClient";
	static const char tail[] =
	    "\x2b\x24\6\1\12\10\7\0\0\1\12\115\0\1\11\11\0\0\6Python"
	    "\12\13\12Stupid PXE\xff\0\0\xff\0";
	uint8_t wanted[512] = {0};
	size_t len = sizeof(head) - 1;
	struct packet p = rom(DHCP_TYPE_DISCOVER);

	dns[0] = bw_addr_ipv4(BENCH_SERVER, 0);
	dns[1] = bw_addr_ipv4(BENCH_SERVER + 1, 0);
	b.conf.bootpd.settings.dns.addrs =
	    (struct bw_conf_addrs){.items = dns, .n = 2};
	as(BW_CONF_COMPAT_PYBOOTD);
	ask(&p);
	ck_assert_uint_eq(sent->bytes[10], 0x80);
	ck_assert_str_eq(
	    (const char *)sent->bytes + SNAME_AT, "unknown.localdomain");
	ck_assert_str_eq((const char *)sent->bytes + FILE_AT, "pxelinux.0");
	memcpy(wanted, head, len);
	len += put_pybootd_fields(wanted + len);
	memcpy(wanted + len, tail, sizeof(tail) - 1);
	check_options(wanted, len + sizeof(tail) - 1);
	check_ack_is_as_the_offer();
}
END_TEST

/* It failed for who did not ask for 13, and had it between 97 and 60. */
START_TEST(compat_pybootd_tells_the_size_to_who_asks)
{
	struct bw_msg_file_measured told = {
	    .name = "pxelinux.0", .known = 1, .size = 42430};
	struct packet p = rom(DHCP_TYPE_DISCOVER);
	uint8_t *asked;

	b.conf.tftpd.enabled = true;
	as(BW_CONF_COMPAT_PYBOOTD);
	ask(&p);
	ck_assert(bench_has(&b, DHCP_ACTION_MEASURE));
	dhcp_core_measured(b.core, &told, b.now);
	ask(&p);
	ck_assert_ptr_nonnull(memmem(
	    sent->bytes, sent->len, "ijklmnop\x0d\2\0\x53\x3c\11PXE", 17));
	asked = memmem(p.bytes, p.len, "\14\15\17", 3);
	asked[1] = 12;
	ask(&p);
	ck_assert_ptr_nonnull(
	    memmem(sent->bytes, sent->len, "ijklmnop\x3c\11PXE", 13));
}
END_TEST

/* Without a list of options pybootd failed; a plain client got little. */
START_TEST(compat_pybootd_answers_plain_clients_shortly)
{
	struct packet p = packet_captured(CAPTURED_UDHCPC_DISCOVER);

	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	as(BW_CONF_COMPAT_PYBOOTD);
	ask(&p);
	check_options("\x35\1\2\x36\4\12\115\0\1\1\4\xff\xff\xff\0"
		      "\3\4\12\115\0\1\6\4\12\115\0\1\x33\4\0\1\x51\x80\xff\0",
	    35);
}
END_TEST

/* pybootd answered BOOTP with DHCP options; nobody gets that from us. */
START_TEST(compat_leaves_bootp_true)
{
	static const enum bw_conf_compat all[] = {
	    BW_CONF_COMPAT_NONE, BW_CONF_COMPAT_PYBOOTD, BW_CONF_COMPAT_PYPXE};
	struct packet p = packet_begin(1, 0, 5);
	struct dhcp_message reply;

	packet_end(&p);
	b.conf.bootpd.allow_simple_dhcp = BW_CONF_TRISTATE_YES;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		as(all[i]);
		ask(&p);
		ck_assert_uint_eq(sent->len, 300);
		ck_assert(bench_reply(&b, &reply));
		ck_assert(!reply.option_present[53]);
		ck_assert(!reply.option_present[51]);
		ck_assert(reply.option_present[1]);
	}
}
END_TEST

/* staticDHCPd sent 259 bytes, and lost these when a client listed others. */
START_TEST(compat_default_has_what_a_short_list_did_not_name)
{
	static const uint8_t asked[] = {1, 3, 6};
	struct packet p = packet_begin(1, 0x8000, 0x00770001);
	struct dhcp_message reply;

	packet_option_u8(&p, 53, DHCP_TYPE_DISCOVER);
	packet_option(&p, 55, asked, sizeof(asked));
	packet_option_text(&p, 60, "PXEClient:Arch:00000");
	packet_option(&p, 80, "", 0);
	packet_option(&p, 82, "\1\2ab", 4);
	packet_end(&p);
	b.conf.bootpd.rapid_commit = true;
	as(BW_CONF_COMPAT_NONE);
	ask(&p);
	ck_assert_uint_ge(sent->len, 300);
	ck_assert(bench_reply(&b, &reply));
	ck_assert_uint_eq(reply.type, DHCP_TYPE_ACK);
	ck_assert(reply.option_present[80]);
	ck_assert(reply.option_present[82]);
	ck_assert(reply.option_present[66]);
	ck_assert(reply.option_present[67]);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/compat");
	TCase *tc = tcase_create("compat");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, compat_pypxe_offers_as_pypxe_did);
	tcase_add_test(tc, compat_pypxe_offers_as_its_proxy_did);
	tcase_add_test(
	    tc, compat_default_tells_ipxe_from_a_rom_by_what_it_sends);
	tcase_add_test(tc, compat_pybootd_offers_as_pybootd_did);
	tcase_add_test(tc, compat_pybootd_tells_the_size_to_who_asks);
	tcase_add_test(tc, compat_pybootd_answers_plain_clients_shortly);
	tcase_add_test(tc, compat_leaves_bootp_true);
	tcase_add_test(tc, compat_default_has_what_a_short_list_did_not_name);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
