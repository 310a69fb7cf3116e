/* SPDX-License-Identifier: ISC */
/* Templates; see template.h.  Pure. */
#include "conf/template.h"

#include <errno.h>
#include <string.h>

#include "base/writer.h"

bool
bw_template_is(const struct bw_conf_names *patterns, const char *path)
{
	path += strspn(path, "/");
	for (size_t i = 0; i < patterns->n; i++) {
		if (bw_filter_match(patterns->items[i], path)) {
			return true;
		}
	}
	return false;
}

/* The variable of a client that stands at this brace, or none. */
static enum bw_filter_variable
variable_of(const char *text, const char *brace)
{
	enum bw_filter_variable v = bw_filter_variable_at(brace);

	if (v == BW_FILTER_FILENAME || (brace > text && brace[-1] == '$')) {
		return BW_N_FILTER_VARIABLES;
	}
	return v;
}

int
bw_template_expand(const char *text, size_t len,
    const struct bw_filter_client *client, uint8_t *out, size_t *out_len)
{
	const char *at = text, *end = text + len;
	struct bw_writer w;

	bw_writer_init(&w, out, BW_TEMPLATE_MAX);
	while (at < end) {
		const char *brace = memchr(at, '{', (size_t)(end - at));
		enum bw_filter_variable v;

		if (brace == NULL) {
			bw_writer_bytes(&w, at, (size_t)(end - at));
			break;
		}
		bw_writer_bytes(&w, at, (size_t)(brace - at));
		v = variable_of(text, brace);
		if (v == BW_N_FILTER_VARIABLES) {
			bw_writer_bytes(&w, brace, 1);
			at = brace + 1;
			continue;
		}
		if (client->of[v] == NULL || client->of[v][0] == '\0') {
			return -ENOENT;
		}
		bw_writer_text(&w, client->of[v]);
		at = brace + bw_filter_variable_len(v);
	}
	if (bw_writer_end(&w) != 0) {
		return -EOVERFLOW;
	}
	*out_len = w.len;
	return 0;
}
