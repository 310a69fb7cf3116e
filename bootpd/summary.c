/* SPDX-License-Identifier: ISC */
/* Lines about replies; see summary.h.  Pure. */
#include "summary.h"

#include "base/addr.h"
#include "base/line.h"
#include "base/reader.h"
#include "proto.h"

#define SIADDR_AT  20                    /* RFC 2131 section 2 */
#define OPTIONS_AT (DHCP_HEADER_LEN + 4) /* behind the cookie */

/* ",255": for every reply, so vsnprintf(3) would be much of its cost. */
static void
add_code(struct bw_line *line, unsigned code)
{
	char text[] = ",255";
	char *digit = text + sizeof(text) - 1;

	do {
		*--digit = (char)('0' + code % 10);
		code /= 10;
	} while (code > 0);
	if (line->len > 0) {
		*--digit = ',';
	}
	bw_line_add_text(line, digit);
}

static void
add_codes(struct bw_line *line, struct bw_reader *r)
{
	while (bw_reader_left(r) > 0) {
		uint8_t code = bw_reader_u8(r);

		if (code == DHCP_OPTION_END) {
			return;
		}
		if (code == DHCP_OPTION_PAD) {
			continue;
		}
		(void)bw_reader_take(r, bw_reader_u8(r)); /* sticks */
		add_code(line, code);
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
