/* SPDX-License-Identifier: ISC */
/*
 * notify = TARGET, ...: who is told of what.  A target is ADDRESS:PORT[/FORMAT],
 * unix:PATH or a URL.  Pure.
 */
#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "base/url.h"
#include "conf/arena.h"
#include "conf/value.h"

#define UNIX_PREFIX "unix:"

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
keep(struct bw_conf_put *put, const char *text, const char **out)
{
	*out = bw_conf_arena_text(&put->conf->arena, text);
	return *out != NULL ? 0 : bw_conf_refuse(put, "out of memory");
}

static int
socket_parse(
    struct bw_conf_put *put, const char *path, struct bw_conf_notice *out)
{
	if (path[0] != '/' || strlen(path) > BW_CONF_SOCKET_PATH_MAX) {
		return bw_conf_refuse(put,
		    "\"%s\" is no absolute path of at most %d bytes", path,
		    BW_CONF_SOCKET_PATH_MAX);
	}
	return keep(put, path, &out->path);
}

static int
hook_parse(
    struct bw_conf_put *put, const char *text, struct bw_conf_notice *out)
{
	struct bw_url url;

	if (out->format != BW_CONF_NOTICE_JSON) {
		return bw_conf_refuse(
		    put, "web servers are told of events: bootward.notify");
	}
	if (bw_url_parse(text, &url) != 0) {
		return bw_conf_refuse(put, "\"%s\" is no URL", text);
	}
	return keep(put, text, &out->url);
}

static int
address_parse(struct bw_conf_put *put, char *item, struct bw_conf_notice *out)
{
	char *slash = strchr(item, '/');

	if (slash != NULL) {
		*slash = '\0';
	}
	if (bw_conf_target_parse(item, &out->addr) != 0) {
		return bw_conf_target_refuse(put, item);
	}
	return slash == NULL ? 0 : format_parse(put, slash + 1, &out->format);
}

static int
notice_take(struct bw_conf_put *put, char *item, size_t i, void *out)
{
	struct taking *taking = out;
	struct bw_conf_notice *items = bw_conf_arena_grow(
	    &put->conf->arena, taking->list.items, i, sizeof(*items));
	bool tls;

	if (items == NULL) {
		return bw_conf_refuse(put, "out of memory");
	}
	if (i == BW_CONF_NOTICES_MAX) {
		return bw_conf_refuse(
		    put, "more than %d targets", BW_CONF_NOTICES_MAX);
	}
	taking->list = (struct bw_conf_notices){items, i + 1};
	items[i] = (struct bw_conf_notice){
	    .path = "", .url = "", .format = taking->unless_said};
	if (bw_text_starts_nocase(item, UNIX_PREFIX)) {
		return socket_parse(put, item + strlen(UNIX_PREFIX), &items[i]);
	}
	if (bw_url_scheme(item, strlen(item), &tls) > 0) {
		return hook_parse(put, item, &items[i]);
	}
	return address_parse(put, item, &items[i]);
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
		const struct bw_conf_notice *one = &field->items[i];

		bw_conf_out_format(out, "%s", i > 0 ? ", " : "");
		if (one->path[0] != '\0') {
			bw_conf_out_format(out, UNIX_PREFIX "%s", one->path);
		} else if (one->url[0] != '\0') {
			bw_conf_out_format(out, "%s", one->url);
		} else {
			bw_conf_out_format(out, "%s/%s",
			    bw_addr_str(&one->addr, text),
			    formats[one->format]);
		}
	}
}
