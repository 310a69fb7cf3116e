/* SPDX-License-Identifier: ISC */
/* What a request is answered with; see opening.h. */
#include "opening.h"

#include <errno.h>
#include <string.h>

#include "child/template.h"
#include "conf/known.h"
#include "os/docroot.h"
#include "peers.h"

void
httpd_opening_end(struct httpd_peer *peer)
{
	if (peer->remote != NULL) {
		bw_remote_close(peer->remote);
		peer->remote = NULL;
	} else if (peer->file_fd >= 0) {
		if (!httpd_pages_close(&httpd_of(peer)->pages, peer->file_fd)) {
			httpd_files_close(
			    &httpd_of(peer)->files, peer->file_fd);
		}
	}
	peer->file_fd = -1;
}

/* -EINPROGRESS: peer->remote is asked for. */
static int
open_remote(struct httpd_peer *peer, const struct bw_tree_place *place,
    struct http_file *out)
{
	struct bw_remotes *remotes = &httpd_of(peer)->tree.remotes;
	size_t len = strlen(place->rest);
	int error = 0;

	if (len == 0 || place->rest[len - 1] == '/') {
		return -EISDIR;
	}
	if (peer->remote == NULL) {
		error = bw_remotes_open(
		    remotes, place->root, place->rest, &peer->remote);
	}
	if (error != 0 || peer->remote->error != 0) {
		return error != 0 ? error : peer->remote->error;
	}
	*out = (struct http_file){
	    .size = peer->remote->size,
	    .inode = peer->remote->tag,
	    .mtime_s = peer->remote->mtime_s,
	};
	return peer->remote->opened ? 0 : -EINPROGRESS;
}

static int
open_file(struct httpd_peer *peer, struct http_file *out)
{
	struct httpd *httpd = httpd_of(peer);
	struct bw_docroot_file found = {.fd = -1};
	struct bw_tree_place place;
	int error =
	    bw_tree_find(&httpd->tree, peer->conn.exchange->path, &place);

	if (error == 0 && place.remote) {
		return open_remote(peer, &place, out);
	}
	if (error == 0 && place.rest[0] == '\0') {
		error = -EISDIR; /* the root itself has no name */
	} else if (error == 0) {
		error = httpd_files_open(&httpd->files, place.dir_fd,
		    place.rest, httpd_now(httpd).ms, &found);
	}
	*out = (struct http_file){
	    .size = found.size,
	    .inode = found.inode,
	    .mtime_s = found.mtime_s,
	    .mtime_ns = found.mtime_ns,
	};
	peer->file_fd = found.fd;
	return error;
}

/*
 * The file or, to who asks for it, its compressed form beside it; one that is
 * older is of another file.  A remote one is sent as it is.
 */
static int
open_form(struct httpd_peer *peer, struct http_file *out)
{
	struct http_conn *conn = &peer->conn;
	struct http_file gzip;
	size_t len;
	int plain_fd;
	int error = open_file(peer, out);

	if (error != 0 || peer->remote != NULL || !http_conn_wants_gzip(conn)) {
		return error;
	}
	len = strlen(conn->exchange->path);
	if (!http_conn_append(conn, ".gz")) {
		return error;
	}
	plain_fd = peer->file_fd;
	error = open_file(peer, &gzip);
	conn->exchange->path[len] = '\0';
	if (error == 0 && gzip.mtime_s >= out->mtime_s) {
		gzip.gzip = true;
		*out = gzip;
		httpd_files_close(&httpd_of(peer)->files, plain_fd);
		return 0;
	}
	httpd_opening_end(peer);
	peer->file_fd = plain_fd;
	return 0;
}

/* Of remote files none is. */
static bool
is_template(struct httpd_peer *peer)
{
	struct httpd *httpd = httpd_of(peer);
	const char *path = peer->conn.exchange->path;
	struct bw_tree_place place;

	return bw_template_is(httpd->templates, path) &&
	       bw_tree_find(&httpd->tree, path, &place) == 0 && !place.remote;
}

static enum http_action
ask_who(struct httpd_peer *peer)
{
	httpd_peer_ask(peer);
	return http_conn_waits(&peer->conn, httpd_now(httpd_of(peer)));
}

