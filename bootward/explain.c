/* SPDX-License-Identifier: ISC */
/* Where a point comes from; see explain.h.  Pure. */
#include "explain.h"

#include <string.h>

#include "base/line.h"
#include "conf/origin.h"

/* "SECTION\tKEY" in place: both end in NUL.  false: it is no such line. */
static bool
split(char *line, char **out_key)
{
	char *tab = strchr(line, '\t');

	if (tab == NULL) {
		return false;
	}
	*tab = '\0';
	*out_key = tab + 1;
	return true;
}

static void
write_origin(const struct bw_conf_origin *origin, const char *section,
    const char *key, char source[BW_CTL_SOURCE_MAX])
{
	char text[BW_CTL_SOURCE_MAX];
	struct bw_line line;

	bw_line_init(&line, text, sizeof(text));
	bw_line_add(&line, "%s", origin->file);
	if (origin->line > 0) {
		bw_line_add(&line, ":%u", origin->line);
	}
	bw_line_add(&line, " [%s] %s", section, key);
	memcpy(source, text, line.len + 1);
}

void
explain_source(const struct bw_conf *conf, char source[BW_CTL_SOURCE_MAX])
{
	char *line = source, *key;
	char *next = strchr(line, '\n');

	while (next != NULL) {
		*next = '\0';
		if (split(line, &key)) {
			const struct bw_conf_origin *origin =
			    bw_conf_origin_find(conf, line, key);

			if (origin != NULL) {
				write_origin(origin, line, key, source);
				return;
			}
		}
		line = next + 1;
		next = strchr(line, '\n');
	}
	source[0] = '\0';
}
