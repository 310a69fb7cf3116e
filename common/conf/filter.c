/* SPDX-License-Identifier: ISC */
/* [filters]; see filter.h.  Pure. */
#include "conf/filter.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/writer.h"

#define FILE_MARK "file:"
#define TEXT_MARK "text:"

static const char *const variables[BW_N_FILTER_VARIABLES] = {
    [BW_FILTER_FILENAME] = "{filename}",
    [BW_FILTER_MAC] = "{mac}",
    [BW_FILTER_MAC_DASH] = "{mac-dash}",
    [BW_FILTER_IP] = "{ip}",
    [BW_FILTER_UUID] = "{uuid}",
    [BW_FILTER_ARCH] = "{arch}",
    [BW_FILTER_HOSTNAME] = "{hostname}",
    [BW_FILTER_CLIENT_FILE] = "{client-file}",
};

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
bw_filter_match(const char *pattern, const char *name)
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

enum bw_filter_variable
bw_filter_variable_at(const char *text)
{
	enum bw_filter_variable v = BW_FILTER_FILENAME;

	while (v < BW_N_FILTER_VARIABLES &&
	       strncmp(text, variables[v], strlen(variables[v])) != 0) {
		v++;
	}
	return v;
}

size_t
bw_filter_variable_len(enum bw_filter_variable variable)
{
	return strlen(variables[variable]);
}

const char *
bw_filter_mistake(const char *value)
{
	size_t len = strlen(value);

	if (len == 0) {
		return "no file is named";
	}
	if (len >= BW_FILTER_TEXT_MAX) {
		return "longer than 1023 bytes";
	}
	if (value[0] == '[' && value[len - 1] != ']') {
		return "the bracket is not closed";
	}
	if (value[0] != '[' && strstr(value, "://") != NULL) {
		return "a filter names a file; for a URL there is [root NAME]";
	}
	for (const char *at = strchr(value, '{'); at != NULL;
	     at = strchr(at + 1, '{')) {
		if (bw_filter_variable_at(at) == BW_N_FILTER_VARIABLES) {
			return "the variables are {filename}, {mac}, "
			       "{mac-dash}, {ip}, {uuid}, {arch}, {hostname} "
			       "and {client-file}";
		}
	}
	return NULL;
}

/* What a value is; *value and *len become what is within brackets. */
static enum bw_filter_kind
kind_of(enum bw_conf_brackets brackets, const char **value, size_t *len)
{
	if (**value != '[') {
		return BW_FILTER_KIND_FILE;
	}
	(*value)++;
	*len -= 2;
	if (strncmp(*value, FILE_MARK, strlen(FILE_MARK)) == 0) {
		*value += strlen(FILE_MARK);
		*len -= strlen(FILE_MARK);
		return BW_FILTER_KIND_NAMED_IN;
	}
	if (strncmp(*value, TEXT_MARK, strlen(TEXT_MARK)) == 0) {
		*value += strlen(TEXT_MARK);
		*len -= strlen(TEXT_MARK);
		return BW_FILTER_KIND_TEXT;
	}
	switch (brackets) {
	case BW_CONF_BRACKETS_TEXT:
		return BW_FILTER_KIND_TEXT;
	case BW_CONF_BRACKETS_FILE:
		return BW_FILTER_KIND_NAMED_IN;
	case BW_CONF_BRACKETS_AUTO:
		break;
	}
	/* pybootd's code took text without slashes, its README paths. */
	return memchr(*value, '/', *len) != NULL &&
		       memchr(*value, ' ', *len) == NULL
		   ? BW_FILTER_KIND_NAMED_IN
		   : BW_FILTER_KIND_TEXT;
}

/* Copy a value of len bytes with its variables replaced. */
static int
expand(const char *value, size_t len, const char *name,
    const struct bw_filter_client *client, char out[BW_FILTER_TEXT_MAX])
{
	struct bw_writer w;
	size_t i = 0;

	bw_writer_init(&w, (uint8_t *)out, BW_FILTER_TEXT_MAX);
	while (i < len) {
		enum bw_filter_variable v = bw_filter_variable_at(value + i);
		const char *known = name;

		if (v == BW_N_FILTER_VARIABLES) {
			bw_writer_bytes(&w, value + i, 1);
			i++;
			continue;
		}
		if (v != BW_FILTER_FILENAME) {
			if (client == NULL) {
				return -EAGAIN;
			}
			known = client->of[v];
		}
		if (known == NULL || (known[0] == '\0' && known != name)) {
			return -ENOENT;
		}
		bw_writer_text(&w, known);
		i += bw_filter_variable_len(v);
	}
	bw_writer_u8(&w, '\0');
	return bw_writer_end(&w);
}

static const char *
find_value(const struct bw_conf_pairs *filters, const char *name)
{
	for (size_t i = 0; i < filters->n; i++) {
		if (bw_filter_match(filters->items[i].name, name)) {
			return filters->items[i].value;
		}
	}
	return NULL;
}

int
bw_filter_apply(const struct bw_conf_pairs *filters,
    enum bw_conf_brackets brackets, const char *name,
    const struct bw_filter_client *client, struct bw_filter_target *out)
{
	const char *value = find_value(filters, name);
	struct bw_filter_target target = {.kind = BW_FILTER_KIND_NAME};
	size_t len;
	int error;

	if (value == NULL) {
		error = bw_text_copy(target.text, sizeof(target.text), name);
	} else {
		len = strlen(value);
		target.kind = kind_of(brackets, &value, &len);
		error = expand(value, len, name, client, target.text);
	}
	if (error == 0) {
		*out = target;
	}
	return error;
}
