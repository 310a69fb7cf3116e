/* SPDX-License-Identifier: ISC */
/* VLAN tags, VID[/PCP[/dei]]; see value.h.  IEEE 802.1Q 9.6.  Pure. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/value.h"

#define VID_MAX   4094 /* 4095 is nobody's */
#define PCP_MAX   7
#define PCP_SHIFT 13
#define DEI       0x1000u
#define DEI_WORD  "dei"

/* The number at *at, of digits up to a slash, which is passed. */
static int
number_take(const char **at, uint64_t max, uint64_t *out)
{
	size_t len = strcspn(*at, "/");
	int error = bw_text_u64(*at, len, max, out);

	*at += len;
	if (**at == '/' && *++*at == '\0') {
		return -EBADMSG;
	}
	return error;
}

static int
tag_parse(const char *text, uint16_t *out)
{
	uint64_t vid, pcp = 0;
	unsigned dei = 0;
	const char *at = text;

	if (number_take(&at, VID_MAX, &vid) != 0) {
		return -EBADMSG;
	}
	if (*at != '\0' && number_take(&at, PCP_MAX, &pcp) != 0) {
		return -EBADMSG;
	}
	if (*at != '\0') {
		if (!bw_text_equal_nocase(at, DEI_WORD)) {
			return -EBADMSG;
		}
		dei = DEI;
	}
	*out = (uint16_t)((unsigned)pcp << PCP_SHIFT | dei | (unsigned)vid);
	return 0;
}

static int
tag_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	struct bw_conf_tags *tags = out;

	if (i == BW_CONF_TAGS_MAX) {
		return bw_conf_refuse(
		    put, "more than %d tags", BW_CONF_TAGS_MAX);
	}
	if (tag_parse(item, &tags->tci[i]) != 0) {
		return bw_conf_refuse(put,
		    "\"%s\" is no VLAN tag (write 5, 5/6 or 5/6/dei)", item);
	}
	tags->n = i + 1;
	return 0;
}

int
bw_conf_tags_parse(struct bw_conf_put *put, struct bw_conf_tags *out)
{
	struct bw_conf_tags tags = {.n = 0};

	if (bw_conf_list_each(put, put->value, tag_take, &tags) != 0) {
		return -EBADMSG;
	}
	*out = tags;
	return 0;
}

void
bw_conf_tags_text(const struct bw_conf_tags *tags, struct bw_conf_out *out)
{
	for (size_t i = 0; i < tags->n; i++) {
		unsigned tci = tags->tci[i];

		bw_conf_out_format(out, "%s%u/%u%s", i > 0 ? ", " : "",
		    tci & (DEI - 1), tci >> PCP_SHIFT,
		    (tci & DEI) != 0 ? "/" DEI_WORD : "");
	}
}