/* A directory: its index file, a listing, or nothing. */
static enum http_action
open_directory(struct httpd_peer *peer)
{
	struct httpd *httpd = httpd_of(peer);
	struct http_conn *conn = &peer->conn;
	struct http_exchange *x = conn->exchange;
	struct http_time time = httpd_now(httpd);
	size_t len = strlen(x->path), page_len = 0;
	struct http_file file;
	struct bw_tree_place place;
	int error = bw_tree_find(&httpd->tree, x->path, &place);

	if (error != 0 || place.remote) {
		return http_conn_opened(conn, -ENOENT, NULL, time);
	}
	if (len > 0 && x->path[len - 1] != '/') {
		return http_conn_moved(conn, time);
	}
	if (httpd->index[0] != '\0' && http_conn_append(conn, httpd->index)) {
		error = open_form(peer, &file);
		if (error == 0 && is_template(peer)) {
			httpd_opening_end(peer);
			return ask_who(peer);
		}
		if (error == 0) {
			return http_conn_opened(conn, 0, &file, time);
		}
		x->path[len] = '\0';
	}
	if (!httpd->lists) {
		return http_conn_opened(conn, -EISDIR, NULL, time);
	}
	error = httpd_pages_open(&httpd->pages, place.dir_fd, place.rest,
	    x->path, http_exchange_query(x), &peer->file_fd, &page_len);
	return error == 0 ? http_conn_listed(conn, page_len, time)
			  : http_conn_opened(conn, error, NULL, time);
}

/* What is the same for everybody. */
static enum http_action
open_plain(struct httpd_peer *peer)
{
	struct httpd *httpd = httpd_of(peer);
	struct http_conn *conn = &peer->conn;
	struct http_file file;
	int error = open_form(peer, &file);

	if (error == -EINPROGRESS) {
		return http_conn_waits(conn, httpd_now(httpd));
	}
	if (error == -EISDIR && (httpd->index[0] != '\0' || httpd->lists)) {
		return open_directory(peer);
	}
	return http_conn_opened(conn, error, &file, httpd_now(httpd));
}

/* The file that is open gives way to the page that is made of it. */
static int
make(struct httpd_peer *peer, uint64_t size,
    const struct bw_msg_client_checked *checked, size_t *out_len)
{
	struct httpd *httpd = httpd_of(peer);
	struct bw_docroot_file file = {.fd = peer->file_fd, .size = size};
	struct httpd_page *page = httpd_pages_take(&httpd->pages);
	struct bw_known known;
	int error = -EAGAIN;

	if (page != NULL) {
		bw_known_init(&known, checked, &peer->addr);
		error = bw_template_make(&file, peer->conn.exchange->path,
		    &known.client, page->at, out_len);
	}
	httpd_opening_end(peer);
	if (error == 0) {
		peer->file_fd = page->fd;
	} else if (page != NULL) {
		page->used = false;
	}
	return error;
}

static enum http_action
open_template(
    struct httpd_peer *peer, const struct bw_msg_client_checked *checked)
{
	struct http_conn *conn = &peer->conn;
	struct http_time time = httpd_now(httpd_of(peer));
	struct http_file file;
	size_t len = 0;
	int error = open_file(peer, &file);

	if (error == -EISDIR) {
		return open_plain(peer);
	}
	if (error == 0) {
		error = make(peer, file.size, checked, &len);
	}
	return error == 0 ? http_conn_made(conn, len, time)
			  : http_conn_opened(conn, error, NULL, time);
}

/* What is not to be sent need not stay open. */
static enum http_action
opened(struct httpd_peer *peer, enum http_action action)
{
	if (action != HTTP_ACTION_WAIT &&
	    http_conn_file_left(&peer->conn) == 0) {
		httpd_opening_end(peer);
	}
	return action;
}

enum http_action
httpd_opening_step(struct httpd_peer *peer)
{
	return opened(
	    peer, is_template(peer) ? ask_who(peer) : open_plain(peer));
}

enum http_action
httpd_opening_known(
    struct httpd_peer *peer, const struct bw_msg_client_checked *checked)
{
	return opened(peer, open_template(peer, checked));
}
