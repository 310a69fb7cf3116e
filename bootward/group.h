/* SPDX-License-Identifier: ISC */
/* The multicast group in which PXE firmware looks for boot servers. */
#ifndef BOOTWARD_GROUP_H
#define BOOTWARD_GROUP_H

#include "conf/conf.h"
#include "os/sock.h"

/* Before the walls; does nothing without one.  0, or a negative errno. */
int group_open(const struct bw_conf_bootpd *conf);

/* bootpd's doors hear the group on this interface from now on. */
void group_join(const struct bw_interface *interface);

#endif
