/* SPDX-License-Identifier: ISC */
/* What a template file becomes for one client. */
#ifndef BW_CHILD_TEMPLATE_H
#define BW_CHILD_TEMPLATE_H

#include "conf/template.h"
#include "os/docroot.h"

/*
 * Make it.
 *
 *   file      lent
 *   name      what to call it in the log
 *   out       BW_TEMPLATE_MAX bytes
 *   returns   0, or having logged why there is none
 *             -EOVERFLOW  it is longer than that, or would be
 *             -ENOENT     a variable is not known of this client
 *             or what the kernel said
 */
int bw_template_make(const struct bw_docroot_file *file, const char *name,
    const struct bw_filter_client *client, uint8_t *out, size_t *out_len);

#endif
