/* SPDX-License-Identifier: ISC */
/* quirks = WORD, ...: bits by name.  Pure. */
#include <errno.h>

#include "base/text.h"
#include "conf/value.h"

static const struct bw_conf_word quirks[] = {{"no-43", BW_CONF_QUIRK_NO_43},
    {"no-60", BW_CONF_QUIRK_NO_60}, {"no-66", BW_CONF_QUIRK_NO_66},
    {"no-67", BW_CONF_QUIRK_NO_67}, {"no-175", BW_CONF_QUIRK_NO_175},
    {"nul-67", BW_CONF_QUIRK_NUL_67}, {"small", BW_CONF_QUIRK_SMALL},
    {"broadcast", BW_CONF_QUIRK_BROADCAST},
    {"subnet-broadcast", BW_CONF_QUIRK_SUBNET_BROADCAST},
    {"offer-file", BW_CONF_QUIRK_OFFER_FILE},
    {"no-menu", BW_CONF_QUIRK_NO_MENU}};

static int
quirk_find(const char *word, uint32_t *out)
{
	for (size_t i = 0; i < ARRAY_LEN(quirks); i++) {
		if (bw_text_equal_nocase(quirks[i].text, word)) {
			*out = (uint32_t)quirks[i].value;
			return 0;
		}
	}
	return -ENOENT;
}

static int
quirk_refuse(struct bw_conf_put *put, const char *word)
{
	struct bw_conf_nearest nearest = {.wanted = word};

	for (size_t i = 0; i < ARRAY_LEN(quirks); i++) {
		bw_conf_nearest_try(&nearest, quirks[i].text);
	}
	return bw_conf_refuse(put, "there is no quirk \"%s\"%s%s%s", word,
	    nearest.best == NULL ? "" : "; did you mean \"",
	    nearest.best == NULL ? "" : nearest.best,
	    nearest.best == NULL ? "" : "\"?");
}

static int
quirk_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	uint32_t *all = out;
	uint32_t one;

	(void)i; /* they have no order */
	if (quirk_find(item, &one) != 0) {
		return quirk_refuse(put, item);
	}
	*all |= one;
	return 0;
}

int
bw_conf_quirks_parse(struct bw_conf_put *put, uint32_t *field)
{
	uint32_t all = 0;

	if (bw_conf_list_each(put, put->value, quirk_take, &all) != 0) {
		return -EBADMSG;
	}
	*field = all;
	return 0;
}

void
bw_conf_quirks_text(uint32_t field, struct bw_conf_out *out)
{
	bool first = true;

	for (size_t i = 0; i < ARRAY_LEN(quirks); i++) {
		if ((field & (uint32_t)quirks[i].value) != 0) {
			bw_conf_out_text(out, first ? "" : ", ");
			bw_conf_out_text(out, quirks[i].text);
			first = false;
		}
	}
}
