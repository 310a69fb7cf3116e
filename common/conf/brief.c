/* SPDX-License-Identifier: ISC */
/* The configuration of a worker of nbdd; see brief.h.  Pure. */
#include "conf/brief.h"

#include <errno.h>
#include <string.h>

static const char *
default_name(const struct bw_conf_exports *exports)
{
	return exports->default_name == NULL ? "" : exports->default_name;
}

size_t
bw_conf_brief_size(const struct bw_conf *conf)
{
	const struct bw_conf_exports *exports = &conf->nbdd.exports;
	size_t size = BW_CONF_BRIEF_ITEM_SIZE + strlen(default_name(exports));

	for (size_t i = 0; i < exports->n; i++) {
		size += BW_CONF_BRIEF_ITEM_SIZE +
			strlen(exports->items[i].name) +
			strlen(exports->items[i].description);
	}
	return size;
}

void
bw_conf_brief_build(const struct bw_conf *conf, struct bw_writer *out)
{
	const struct bw_conf_exports *exports = &conf->nbdd.exports;

	bw_writer_u8(
	    out, (uint8_t)bw_conf_log_level(&conf->logger, BW_ROLE_NBDD));
	bw_writer_u8(out, conf->bootward.degraded ? 1 : 0);
	bw_writer_u32(out, conf->nbdd.peer_timeout_ms);
	bw_writer_cstr(out, default_name(exports));
	bw_writer_u8(
	    out, (uint8_t)(bw_conf_has_tls(conf) ? exports->starttls
						 : BW_CONF_STARTTLS_NO));
	bw_writer_u32(out, (uint32_t)exports->n);
	for (size_t i = 0; i < exports->n; i++) {
		const struct bw_conf_export *export = &exports->items[i];

		bw_writer_cstr(out, export->name);
		bw_writer_cstr(out, export->description);
		bw_writer_u64(out, export->offset);
		bw_writer_u64(out, export->size);
		bw_writer_u8(out, (uint8_t) export->cow);
		bw_writer_u8(out, export->write_shared ? 1 : 0);
		bw_writer_u8(out, export->tls_only ? 1 : 0);
	}
}

static void
export_parse(struct bw_reader *in, struct bw_conf_export *out)
{
	*out = (struct bw_conf_export){.path = ""};
	out->name = bw_reader_cstr(in);
	out->description = bw_reader_cstr(in);
	out->offset = bw_reader_u64(in);
	out->size = bw_reader_u64(in);
	out->cow = (enum bw_conf_cow)bw_reader_u8(in);
	out->write_shared = bw_reader_u8(in) != 0;
	out->tls_only = bw_reader_u8(in) != 0;
}

int
bw_conf_brief_parse(const uint8_t *buf, size_t len,
    struct bw_conf_export *items, struct bw_conf *out,
    enum bw_log_level *out_level)
{
	struct bw_conf conf = {.nbdd.enabled = true};
	enum bw_log_level level;
	struct bw_reader in;
	uint32_t n;

	bw_reader_init(&in, buf, len);
	level = (enum bw_log_level)bw_reader_u8(&in);
	conf.bootward.degraded = bw_reader_u8(&in) != 0;
	conf.nbdd.peer_timeout_ms = bw_reader_u32(&in);
	conf.nbdd.exports.default_name = bw_reader_cstr(&in);
	conf.nbdd.exports.starttls = (enum bw_conf_starttls)bw_reader_u8(&in);
	n = bw_reader_u32(&in);
	for (uint32_t i = 0; i < n && i < BW_CONF_EXPORTS_MAX; i++) {
		export_parse(&in, &items[i]);
	}
	if (bw_reader_end(&in) != 0 || level > BW_LOG_LEVEL_DEBUG) {
		return -EBADMSG;
	}
	conf.nbdd.exports.items = items;
	conf.nbdd.exports.n = n;
	*out = conf;
	*out_level = level;
	return 0;
}
