/* SPDX-License-Identifier: ISC */
/* Messages as lines: every option by name and value, broken ones too. */
#include "decode.h"

#include "captured.h"
#include "conf/value.h"
#include "unit.h"

static uint8_t packet[600];
static char line[2048];

/* A header that says nothing, and these options, in hexadecimal. */
static const char *
options(const char *hex)
{
	static const uint8_t cookie[] = {0x63, 0x82, 0x53, 0x63};
	size_t n = strlen(hex) / 2;
	const char *found;
	uint8_t *exact;

	memset(packet, 0, sizeof(packet));
	memcpy(packet + 236, cookie, sizeof(cookie));
	ck_assert_int_eq(bw_conf_hex_parse(hex, packet + 240, n), (int)n);
	exact = unit_exact(packet, 240 + n);
	dhcp_decode(exact, 240 + n, line, sizeof(line));
	free(exact);
	found = strstr(line, " options:");
	ck_assert_ptr_nonnull(found);
	return found + strlen(" options:");
}

START_TEST(dhcp_decode_tells_the_header)
{
	static const uint8_t header[] = {2, 1, 6, 1, 0xde, 0xad, 0xbe, 0xef, 0,
	    4, 0x80, 0, 10, 0, 0, 1, 10, 0, 0, 2, 10, 0, 0, 3, 10, 0, 0, 4,
	    0x52, 0x54, 0, 0x77, 0, 1};

	(void)options("ff");
	memcpy(packet, header, sizeof(header));
	memcpy(packet + 44, "boot\nserver", 11);
	memcpy(packet + 108, "pxelinux.0", 10);
	dhcp_decode(packet, 241, line, sizeof(line));
	ck_assert_str_eq(line,
	    "op=reply htype=1 hlen=6 hops=1 xid=deadbeef secs=4 flags=8000 "
	    "ciaddr=10.0.0.1 yiaddr=10.0.0.2 siaddr=10.0.0.3 giaddr=10.0.0.4 "
	    "chaddr=52:54:00:77:00:01 options: file=pxelinux.0 "
	    "sname=boot\\x0aserver");
}
END_TEST

START_TEST(dhcp_decode_tells_what_captured_firmware_sent)
{
	ck_assert_str_eq(options(captured[CAPTURED_IPXE_BIOS_REQUEST].options),
	    " 53 message-type=request 57 max-message-size=1472 "
	    "93 client-architecture=0(bios) 94 client-interface=1,2,1 "
	    "60 vendor-class-identifier=PXEClient:Arch:00000:UNDI:002001 "
	    "77 user-class=iPXE "
	    "55 parameter-request-list=1,3,6,7,12,15,17,26,43,60,66,67,119,"
	    "128,129,130,131,132,133,134,135,175,203 "
	    "175 ipxe={177 bus-id=0x011af41000 235 version=0x010000 23=0x01 "
	    "34=0x01 19=0x01 17=0x01 39=0x01 25=0x01 41=0x01 16=0x02 33=0x01 "
	    "21=0x01 "
	    "24=0x01 18=0x01} 61 client-identifier=1/52:54:00:77:00:01 "
	    "97 client-machine-id=0/00000077-0100-0240-8003-000000000001 "
	    "54 server-identifier=10.77.0.1 50 requested-address=10.77.0.130");
}
END_TEST

START_TEST(dhcp_decode_tells_sub_options)
{
	/* The second does not add up: it is told as it is. */
	ck_assert_str_eq(options("2b0a0601080a0400505845ff52050104657468ff"),
	    " 43 vendor-encapsulated-options={6 discovery-control=8 "
	    "10 menu-prompt=0/PXE} "
	    "82 relay-agent-information=0x0104657468");
	ck_assert_str_eq(options("2b1c0807800001"
				 "0a000001"
				 "090b8000"
				 "056c696e7578"
				 "000000"
				 "47048000"
				 "0000"
				 "2b04"
				 "09028000"
				 "ff"),
	    " 43 vendor-encapsulated-options={8 boot-servers=32768/10.0.0.1 "
	    "9 boot-menu=32768/linux,0/ 71 boot-item=32768,0} "
	    "43 vendor-encapsulated-options={9 boot-menu=0x8000}");
	ck_assert_str_eq(options("521a0104657468300206020000000001"
				 "0504c0a801000b04"
				 "0a000001"
				 "ff"),
	    " 82 relay-agent-information={1 circuit-id=eth0 "
	    "2 remote-id=0x020000000001 5 link-selection=192.168.1.0 "
	    "11 server-override=10.0.0.1}");
}
END_TEST

