/* SPDX-License-Identifier: ISC */
/* What must hold for the boot menu; see checking.h.  Pure. */
#include <string.h>

#include "conf/checking.h"

/* All of option 43: one option, which firmware does not join of pieces. */
#define OPTION_MAX  255
#define CONTROL_LEN 3 /* 43.6 */
#define GROUP_LEN   6 /* 43.7 */
#define HEADS_LEN   6 /* of 43.8, 43.9 and 43.10 */
#define SERVER_LEN  7 /* type, count, address */
#define ITEM_LEN    3 /* type, length */

static const char *
text_of(const struct bw_conf_menu_item *item)
{
	return item->text[0] != '\0' ? item->text : item->name;
}

static void
check_types(struct bw_conf_checking *c, const struct bw_conf_menu *menu)
{
	for (size_t i = 0; i < menu->n; i++) {
		for (size_t k = 0; k < i; k++) {
			if (menu->items[i].type != 0 &&
			    menu->items[i].type == menu->items[k].type) {
				bw_conf_check_complain(c,
				    "menu %s.type: the same as that of "
				    "[menu %s]",
				    menu->items[i].name, menu->items[k].name);
			}
		}
	}
}

/* RFC 5771; those of the link alone no group of ours may be. */
static void
check_group(struct bw_conf_checking *c, uint32_t group)
{
	static const struct bw_conf_network multicast = {
	    0xe0000000, 0xf0000000};
	static const struct bw_conf_network reserved = {0xe0000000, 0xffffff00};

	if (group != 0 && (!bw_conf_network_has(&multicast, group) ||
			      bw_conf_network_has(&reserved, group))) {
		bw_conf_check_complain(c,
		    "bootpd.menu_multicast: must be from 224.0.1.0 to "
		    "239.255.255.255");
	}
}

void
bw_conf_check_menu(struct bw_conf_checking *c)
{
	const struct bw_conf_menu *menu = &c->conf->bootpd.menu;
	size_t len =
	    CONTROL_LEN + HEADS_LEN + 1 + strlen(menu->prompt) + 1; /* END */

	check_group(c, menu->group);
	len += menu->group != 0 ? GROUP_LEN : 0;
	for (size_t i = 0; i < menu->n; i++) {
		const struct bw_conf_menu_item *item = &menu->items[i];

		len += SERVER_LEN + ITEM_LEN + strlen(text_of(item));
		if (item->server != 0 && item->boot_file[0] != '\0') {
			bw_conf_check_complain(c,
			    "menu %s.boot_file: it is for the other server to "
			    "say",
			    item->name);
		}
	}
	if (menu->n > 0 && len > OPTION_MAX) {
		bw_conf_check_complain(c,
		    "menu %s: all texts of the menu together are %zu bytes "
		    "too long",
		    menu->items[menu->n - 1].name, len - OPTION_MAX);
	}
	check_types(c, menu);
}
