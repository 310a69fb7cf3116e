/* SPDX-License-Identifier: ISC */
/* Rows have room, however long their fields are. */
#include "rows.h"
#include "unit.h"

static struct bw_emit emit;

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
		for (int format = BW_EMIT_TEXT; format <= BW_EMIT_HTML_HEADER;
		     format++) {
			rows_emit(&emit, (enum bw_emit_format)format, &row);
			ck_assert_uint_gt(emit.len, 0);
			ck_assert_uint_eq(emit.len, strlen(emit.line));
		}
	}
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("bootwardctl/rows");
	TCase *tc = tcase_create("rows");

	tcase_add_test(tc, rows_emit_has_room_for_the_longest_row);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
