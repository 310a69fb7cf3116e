/* SPDX-License-Identifier: ISC */
/* [filters]; see filter.h.  Pure. */
#include "filter.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"

#define VARIABLE "{filename}"

static const char *
skip_front(const char *pattern)
{
	if (strncmp(pattern, "./", 2) == 0) {
		pattern += 2;
	}
	while (*pattern == '/') {
		pattern++;
	}
	return pattern;
}

/*
 * Only the last '*' is ever returned to: what an earlier one could take, the
 * last can take as well.
 */
bool
tftp_filter_match(const char *pattern, const char *name)
{
	const char *star = NULL;
	const char *retry = NULL;

	pattern = skip_front(pattern);
	while (*name != '\0') {
		if (*pattern == '*') {
			star = pattern++;
			retry = name;
		} else if (*pattern == '?' || *pattern == *name) {
			pattern++;
			name++;
		} else if (star != NULL) {
			pattern = star + 1;
			name = ++retry;
		} else {
			return false;
		}
	}
	while (*pattern == '*') {
		pattern++;
	}
	return *pattern == '\0';
}

/* Is it "[...]"? */
static bool
is_inline(const char *value, size_t len)
{
	return len >= 2 && value[0] == '[' && value[len - 1] == ']';
}

const char *
tftp_filter_mistake(const struct bw_conf_pair *filter)
{
	const char *value = filter->value;
	size_t len = strlen(value);

	if (len == 0) {
		return "no file is named";
	}
	if (len >= TFTP_NAME_MAX) {
		return "too long";
	}
	if (strstr(value, "://") != NULL) {
		return "remote files cannot be served yet";
	}
	if (is_inline(value, len) && strchr(value, '/') != NULL) {
		return "[text] is served as it stands; it cannot name a file";
	}
	for (const char *at = strchr(value, '{'); at != NULL;
	     at = strchr(at + 1, '{')) {
		if (strncmp(at, VARIABLE, strlen(VARIABLE)) != 0) {
			return "the only variable is {filename}";
		}
	}
	return NULL;
}

/* Copy a value of len bytes with its variables replaced. */
static int
expand(const char *value, size_t len, const char *name, char *out, size_t size)
{
	struct bw_writer w;
	size_t i = 0;

	bw_writer_init(&w, (uint8_t *)out, size);
	while (i < len) {
		if (strncmp(value + i, VARIABLE, strlen(VARIABLE)) == 0) {
			bw_writer_text(&w, name);
			i += strlen(VARIABLE);
		} else {
			bw_writer_u8(&w, (uint8_t)value[i]);
			i++;
		}
	}
	bw_writer_u8(&w, '\0');
	return bw_writer_end(&w);
}

static const char *
find_value(const struct bw_conf_pairs *filters, const char *name)
{
	for (size_t i = 0; i < filters->n; i++) {
		if (tftp_filter_match(filters->items[i].name, name)) {
			return filters->items[i].value;
		}
	}
	return VARIABLE;
}

int
tftp_filter_apply(const struct bw_conf_pairs *filters, const char *name,
    struct tftp_target *out)
{
	const char *value = find_value(filters, name);
	size_t len = strlen(value);
	struct tftp_target target = {.inline_text = is_inline(value, len)};
	int error;

	if (target.inline_text) {
		value++;
		len -= 2;
	} else {
		/* a target is beneath the root, however it is written */
		while (*value == '/') {
			value++;
			len--;
		}
	}
	error = expand(value, len, name, target.text, sizeof(target.text));
	if (error == 0) {
		*out = target;
	}
	return error;
}
