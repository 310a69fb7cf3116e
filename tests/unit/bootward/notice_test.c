/* SPDX-License-Identifier: ISC */
/* Datagrams about events: pybootd's byte for byte, and ours never too long. */
#include "notice.h"
#include "unit.h"

static const uint8_t uuid[BW_UUID_LEN] = {0x12, 0x34, 0x56, 0x78, 0xab, 0xcd,
    0xef, 0x00, 0x11, 0x11, 0xab, 0xcd, 0xef, 0xab, 0xcd, 0xef};
static const uint8_t mac[BW_MAC_LEN] = {0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};

static struct bw_msg event;
static struct bw_ctl_event row;
static struct notice notice;
static char text[NOTICE_MAX + 1];

/* A DHCP message, by default a REQUEST of firmware that was acknowledged. */
static struct bw_msg_client_seen *
seen(uint8_t asked, uint8_t answer)
{
	struct bw_msg_client_seen *m = &event.u.client_seen;

	event = (struct bw_msg){.type = BW_MSG_CLIENT_SEEN};
	row = (struct bw_ctl_event){
	    .kind = BW_MSG_CLIENT_SEEN, .role = BW_ROLE_BOOTPD};
	notice = (struct notice){.event = &event, .row = &row, .seq = 1};
	memcpy(notice.uuid, uuid, BW_UUID_LEN);
	memcpy(m->uuid, uuid, BW_UUID_LEN);
	memcpy(m->mac, mac, BW_MAC_LEN);
	m->address = 0xc0a81964;
	m->asked = asked;
	m->answer = answer;
	return m;
}

static const char *
written(enum bw_conf_notice_format format)
{
	size_t len = notice_write(&notice, format, (uint8_t *)text);

	ck_assert_uint_le(len, NOTICE_MAX);
	text[len] = '\0';
	return text;
}

START_TEST(notice_write_is_pybootds_in_its_three_forms)
{
	(void)seen(DHCP_TYPE_REQUEST, DHCP_TYPE_ACK);
	ck_assert_str_eq(written(BW_CONF_NOTICE_PYBOOTD),
	    "BOOT,12345678-abcd-ef00-1111-abcdefabcdef,AA:BB:CC:DD:EE:FF,"
	    "192.168.25.100");
	ck_assert_str_eq(written(BW_CONF_NOTICE_UPPER),
	    "BOOT,12345678-ABCD-EF00-1111-ABCDEFABCDEF,AA:BB:CC:DD:EE:FF,"
	    "192.168.25.100");
	ck_assert_str_eq(written(BW_CONF_NOTICE_DASH),
	    "BOOT,12345678-ABCD-EF00-1111-ABCDEFABCDEF,AA-BB-CC-DD-EE-FF,"
	    "192.168.25.100");
}
END_TEST

START_TEST(notice_write_calls_a_request_without_97_a_lease)
{
	struct bw_msg_client_seen *m = seen(DHCP_TYPE_REQUEST, DHCP_TYPE_ACK);

	memset(m->uuid, 0, BW_UUID_LEN); /* the machine's is still known */
	ck_assert_str_eq(written(BW_CONF_NOTICE_PYBOOTD),
	    "LEASE,12345678-abcd-ef00-1111-abcdefabcdef,AA:BB:CC:DD:EE:FF,"
	    "192.168.25.100");
	memset(notice.uuid, 0, BW_UUID_LEN);
	ck_assert_str_eq(written(BW_CONF_NOTICE_PYBOOTD),
	    "LEASE,AA:BB:CC:DD:EE:FF,192.168.25.100");
	ck_assert_str_eq(written(BW_CONF_NOTICE_DASH),
	    "LEASE,AA-BB-CC-DD-EE-FF,192.168.25.100");
}
END_TEST

