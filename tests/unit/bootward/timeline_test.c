/* SPDX-License-Identifier: ISC */
/* Events as lines: whole, escaped, never longer than a line. */
#include "timeline.h"
#include "unit.h"

static const struct session session = {
    .id = 7, .mac = {0x52, 0x54, 0, 0x77, 0, 1}};

static struct bw_msg
transfer(const char *file)
{
	struct bw_msg msg = {.type = BW_MSG_TRANSFER_ENDED};

	msg.u.transfer.peer = bw_addr_ipv4(0x0a4d0064, 2070);
	msg.u.transfer.size = 42430;
	msg.u.transfer.bytes = 42430;
	msg.u.transfer.ms = 12;
	strcpy(msg.u.transfer.options, "blksize=1432 tsize=0");
	strcpy(msg.u.transfer.file, file);
	return msg;
}

START_TEST(timeline_line_tells_a_transfer)
{
	struct bw_msg msg = transfer("pxelinux.0");
	char line[TIMELINE_LINE_MAX];

	ck_assert_int_eq(timeline_level(&msg), BW_LOG_LEVEL_INFO);
	timeline_line(&msg, &session, line);
	ck_assert_str_eq(line,
	    "peer=10.77.0.100:2070 mac=52:54:00:77:00:01 session=7 "
	    "event=transfer-ended file=pxelinux.0 size=42430 bytes=42430 "
	    "ms=12 retransmits=0 end=complete "
	    "options=\"blksize=1432 tsize=0\"");
}
END_TEST

START_TEST(timeline_line_escapes_what_a_peer_chose)
{
	struct bw_msg msg = transfer("a b\nbootpd: peer=x \"\x1b[2J\\");
	char line[TIMELINE_LINE_MAX];

	timeline_line(&msg, NULL, line);
	ck_assert_ptr_null(strchr(line, '\n'));
	ck_assert_ptr_null(strchr(line, 0x1b));
	ck_assert_ptr_nonnull(strstr(line,
	    " file=a\\x20b\\x0abootpd:\\x20peer=x\\x20\"\\x1b[2J\\x5c size="));
	ck_assert_ptr_null(strstr(line, "mac="));
}
END_TEST

START_TEST(timeline_line_is_never_too_long)
{
	struct bw_msg msg = transfer("");
	char line[TIMELINE_LINE_MAX];

	memset(msg.u.transfer.file, '\n', BW_FILE_MAX - 1);
	memset(msg.u.transfer.reason, 'r', BW_REASON_MAX - 1);
	timeline_line(&msg, &session, line);
	ck_assert_uint_lt(strlen(line), TIMELINE_LINE_MAX);
	ck_assert_ptr_nonnull(strstr(line, " end=complete"));
}
END_TEST

START_TEST(timeline_line_tells_a_client)
{
	struct bw_msg msg = {.type = BW_MSG_CLIENT_SEEN};
	char line[TIMELINE_LINE_MAX];

	memcpy(msg.u.client_seen.mac, session.mac, BW_MAC_LEN);
	msg.u.client_seen.asked = 3;
	msg.u.client_seen.answer = 5;
	msg.u.client_seen.stage = BW_STAGE_IPXE;
	msg.u.client_seen.arch = 7;
	msg.u.client_seen.port = 67;
	msg.u.client_seen.xid = 0xdeadbeef;
	msg.u.client_seen.address = 0x0a4d0064;
	strcpy(msg.u.client_seen.file, "http://10.77.0.1/boot.ipxe");
	strcpy(msg.u.client_seen.interface, "br0");
	ck_assert_int_eq(timeline_level(&msg), BW_LOG_LEVEL_INFO);
	timeline_line(&msg, &session, line);
	ck_assert_str_eq(line,
	    "peer=52:54:00:77:00:01 session=7 event=request answer=ack "
	    "address=10.77.0.100 file=http://10.77.0.1/boot.ipxe stage=ipxe "
	    "arch=7 interface=br0 port=67 xid=deadbeef");
}
END_TEST

START_TEST(timeline_line_tells_a_detachment)
{
	struct bw_msg msg = {.type = BW_MSG_EXPORT_DETACHED};
	char line[TIMELINE_LINE_MAX];

	msg.u.attachment.peer = bw_addr_ipv4(0x0a4d0064, 40000);
	strcpy(msg.u.attachment.name, "root");
	msg.u.attachment.size = 1048576;
	msg.u.attachment.bytes_read = 8192;
	msg.u.attachment.ms = 1500;
	strcpy(msg.u.attachment.reason, "the client \"left\"");
	timeline_line(&msg, &session, line);
	ck_assert_str_eq(line,
	    "peer=10.77.0.100:40000 mac=52:54:00:77:00:01 session=7 "
	    "event=export-detached export=root size=1048576 read=8192 "
	    "written=0 overlay=0 ms=1500 reason=\"the client ?left?\"");
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootward/timeline");
	TCase *tc = tcase_create("timeline");

	tcase_add_test(tc, timeline_line_tells_a_transfer);
	tcase_add_test(tc, timeline_line_escapes_what_a_peer_chose);
	tcase_add_test(tc, timeline_line_is_never_too_long);
	tcase_add_test(tc, timeline_line_tells_a_client);
	tcase_add_test(tc, timeline_line_tells_a_detachment);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
