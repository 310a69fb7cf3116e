/* SPDX-License-Identifier: ISC */
/*
 * Where the bytes of a transfer come from: a file beneath a root, a remote one
 * that may be on its way still, text, or what was made of a template.  Transfers see it through
 * source_read() alone.
 */
#ifndef TFTPD_SOURCE_H
#define TFTPD_SOURCE_H

#include "child/template.h"
#include "child/tree.h"
#include "conf/filter.h"
#include "os/docroot.h"
#include "pieces.h"

/* What was made for one client, while it is sent. */
struct source_page {
	bool used;
	uint8_t bytes[BW_TEMPLATE_MAX];
};

#define SOURCE_PAGES_MAX 64

struct source_pages {
	struct source_page all[SOURCE_PAGES_MAX];
};

struct source {
	uint64_t size;
	struct bw_remote *remote;    /* NULL: it is not remote */
	struct bw_docroot_file file; /* as it was opened; fd -1: it is none */
	struct tftp_pieces *pieces;  /* lent */
	int piece;                   /* the one it is in, or TFTP_PIECE_NONE */
	struct source_page *page;    /* NULL: nothing was made */
	char text[BW_FILTER_TEXT_MAX]; /* see struct bw_filter_target */
};

/*
 * Open what a target names.
 *
 *   out      written only on success; keeps pieces
 *   returns  0, or as bw_tree_find() and bw_docroot_open_file() do
 *            -EINPROGRESS  out->remote is asked for, and is all that is
 *                          written; it is the caller's to close
 */
int source_open(struct bw_tree *tree, struct tftp_pieces *pieces,
    const struct bw_filter_target *target, struct source *out);

/*
 * The same where the target is a template, for this client.
 *
 *   returns  as source_open() does, and as bw_template_make()
 *            -EAGAIN  all pages are in use
 */
int source_make(struct bw_tree *tree, struct tftp_pieces *pieces,
    struct source_pages *pages, const struct bw_filter_target *target,
    const struct bw_filter_client *client, struct source *out);

void source_close(struct source *source);

/*
 * A tftp_read, see transfer.h, of a struct source.
 *
 *   returns  0
 *            -ENODATA  the file is shorter than that
 *            -EAGAIN   it has not come so far yet
 *            -ESTALE   it is not what it was when it was opened: written to,
 *                      removed, or replaced
 *            or what the kernel said
 */
int source_read(void *source, uint64_t offset, uint8_t *buf, size_t size);

#endif
