/* SPDX-License-Identifier: ISC */
/* Remote files; see remote.h. */
#include "remote.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "conf/roots.h"
#include "download.h"
#include "os/clock.h"
#include "os/log.h"
#include "shelf.h"
#include "store.h"
#include "target.h"

#define MIB ((uint64_t)1 << 20)

/* A file that is not here, or not known to be right. */
struct want {
	struct fetch_download download; /* first */
	bool used;
	bool begun;
	uint64_t due_ms;           /* until when it may wait to be begun */
	uint64_t began_ms;         /* of the download */
	struct fetch_entry *stale; /* what is kept of it, or NULL */
	struct fetch_entry *entry; /* what is being filled, or NULL */
	int fd;                    /* of its file; -1 none */
	bool opened;               /* those who asked have it */
	uint64_t size;
	uint64_t mtime_s;
	struct fetch_validators validators;
	uint64_t written;
	uint64_t told;
	uint64_t told_ms;
	size_t n_askers;
	uint32_t askers[FETCH_ASKERS_MAX];
	char url[FETCH_URL_MAX];
};

static struct {
	const struct bw_conf *conf;
	fetch_say *say;
	struct bw_roots roots[BW_N_SERVICES];
	size_t n_begun;
	size_t n_waiting;
	struct want wants[FETCH_DOWNLOADS_MAX];
} remote;

/* --- answers --------------------------------------------------------------- */

static void
say_refused(enum bw_msg_type type, uint32_t id, int error, const char *why)
{
	struct bw_msg msg = {.type = type, .id = id};

	msg.u.refused.error = error;
	bw_text_cut(msg.u.refused.reason, sizeof(msg.u.refused.reason), why);
	remote.say(&msg, -1);
}

/* Give the file of an entry, of which so much can be read. */
static void
give(uint32_t id, const struct fetch_entry *entry, uint64_t available)
{
	struct bw_msg msg = {.type = BW_MSG_REMOTE_OPENED, .id = id};
	int fd = fetch_store_read(entry->number);

	if (fd < 0) {
		say_refused(BW_MSG_REMOTE_REFUSED, id, -EIO, strerror(-fd));
		return;
	}
	msg.u.remote_opened.size = entry->size;
	msg.u.remote_opened.available = available;
	msg.u.remote_opened.mtime_s = entry->mtime_s;
	msg.u.remote_opened.tag = fetch_shelf_tag(entry);
	remote.say(&msg, fd);
	(void)close(fd); /* read only */
}

static void
give_all(struct want *want)
{
	for (size_t i = 0; i < want->n_askers; i++) {
		give(want->askers[i], want->entry, want->written);
	}
	want->opened = true;
	want->told = want->written;
}

static void
tell_all(struct want *want)
{
	struct bw_msg msg = {.type = BW_MSG_REMOTE_GROWN};

	msg.u.remote_grown.available = want->written;
	msg.u.remote_grown.whole =
	    want->entry->state == FETCH_STATE_WHOLE ? 1 : 0;
	for (size_t i = 0; i < want->n_askers; i++) {
		msg.id = want->askers[i];
		remote.say(&msg, -1);
	}
	want->told = want->written;
	want->told_ms = bw_clock_ms();
}

static void
refuse_all(struct want *want, int error, const char *why)
{
	for (size_t i = 0; i < want->n_askers; i++) {
		say_refused(
		    want->opened ? BW_MSG_REMOTE_ENDED : BW_MSG_REMOTE_REFUSED,
		    want->askers[i], error, why);
	}
}

/* --- a download ------------------------------------------------------------ */

static void
log_failed(const struct want *want, const char *why)
{
	static struct bw_log_limit limit;
	char url[256];

	bw_log_limited(&limit, BW_LOG_LEVEL_WARNING,
	    "url=%s bytes=%" PRIu64 " error=\"%s\"",
	    bw_text_printable(url, sizeof(url), want->url, strlen(want->url)),
	    want->written, why);
}

static void
log_whole(const struct want *want)
{
	static struct bw_log_limit limit;
	char url[256];

	bw_log_limited(&limit, BW_LOG_LEVEL_INFO,
	    "url=%s bytes=%" PRIu64 " ms=%" PRIu64,
	    bw_text_printable(url, sizeof(url), want->url, strlen(want->url)),
	    want->written, bw_clock_ms() - want->began_ms);
}

static void
want_free(struct want *want)
{
	if (want->fd >= 0) {
		(void)close(want->fd); /* what mattered was synced */
	}
	remote.n_begun -= want->begun ? 1 : 0;
	remote.n_waiting -= want->begun ? 0 : 1;
	want->used = false;
}