START_TEST(dhcp_decode_tells_values_by_type)
{
	ck_assert_str_eq(options("0306"
				 "0a0000010a00"
				 "0608"
				 "0a0000010a000002"
				 "3304"
				 "00015180"
				 "1301"
				 "01"
				 "1301"
				 "02"
				 "0c03"
				 "610a62"
				 "7908"
				 "180a0000c0a80101"
				 "e002"
				 "0102"
				 "7805"
				 "010a000009"
				 "6101"
				 "00"
				 "ff"),
	    " 3 routers=0x0a0000010a00 6 domain-name-servers=10.0.0.1,10.0.0.2 "
	    "51 lease-time=86400 19 ip-forwarding=yes 19 ip-forwarding=0x02 "
	    "12 host-name=a\\x0ab "
	    "121 classless-static-routes=10.0.0.0/24:192.168.1.1 224=0x0102 "
	    "120 sip-servers=0x010a000009 97 client-machine-id=0x00");
	/* a second route that is cut: nothing is left of the first */
	ck_assert_str_eq(options("790a"
				 "180a0000c0a80101"
				 "180a"
				 "ff"),
	    " 121 classless-static-routes=0x180a0000c0a80101180a");
}
END_TEST

START_TEST(dhcp_decode_reads_the_fields_that_option_52_names)
{
	(void)options("340103ff");
	memcpy(packet + 108,
	    "\x43\x04"
	    "boot\xff",
	    7);
	memcpy(packet + 44,
	    "\x42\x04"
	    "host\xff",
	    7);
	dhcp_decode(packet, 244, line, sizeof(line));
	ck_assert_ptr_nonnull(strstr(line,
	    " options: 52 overload=3 in-file: 67 bootfile-name=boot in-sname: "
	    "66 tftp-server-name=host"));
}
END_TEST

START_TEST(dhcp_decode_tells_where_it_is_broken)
{
	ck_assert_str_eq(options("3501013604"), " 53 message-type=discover"
						" malformed");
	ck_assert_str_eq(options("35"), " malformed");
	dhcp_decode(packet, 235, line, sizeof(line));
	ck_assert_str_eq(line, "len=235 malformed");
}
END_TEST

START_TEST(dhcp_decode_says_that_it_was_cut)
{
	char small[40];

	(void)options("350101ff");
	dhcp_decode(packet, 244, small, sizeof(small));
	ck_assert_uint_eq(strlen(small), sizeof(small) - 1);
	ck_assert_str_eq(small + sizeof(small) - 4, "...");
}
END_TEST

/* Nothing is read behind a packet, and nothing unprintable comes out. */
START_TEST(dhcp_decode_takes_any_bytes)
{
	for (size_t i = 0; i < CAPTURED_N; i++) {
		(void)options(captured[i].options);
		for (size_t len = 0; len < sizeof(packet); len += 3) {
			uint8_t *exact = unit_exact(packet, len);

			if (len > 240) {
				exact[240 + (len * 7) % (len - 240)] ^= 0x93;
			}
			dhcp_decode(exact, len, line, sizeof(line));
			for (const char *c = line; *c != '\0'; c++) {
				ck_assert(*c >= ' ' && *c <= '~');
			}
			free(exact);
		}
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootpd/decode");
	TCase *tc = tcase_create("decode");

	tcase_add_test(tc, dhcp_decode_tells_the_header);
	tcase_add_test(tc, dhcp_decode_tells_what_captured_firmware_sent);
	tcase_add_test(tc, dhcp_decode_tells_sub_options);
	tcase_add_test(tc, dhcp_decode_tells_values_by_type);
	tcase_add_test(tc, dhcp_decode_reads_the_fields_that_option_52_names);
	tcase_add_test(tc, dhcp_decode_tells_where_it_is_broken);
	tcase_add_test(tc, dhcp_decode_says_that_it_was_cut);
	tcase_add_test(tc, dhcp_decode_takes_any_bytes);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
