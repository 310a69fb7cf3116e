/* SPDX-License-Identifier: ISC */
/* KEY = WORD, ...: bits by name.  Pure. */
#include <errno.h>

#include "conf/value.h"

struct bits {
	const struct bw_conf_word *words;
	uint32_t all;
};

static int
bit_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	struct bits *bits = out;
	const struct bw_conf_word *word = bw_conf_word_find(bits->words, item);

	(void)i; /* they have no order */
	if (word == NULL) {
		return bw_conf_word_refuse(put, bits->words, item);
	}
	bits->all |= (uint32_t)word->value;
	return 0;
}

int
bw_conf_bits_parse(
    struct bw_conf_put *put, const struct bw_conf_key *key, uint32_t *field)
{
	struct bits bits = {.words = key->words};

	if (bw_conf_list_each(put, put->value, bit_take, &bits) != 0) {
		return -EBADMSG;
	}
	*field = bits.all;
	return 0;
}

void
bw_conf_bits_text(
    const struct bw_conf_key *key, uint32_t field, struct bw_conf_out *out)
{
	bool first = true;

	for (const struct bw_conf_word *w = key->words; w->text != NULL; w++) {
		if ((field & (uint32_t)w->value) != 0) {
			bw_conf_out_text(out, first ? "" : ", ");
			bw_conf_out_text(out, w->text);
			first = false;
		}
	}
}