/* A size is known: the file takes its place, and is given. */
static int
want_enter(struct want *want, uint64_t size)
{
	int error;

	if (want->stale != NULL) {
		fetch_shelf_drop(want->stale);
		want->stale = NULL;
	}
	error = fetch_shelf_add(want->url, size, &want->entry);
	if (error != 0) {
		return error;
	}
	want->entry->mtime_s = want->mtime_s;
	want->entry->validators = want->validators;
	want->fd = fetch_store_create(want->entry->number);
	return want->fd < 0 ? want->fd : 0;
}

static int
began(struct fetch_download *download, uint64_t size, uint64_t mtime_s,
    const struct fetch_validators *validators)
{
	struct want *want = (struct want *)download;
	bool known = size != FETCH_SIZE_UNKNOWN;
	int error;

	want->size = size;
	want->mtime_s = mtime_s;
	want->validators = *validators;
	if (known && size > remote.conf->fetchd.max_file_mib * MIB) {
		return -EFBIG;
	}
	error = want_enter(want, known ? size : 0);
	if (error == 0 && known) {
		give_all(want);
	}
	return error;
}

/* Without a size it counts as it grows, and is given when it is whole. */
static int
account(struct want *want, size_t len)
{
	if (want->size != FETCH_SIZE_UNKNOWN) {
		return 0; /* libcurl holds the origin to it */
	}
	if (want->written + len > remote.conf->fetchd.max_file_mib * MIB) {
		return -EFBIG;
	}
	return fetch_shelf_grow(want->entry, len);
}

static int
came(struct fetch_download *download, const void *bytes, size_t len)
{
	struct want *want = (struct want *)download;
	int error = account(want, len);

	if (error == 0) {
		error = fetch_store_write(want->fd, bytes, len, want->written);
	}
	if (error != 0) {
		return error;
	}
	want->written += len;
	if (want->opened && want->written < want->size &&
	    want->written - want->told >= FETCH_TOLD_BYTES) {
		tell_all(want);
	}
	return 0;
}

static int
finish(struct want *want)
{
	static struct fetch_record record; /* large */
	int error;

	record.size = want->written;
	record.mtime_s = want->mtime_s;
	record.validators = want->validators;
	bw_text_cut(record.url, sizeof(record.url), want->url);
	error = fetch_store_finish(want->fd, &record);
	if (error != 0) {
		return error;
	}
	want->entry->state = FETCH_STATE_WHOLE;
	want->entry->fresh_until_ms =
	    bw_clock_ms() + remote.conf->fetchd.fresh_ms;
	log_whole(want);
	if (want->opened) {
		if (want->size > 0) { /* else it was whole when given */
			tell_all(want);
		}
	} else {
		give_all(want);
	}
	return 0;
}

/* The origin cannot be asked, but what is kept was right once. */
static bool
is_outage(int error)
{
	return error == -ETIMEDOUT || error == -EHOSTUNREACH ||
	       error == -EPROTO || error == -ENOMEM;
}

static void
give_stale(struct want *want, uint64_t fresh_ms)
{
	want->entry = want->stale;
	want->entry->fresh_until_ms = bw_clock_ms() + fresh_ms;
	want->written = want->entry->size;
	give_all(want);
}

static void
fail(struct want *want, int error, const char *why)
{
	uint64_t remembered_ms = error == -ENOENT || error == -EACCES
				     ? FETCH_MISSING_MS
				     : FETCH_FAILED_MS;

	if (error != -ENOENT) {
		log_failed(want, why);
	}
	if (want->stale != NULL && is_outage(error)) {
		give_stale(want, FETCH_MISSING_MS);
		return;
	}
	if (want->stale != NULL) {
		fetch_shelf_drop(want->stale);
	}
	if (want->entry != NULL) {
		fetch_shelf_drop(want->entry);
	}
	fetch_shelf_miss(want->url, error, bw_clock_ms() + remembered_ms);
	refuse_all(want, error, why);
}

static void
ended(struct fetch_download *download, const struct fetch_outcome *outcome)
{
	struct want *want = (struct want *)download;
	int error = outcome->error;

	if (error == 0 && outcome->unmodified) {
		give_stale(want, remote.conf->fetchd.fresh_ms);
	} else {
		if (error == 0) {
			error = want->fd < 0 ? -EPROTO : finish(want);
		}
		if (error != 0) {
			fail(want, error,
			    outcome->error != 0 ? outcome->why
						: strerror(-error));
		}
	}
	want_free(want);
}

static const struct fetch_listener listener = {began, came, ended};

/* --- questions ------------------------------------------------------------- */

static struct want *
want_find(const char *url)
{
	for (size_t i = 0; i < FETCH_DOWNLOADS_MAX; i++) {
		if (remote.wants[i].used &&
		    strcmp(remote.wants[i].url, url) == 0) {
			return &remote.wants[i];
		}
	}
	return NULL;
}

