/* SPDX-License-Identifier: ISC */
/* Lines about replies; see summary.h.  Pure. */
#include "summary.h"

#include "base/addr.h"
#include "base/line.h"
#include "base/reader.h"
#include "proto.h"

#define SIADDR_AT  20                    /* RFC 2131 section 2 */
#define OPTIONS_AT (DHCP_HEADER_LEN + 4) /* behind the cookie */

static void
add_codes(struct bw_line *line, struct bw_reader *r)
{
	const char *comma = "";

	while (bw_reader_left(r) > 0) {
		uint8_t code = bw_reader_u8(r);

		if (code == DHCP_OPTION_END) {
			return;
		}
		if (code == DHCP_OPTION_PAD) {
			continue;
		}
		(void)bw_reader_take(r, bw_reader_u8(r)); /* sticks */
		bw_line_add_whole(line, "%s%u", comma, code);
		comma = ",";
	}
}

void
dhcp_summary(const uint8_t *packet, size_t len, char *out, size_t size)
{
	char text[BW_ADDR_STR_MAX];
	struct bw_line line;
	struct bw_reader r;
	uint32_t siaddr;

	bw_line_init(&line, out, size);
	bw_reader_init(&r, packet, len);
	(void)bw_reader_take(&r, SIADDR_AT);
	siaddr = bw_reader_u32(&r);
	(void)bw_reader_take(&r, OPTIONS_AT - SIADDR_AT - sizeof(siaddr));
	add_codes(&line, &r);
	if (siaddr != 0) {
		bw_line_add_whole(
		    &line, " siaddr=%s", bw_ipv4_str(siaddr, text));
	}
}
