/* SPDX-License-Identifier: ISC */
/* One configuration under examination, here and where it meets the world. */
#ifndef BW_CONF_CHECKING_H
#define BW_CONF_CHECKING_H

#include "conf/conf.h"

#define BW_CONF_MESSAGE_MAX 512

struct bw_conf_checking {
	const struct bw_conf *conf;
	bw_conf_complain *complain;
	void *arg;
	bool bad;
};

/* "SECTION.KEY: reason"; cut to BW_CONF_MESSAGE_MAX. */
void bw_conf_check_complain(struct bw_conf_checking *c, const char *format, ...)
    BW_PRINTF(2, 3);

/* "SECTION.KEY: reason", and before that where it was set, if it was. */
void bw_conf_check_complain_at(struct bw_conf_checking *c, const char *section,
    const char *key, const char *format, ...) BW_PRINTF(4, 5);

/* Has each of tftpd and httpd what to serve?  (check_roots.c) */
void bw_conf_check_roots(struct bw_conf_checking *c);

/* [subnet NAME], [class NAME] and [host NAME]  (check_net.c) */
void bw_conf_check_subnets(struct bw_conf_checking *c);
void bw_conf_check_classes(struct bw_conf_checking *c);
void bw_conf_check_hosts(struct bw_conf_checking *c);
/* Does the menu fit into its option?  (check_menu.c) */
void bw_conf_check_menu(struct bw_conf_checking *c);
/* Is there something to export, and does nothing of it contradict itself? */
void bw_conf_check_exports(struct bw_conf_checking *c); /* check_exports.c */

#endif