static void
want_join(struct want *want, uint32_t id)
{
	if (want->n_askers == FETCH_ASKERS_MAX) {
		say_refused(BW_MSG_REMOTE_REFUSED, id, -EAGAIN,
		    "too many wait for this file");
		return;
	}
	want->askers[want->n_askers++] = id;
	if (want->opened) {
		give(id, want->entry, want->written);
	}
}

static void
want_add(
    uint32_t id, const char *url, struct fetch_entry *stale, uint64_t now_ms)
{
	for (size_t i = 0; i < FETCH_DOWNLOADS_MAX; i++) {
		struct want *want = &remote.wants[i];

		if (want->used) {
			continue;
		}
		memset(want, 0, sizeof(*want));
		want->used = true;
		want->due_ms = now_ms + remote.conf->fetchd.timeout_ms;
		want->stale = stale;
		want->fd = -1;
		bw_text_cut(want->url, sizeof(want->url), url);
		want_join(want, id);
		remote.n_waiting++;
		return;
	}
	say_refused(BW_MSG_REMOTE_REFUSED, id, -EAGAIN,
	    "too many remote files at once");
}

void
fetch_remote_ask(const struct bw_msg *msg, uint64_t now_ms)
{
	const struct bw_msg_remote_open *open = &msg->u.remote_open;
	struct fetch_entry *entry;
	char url[FETCH_URL_MAX];
	struct want *want;
	int error;

	/* The parent has looked at both. */
	BW_ASSERT(open->service < BW_N_SERVICES &&
		  open->root < remote.roots[open->service].n);
	error = fetch_target_build(
	    remote.roots[open->service].items[open->root].path, open->name,
	    url);
	if (error == 0) {
		error = fetch_shelf_missed(url, now_ms);
	}
	if (error != 0) {
		say_refused(
		    BW_MSG_REMOTE_REFUSED, msg->id, error, strerror(-error));
		return;
	}
	want = want_find(url);
	if (want != NULL) {
		want_join(want, msg->id);
		return;
	}
	entry = fetch_shelf_find(url);
	if (entry != NULL && now_ms < entry->fresh_until_ms) {
		give(msg->id, entry, entry->size);
	} else {
		want_add(msg->id, url, entry, now_ms);
	}
}

/* Begin what waits, as far as there may be more. */
static void
begin_waiting(uint64_t now_ms)
{
	for (size_t i = 0; remote.n_waiting > 0 && i < FETCH_DOWNLOADS_MAX;
	     i++) {
		struct want *want = &remote.wants[i];

		if (!want->used || want->begun) {
			continue;
		}
		if (remote.n_begun < remote.conf->fetchd.max_downloads) {
			remote.n_waiting--;
			remote.n_begun++;
			want->begun = true;
			want->began_ms = now_ms;
			if (fetch_download_begin(&want->download, want->url,
				want->stale != NULL ? &want->stale->validators
						    : NULL,
				&listener) != 0) {
				fail(want, -ENOMEM, "out of memory");
				want_free(want);
			}
		} else if (now_ms >= want->due_ms) {
			fail(want, -EAGAIN, "max_downloads");
			want_free(want);
		}
	}
}

uint64_t
fetch_remote_due(void)
{
	uint64_t due_ms = UINT64_MAX;

	for (size_t i = 0;
	     i < FETCH_DOWNLOADS_MAX && remote.n_waiting + remote.n_begun > 0;
	     i++) {
		const struct want *want = &remote.wants[i];
		uint64_t own_ms = UINT64_MAX;

		if (!want->used) {
			continue;
		}
		if (!want->begun) {
			own_ms = want->due_ms;
		} else if (want->opened && want->written > want->told) {
			own_ms = want->told_ms + FETCH_TOLD_MS;
		}
		due_ms = own_ms < due_ms ? own_ms : due_ms;
	}
	return due_ms;
}

void
fetch_remote_tick(uint64_t now_ms)
{
	for (size_t i = 0; remote.n_begun > 0 && i < FETCH_DOWNLOADS_MAX; i++) {
		struct want *want = &remote.wants[i];

		if (want->used && want->opened && want->written > want->told &&
		    now_ms >= want->told_ms + FETCH_TOLD_MS) {
			tell_all(want);
		}
	}
	begin_waiting(now_ms);
}

int
fetch_remote_open(const struct bw_conf *conf, int cache_fd, fetch_say *say)
{
	int error;

	remote.conf = conf;
	remote.say = say;
	for (int i = 0; i < BW_N_SERVICES; i++) {
		bw_roots_of(conf, (enum bw_service)i, &remote.roots[i]);
	}
	error = fetch_download_open(conf);
	if (error == 0) {
		error = fetch_shelf_open(
		    cache_fd, conf->fetchd.cache_size_mib * MIB);
	}
	if (error != 0) {
		bw_log(
		    BW_LOG_LEVEL_ERR, "cache error=\"%s\"", strerror(-error));
	}
	return error;
}
