/* SPDX-License-Identifier: ISC */
/* What stays as it is while the suite runs; see bw_conf_check_fixed().  Pure. */
#include <errno.h>
#include <string.h>

#include "conf/checking.h"
#include "conf/schema.h"
#include "conf/value.h"

static const char *
text_of(const struct bw_conf_out *out)
{
	return out->len == 0 ? "unset" : out->bytes;
}

/* A service that does not run may be written about freely. */
static bool
is_in_use(const struct bw_conf *conf, const struct bw_conf_section *section)
{
	return section->item == NULL &&
	       (section->service == BW_CONF_NOWHERE ||
		   *(const bool *)((const char *)conf + section->service));
}

static void
check_key(struct bw_conf_checking *c, const struct bw_conf *running,
    const struct bw_conf_section *section, const struct bw_conf_key *key)
{
	struct bw_conf_out is = {0}, wanted = {0};

	bw_conf_value_text(key, running, &is);
	bw_conf_value_text(key, c->conf, &wanted);
	if (is.bad || wanted.bad) {
		bw_conf_check_complain(c, "out of memory");
	} else if (strcmp(text_of(&is), text_of(&wanted)) != 0) {
		bw_conf_check_complain_at(c, section->name, key->name,
		    "takes a restart to become %.100s (it is %.100s)",
		    text_of(&wanted), text_of(&is));
	}
	free(is.bytes);
	free(wanted.bytes);
}

int
bw_conf_check_fixed(const struct bw_conf *conf, const struct bw_conf *running,
    bw_conf_complain *complain, void *arg)
{
	struct bw_conf_checking c = {
	    .conf = conf, .complain = complain, .arg = arg};
	const struct bw_conf_section *section;

	for (size_t i = 0; (section = bw_conf_section_nth(i)) != NULL; i++) {
		if (!is_in_use(conf, section)) {
			continue;
		}
		for (size_t k = 0; k < section->n_keys; k++) {
			if (section->keys[k].fixed) {
				check_key(
				    &c, running, section, &section->keys[k]);
			}
		}
	}
	return c.bad ? -EBADMSG : 0;
}
