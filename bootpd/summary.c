/* SPDX-License-Identifier: ISC */
/* Lines about replies; see summary.h.  Pure. */
#include "summary.h"

#include <stdio.h>

#include "base/addr.h"
#include "base/reader.h"
#include "proto.h"

#define SIADDR_AT  20                    /* RFC 2131 section 2 */
#define OPTIONS_AT (DHCP_HEADER_LEN + 4) /* behind the cookie */

struct line {
	char *text;
	size_t len;
	size_t size;
	bool full;
};

/* A word as a whole; the first that does not fit is the end. */
static void
add(struct line *line, const char *word)
{
	size_t room = line->size - line->len;
	int n = snprintf(line->text + line->len, room, "%s", word);

	line->full = line->full || (size_t)n >= room;
	line->len += line->full ? 0 : (size_t)n;
	line->text[line->len] = '\0';
}

static void
add_codes(struct line *line, struct bw_reader *r)
{
	const char *comma = "";

	while (bw_reader_left(r) > 0) {
		uint8_t code = bw_reader_u8(r);
		char word[8];

		if (code == DHCP_OPTION_END) {
			return;
		}
		if (code == DHCP_OPTION_PAD) {
			continue;
		}
		(void)bw_reader_take(r, bw_reader_u8(r)); /* sticks */
		(void)snprintf(word, sizeof(word), "%s%u", comma, code);
		add(line, word);
		comma = ",";
	}
}

void
dhcp_summary(const uint8_t *packet, size_t len, char *out, size_t size)
{
	struct line line = {.text = out, .size = size};
	char word[BW_ADDR_STR_MAX + 8], text[BW_ADDR_STR_MAX];
	struct bw_reader r;
	uint32_t siaddr;

	out[0] = '\0';
	bw_reader_init(&r, packet, len);
	(void)bw_reader_take(&r, SIADDR_AT);
	siaddr = bw_reader_u32(&r);
	(void)bw_reader_take(&r, OPTIONS_AT - SIADDR_AT - sizeof(siaddr));
	add_codes(&line, &r);
	if (siaddr != 0) {
		(void)snprintf(word, sizeof(word), " siaddr=%s",
		    bw_ipv4_str(siaddr, text));
		add(&line, word);
	}
}
