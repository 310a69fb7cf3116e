/* SPDX-License-Identifier: ISC */
/* notify = ADDRESS:PORT[/FORMAT], ...: who is told of what.  Pure. */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "conf/arena.h"
#include "conf/value.h"

static const char *const formats[] = {
    [BW_CONF_NOTICE_PYBOOTD] = "pybootd",
    [BW_CONF_NOTICE_UPPER] = "pybootd-upper",
    [BW_CONF_NOTICE_DASH] = "pybootd-dash",
    [BW_CONF_NOTICE_JSON] = "json",
};

struct taking {
	enum bw_conf_notice_format unless_said;
	struct bw_conf_notices list;
};

static int
format_parse(
    struct bw_conf_put *put, const char *word, enum bw_conf_notice_format *out)
{
	for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
		if (bw_text_equal_nocase(word, formats[i])) {
			*out = (enum bw_conf_notice_format)i;
			return 0;
		}
	}
	return bw_conf_refuse(put,
	    "there is no format \"%s\" (json, pybootd, pybootd-upper, "
	    "pybootd-dash)",
	    word);
}

static int
notice_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	struct taking *taking = out;
	struct bw_conf_notice *items = bw_conf_arena_grow(
	    &put->conf->arena, taking->list.items, i, sizeof(*items));
	char *slash = strchr(item, '/');

	if (items == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	if (i == BW_CONF_NOTICES_MAX) {
		return bw_conf_refuse(
		    put, "more than %d targets", BW_CONF_NOTICES_MAX);
	}
	taking->list = (struct bw_conf_notices){items, i + 1};
	items[i].format = taking->unless_said;
	if (slash != NULL) {
		*slash = '\0';
	}
	if (bw_conf_target_parse(item, &items[i].addr) != 0) {
		return bw_conf_target_refuse(put, item);
	}
	return slash == NULL ? 0
			     : format_parse(put, slash + 1, &items[i].format);
}

int
bw_conf_notices_parse(struct bw_conf_put *put, const struct bw_conf_key *key,
    struct bw_conf_notices *field)
{
	struct taking taking = {
	    .unless_said = (enum bw_conf_notice_format)key->min};

	if (bw_conf_list_each(put, put->value, notice_take, &taking) != 0) {
		return -EBADMSG;
	}
	*field = taking.list;
	return 0;
}

void
bw_conf_notices_text(
    const struct bw_conf_notices *field, struct bw_conf_out *out)
{
	char text[BW_ADDR_STR_MAX];

	for (size_t i = 0; i < field->n; i++) {
		bw_conf_out_format(out, "%s%s/%s", i > 0 ? ", " : "",
		    bw_addr_str(&field->items[i].addr, text),
		    formats[field->items[i].format]);
	}
}