START_TEST(notice_write_tells_pybootds_of_nothing_else)
{
	(void)seen(DHCP_TYPE_RELEASE, 0);
	ck_assert_str_eq(written(BW_CONF_NOTICE_PYBOOTD),
	    "RELEASE,12345678-abcd-ef00-1111-abcdefabcdef,AA:BB:CC:DD:EE:FF,"
	    "192.168.25.100");
	(void)seen(DHCP_TYPE_DISCOVER, DHCP_TYPE_OFFER);
	ck_assert_str_eq(written(BW_CONF_NOTICE_PYBOOTD), "");
	(void)seen(DHCP_TYPE_REQUEST, DHCP_TYPE_NAK);
	ck_assert_str_eq(written(BW_CONF_NOTICE_PYBOOTD), "");
	(void)seen(DHCP_TYPE_DECLINE, 0);
	ck_assert_str_eq(written(BW_CONF_NOTICE_DASH), "");
	event.type = BW_MSG_TRANSFER_ENDED;
	ck_assert_str_eq(written(BW_CONF_NOTICE_UPPER), "");
}
END_TEST

START_TEST(notice_write_json_is_the_event_with_its_uuid)
{
	(void)seen(DHCP_TYPE_DISCOVER, DHCP_TYPE_OFFER);
	row.asked = DHCP_TYPE_DISCOVER;
	row.answer = DHCP_TYPE_OFFER;
	row.session = 3;
	row.wall_s = 1700000000;
	row.arch = 7;
	row.address = bw_addr_ipv4(0xc0a81964, 0);
	memcpy(row.mac, mac, BW_MAC_LEN);
	strcpy(row.name, "a\"b\n\xff");
	ck_assert_str_eq(written(BW_CONF_NOTICE_JSON),
	    "{\"seq\":1,\"uuid\":\"12345678-abcd-ef00-1111-abcdefabcdef\","
	    "\"time\":1700000000,\"at_ms\":0,\"session\":3,"
	    "\"mac\":\"aa:bb:cc:dd:ee:ff\",\"address\":\"192.168.25.100\","
	    "\"service\":\"bootpd\",\"event\":\"discover\","
	    "\"answer\":\"offer\",\"stage\":\"firmware\",\"arch\":7,"
	    "\"name\":\"a\\\"b\\u000a\\u00ff\",\"end\":\"\",\"size\":0,"
	    "\"bytes\":0,\"written\":0,\"ms\":0,\"retransmits\":0,"
	    "\"options\":\"\",\"reason\":\"\",\"overlay\":0}");
}
END_TEST

/* Every number at its longest, every text of bytes that become the most. */
START_TEST(notice_write_json_is_never_too_long)
{
	size_t len;

	(void)seen(DHCP_TYPE_DISCOVER, DHCP_TYPE_OFFER);
	memset(&row, 0xff, sizeof(row));
	notice.seq = UINT64_MAX;
	row.kind = BW_MSG_TRANSFER_ENDED;
	row.role = BW_ROLE_PARENT;
	row.address.family = BW_FAMILY_IPV6;
	row.stage = BW_STAGE_FIRMWARE;
	row.end = BW_END_COMPLETE;
	row.name[BW_CTL_NAME_MAX - 1] = '\0';
	row.options[BW_CTL_NAME_MAX - 1] = '\0';
	row.reason[BW_REASON_MAX - 1] = '\0';
	len = strlen(written(BW_CONF_NOTICE_JSON));
	ck_assert_uint_gt(len, NOTICE_MAX - 100);
	ck_assert_str_eq(text + len - 1, "}");

	/* a plain name is whole */
	memset(row.name, 'n', BW_CTL_NAME_MAX - 1);
	ck_assert_ptr_nonnull(strstr(written(BW_CONF_NOTICE_JSON), row.name));
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootward/notice");
	TCase *tc = tcase_create("notice");

	tcase_add_test(tc, notice_write_is_pybootds_in_its_three_forms);
	tcase_add_test(tc, notice_write_calls_a_request_without_97_a_lease);
	tcase_add_test(tc, notice_write_tells_pybootds_of_nothing_else);
	tcase_add_test(tc, notice_write_json_is_the_event_with_its_uuid);
	tcase_add_test(tc, notice_write_json_is_never_too_long);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
