/* SPDX-License-Identifier: ISC */
/*
 * What the parent must find out about the host before anything is confined:
 * interfaces, name servers, addresses of names.  What children need to know of
 * it goes into the configuration.
 */
#ifndef BOOTWARD_WORLD_H
#define BOOTWARD_WORLD_H

#include "conf/conf.h"
#include "os/sock.h"

struct world {
	/* those bootpd serves */
	struct bw_interface serving[BW_INTERFACES_MAX];
	size_t n_serving;
	struct bw_interfaces kernel; /* with bootpd */
};

/*
 * Learn what conf needs.
 *
 *   conf     dns, the pool of --root and http's addresses are filled in
 *   returns  0, or a negative errno having logged why, with the candidates
 */
int world_learn(struct bw_conf *conf, struct world *out);

/*
 * The interfaces that conf wants served, as they are now, and what it needs to
 * know of them: dns and the pool of --root.  At a reload, too.
 *
 *   out      its kernel is open
 *   returns  0, or a negative errno having logged why, with the candidates
 */
int world_apply(struct bw_conf *conf, struct world *out);

/* The first interface served that has an address in this network, or NULL. */
const struct bw_interface *
world_in(const struct world *world, const struct bw_conf_network *network);

#endif
