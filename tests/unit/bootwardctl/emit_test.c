/* SPDX-License-Identifier: ISC */
/* Rows in every format, with bytes that want to break out. */
#include "rows.h"
#include "unit.h"

static struct emit emit;

static const char *
line(enum emit_format format)
{
	emit_begin(&emit, format);
	emit_text(&emit, "name", "a \"b\\,\n\x1b\xff");
	emit_text(&emit, "empty", "");
	emit_number(&emit, "size", UINT64_MAX);
	emit_milli(&emit, "s", 12034);
	emit_bool(&emit, "pxe", true);
	emit_end(&emit);
	return emit.line;
}

START_TEST(emit_json_escapes_every_byte)
{
	ck_assert_str_eq(line(EMIT_JSON),
	    "{\"name\":\"a \\\"b\\\\,\\u000a\\u001b\\u00ff\","
	    "\"empty\":\"\",\"size\":18446744073709551615,\"s\":12.034,\"pxe\":"
	    "true}");
}
END_TEST

START_TEST(emit_csv_quotes_what_needs_it)
{
	ck_assert_str_eq(line(EMIT_CSV_HEADER), "name,empty,size,s,pxe");
	ck_assert_str_eq(line(EMIT_CSV),
	    "\"a \"\"b\\,???\",,18446744073709551615,12.034,true");
}
END_TEST

START_TEST(emit_text_leaves_out_what_is_empty)
{
	ck_assert_str_eq(line(EMIT_TEXT),
	    "name=\"a \\x22b\\x5c,\\x0a\\x1b\\xff\" "
	    "size=18446744073709551615 s=12.034 pxe=yes");
}
END_TEST

/* Each field at its longest, of bytes that become the most. */
START_TEST(rows_emit_has_room_for_the_longest_row)
{
	static const enum bw_msg_type types[] = {BW_MSG_EVENT_LISTED,
	    BW_MSG_EXPORT_LISTED, BW_MSG_HOST_LISTED, BW_MSG_LEASE_LOADED};

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct bw_msg row = {.type = types[i]};

		memset(&row.u, 0xff, sizeof(row.u));
		row.u.export.name[BW_EXPORT_NAME_MAX - 1] = '\0';
		row.u.export.path[BW_EXPORT_NAME_MAX - 1] = '\0';
		row.u.export.description[BW_CTL_NAME_MAX - 1] = '\0';
		if (types[i] == BW_MSG_EVENT_LISTED) {
			row.u.event.kind = BW_MSG_TRANSFER_ENDED;
			row.u.event.role = BW_ROLE_HTTPD;
			row.u.event.stage = BW_STAGE_MAX;
			row.u.event.end = BW_END_MAX;
			row.u.event.name[BW_CTL_NAME_MAX - 1] = '\0';
			row.u.event.options[BW_CTL_NAME_MAX - 1] = '\0';
			row.u.event.reason[BW_REASON_MAX - 1] = '\0';
		} else if (types[i] == BW_MSG_EXPORT_LISTED) {
			row.u.export.cow = BW_CTL_COW_MAX;
		} else if (types[i] == BW_MSG_HOST_LISTED) {
			row.u.host.name[BW_CTL_NAME_MAX - 1] = '\0';
			row.u.host.hostname[BW_HOSTNAME_MAX - 1] = '\0';
			row.u.host.file[BW_CTL_NAME_MAX - 1] = '\0';
		} else if (types[i] == BW_MSG_LEASE_LOADED) {
			row.u.lease.state = BW_LEASE_STATE_MAX;
			row.u.lease.hostname[BW_HOSTNAME_MAX - 1] = '\0';
			row.u.lease.pxe = true;
		}
		for (int format = EMIT_TEXT; format <= EMIT_CSV_HEADER;
		     format++) {
			rows_emit(&emit, (enum emit_format)format, &row);
			ck_assert_uint_gt(emit.len, 0);
			ck_assert_uint_eq(emit.len, strlen(emit.line));
		}
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootwardctl/emit");
	TCase *tc = tcase_create("emit");

	tcase_add_test(tc, emit_json_escapes_every_byte);
	tcase_add_test(tc, emit_csv_quotes_what_needs_it);
	tcase_add_test(tc, emit_text_leaves_out_what_is_empty);
	tcase_add_test(tc, rows_emit_has_room_for_the_longest_row);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
