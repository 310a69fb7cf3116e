/* SPDX-License-Identifier: ISC */
/*
 * Boot menus: which firmware is shown one, and what it then asks for on port
 * 4011.  PXE 2.1, sections 2.2.3 and 2.2.4.  Pure.
 */
#ifndef DHCP_MENU_H
#define DHCP_MENU_H

#include "conf/conf.h"
#include "identify.h"
#include "vendor.h"

/*
 * Put what this client's menu says into vendor.
 *
 *   server    our address, for items that are ours
 *   items     kept as long as vendor
 *   returns   false, and does nothing: it has no menu
 */
bool dhcp_menu_put(const struct bw_conf_menu *menu,
    const struct dhcp_client *client, uint32_t server,
    struct dhcp_menu_item items[BW_CONF_MENU_MAX], struct dhcp_vendor *vendor);

/* Our item that this boot item (43.71) asks for, or NULL. */
const struct bw_conf_menu_item *dhcp_menu_find(const struct bw_conf_menu *menu,
    const struct dhcp_client *client, struct dhcp_bytes boot_item);

/*
 * The one item of the menu that is for this client, if its file is ours: that
 * is no choice, and it is told the file instead.  NULL: there is a choice, or
 * nothing, or another server is to be asked.
 */
const struct bw_conf_menu_item *dhcp_menu_only(
    const struct bw_conf_menu *menu, const struct dhcp_client *client);

#endif
